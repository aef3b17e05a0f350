#include "clients/core/trust/state_walk.h"

#include <algorithm>

#include "proto/base/status_macros.h"

namespace liaison {
namespace {

Instant InstantOf(const Directory& directory, LeafIndex index) {
  return {.index = index, .time_ms = directory.TimeAt(TreeSize(index.value() + 1))};
}

// Of all devices, in log order.
std::vector<DeviceEvent> DeviceEventsOf(const Directory& directory) {
  std::vector<DeviceEvent> events;
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->certificate.role != CertRole::kDevice) continue;
    events.push_back({.at = InstantOf(directory, fact->index), .fact = fact});
    if (!fact->revoked.has_value()) continue;
    events.push_back({.at = InstantOf(directory, *fact->revoked), .fact = fact, .revokes = true});
  }
  std::stable_sort(events.begin(), events.end(), [](const DeviceEvent& a, const DeviceEvent& b) {
    return a.at.index < b.at.index;
  });
  return events;
}

class Walk {
 public:
  Walk(const Mirror& mirror, StateVisitor& visitor)
      : mirror_(mirror), visitor_(visitor), events_(DeviceEventsOf(mirror.directory())) {}

  absl::Status Leaf(LeafIndex index) {
    DevicesBefore(index);
    ASSIGN_OR_RETURN(const std::string bytes, mirror_.EntryAt(index));
    ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(mirror_.directory().ns(), bytes));
    Body({.index = index, .time_ms = leaf.time_ms}, leaf.body);
    return absl::OkStatus();
  }

  void End(const NextNote& next) {
    const LeafIndex end(mirror_.size().value());
    DevicesBefore(end);
    if (!next.note.empty()) Body({.index = end, .time_ms = next.time_ms}, next.note);
  }

 private:
  void DevicesBefore(LeafIndex index) {
    for (; next_event_ < events_.size() && events_[next_event_].at.index < index; ++next_event_) {
      visitor_.OnDevice(events_[next_event_]);
    }
  }

  void Body(Instant now, absl::string_view body) {
    const absl::StatusOr<Note> note = ParseNote(body, kMaxPublicNoteBytes);
    if (note.ok()) return visitor_.OnNote(now, *note);
    // The hub's own texts have no signature.
    const absl::StatusOr<Alert> alert = ParseAlert(mirror_.directory().ns(), body);
    if (alert.ok()) visitor_.OnAlert(now, *alert);
  }

  const Mirror& mirror_;
  StateVisitor& visitor_;
  const std::vector<DeviceEvent> events_;
  size_t next_event_ = 0;
};

}  // namespace

absl::Status WalkState(const Mirror& mirror, const NextNote& next, StateVisitor& visitor) {
  Walk walk(mirror, visitor);
  for (const LeafIndex index : mirror.StateLeaves()) RETURN_IF_ERROR(walk.Leaf(index));
  walk.End(next);
  return absl::OkStatus();
}

std::vector<std::string> SignersOf(const Note& note, const std::string& from) {
  std::vector<std::string> signers = {from};
  for (const SignatureLine& line : note.signatures) {
    if (line.name != from) signers.push_back(line.name);
  }
  return signers;
}

}  // namespace liaison
