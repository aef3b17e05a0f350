#include "clients/core/maps/map_book.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/maps/map_replay.h"
#include "proto/base/status_macros.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"
#include "proto/text/record.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// `from` first, then who signed with it.
std::vector<std::string> SignersOf(const Note& note, const std::string& from) {
  std::vector<std::string> signers = {from};
  for (const SignatureLine& line : note.signatures) {
    if (line.name != from) signers.push_back(line.name);
  }
  return signers;
}

class BookReader {
 public:
  BookReader(const Mirror& mirror, MapBook& book)
      : mirror_(mirror), book_(book), events_(DeviceEventsOf(mirror.directory())) {}

  // `next`: a signed note that is to come behind the last leaf; empty: none.
  absl::Status Read(absl::string_view next) {
    for (const LeafIndex index : mirror_.StateLeaves()) {
      TakeDevicesBefore(index);
      RETURN_IF_ERROR(TakeLeaf(index));
    }
    const LeafIndex end(mirror_.size().value());
    TakeDevicesBefore(end);
    if (!next.empty()) {
      TakeBody({.index = end, .time_ms = book_.until_ms}, next);
    }
    for (auto& [map, replay] : replays_) {
      replay->AdvanceTo({.index = end, .time_ms = book_.until_ms});
      const std::optional<int64_t> due_ms = replay->NextDue_ms();
      if (due_ms.has_value() && (!book_.next_due_ms.has_value() || *due_ms < *book_.next_due_ms)) {
        book_.next_due_ms = due_ms;
      }
      if (replay->record().state.policy.has_value()) book_.maps.emplace(map, replay->record());
    }
    for (const MapAnnouncement& announcement : announcements_) {
      if (!IsOwnResult(announcement)) book_.disagreements.push_back(announcement);
    }
    return absl::OkStatus();
  }

 private:
  void TakeDevicesBefore(LeafIndex index) {
    for (; next_event_ < events_.size() && events_[next_event_].at.index < index; ++next_event_) {
      const MapDeviceEvent& event = events_[next_event_];
      // What was due before is judged by the devices of before.
      for (auto& [map, replay] : replays_) replay->AdvanceTo(event.at);
      devices_.Apply(event);
      for (auto& [map, replay] : replays_) replay->Take(event);
    }
  }

  absl::Status TakeLeaf(LeafIndex index) {
    const std::string& ns = mirror_.directory().ns();
    ASSIGN_OR_RETURN(const std::string bytes, mirror_.EntryAt(index));
    ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(ns, bytes));
    TakeBody({.index = index, .time_ms = leaf.time_ms}, leaf.body);
    return absl::OkStatus();
  }

  void TakeBody(Instant now, absl::string_view body) {
    const absl::StatusOr<Note> note = ParseNote(body, kMaxPublicNoteBytes);
    if (!note.ok()) return TakeAlert(now, body);
    const absl::StatusOr<MapNote> map_note = ParseMapNote(mirror_.directory().ns(), note->text);
    if (map_note.ok()) TakeNote(now, *note, *map_note);
  }

  void TakeNote(Instant now, const Note& note, const MapNote& map_note) {
    const MapHead& head = HeadOf(map_note);
    auto found = replays_.find(head.map);
    if (found == replays_.end()) {
      found = replays_.emplace(head.map, std::make_unique<MapReplay>(head.map, devices_)).first;
    }
    found->second->Take(now, map_note, Sha256(note.text), SignersOf(note, head.from));
  }

  // The hub's own texts have no signature.
  void TakeAlert(Instant now, absl::string_view text) {
    const absl::StatusOr<Alert> alert = ParseAlert(mirror_.directory().ns(), text);
    if (!alert.ok()) return;
    std::optional<MapAnnouncement> announcement = AnnouncementOf(*alert, now.index, now.time_ms);
    if (announcement.has_value()) announcements_.push_back(*std::move(announcement));
  }

  bool IsOwnResult(const MapAnnouncement& announcement) const {
    const MapRecord* const record = book_.Find(announcement.map);
    return record != nullptr &&
           std::any_of(record->sayings.begin(), record->sayings.end(),
                       [&](const MapSaying& own) { return IsSaid(announcement, own); });
  }

  const Mirror& mirror_;
  MapBook& book_;
  MapDevices devices_;
  const std::vector<MapDeviceEvent> events_;
  size_t next_event_ = 0;
  std::map<std::string, std::unique_ptr<MapReplay>> replays_;
  std::vector<MapAnnouncement> announcements_;
};

absl::StatusOr<MapBook> ReadBook(const Mirror& mirror, int64_t until_ms, absl::string_view next) {
  MapBook book{.size = mirror.size()};
  book.until_ms = std::max(until_ms, mirror.directory().TimeAt(mirror.size()));
  RETURN_IF_ERROR(BookReader(mirror, book).Read(next));
  return book;
}

}  // namespace

const MapRecord* MapBook::Find(absl::string_view map) const {
  const auto found = maps.find(map);
  return found == maps.end() ? nullptr : &found->second;
}

absl::StatusOr<MapBook> ReadMapBook(const Mirror& mirror, int64_t until_ms) {
  return ReadBook(mirror, until_ms, "");
}

absl::StatusOr<MapVerdict> JudgeNextNote(const Mirror& mirror, int64_t now_ms,
                                         absl::string_view note) {
  ASSIGN_OR_RETURN(const MapBook book, ReadBook(mirror, now_ms, note));
  return JudgeLoggedNote(book, note);
}

absl::StatusOr<MapVerdict> JudgeLoggedNote(const MapBook& book, absl::string_view bytes) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
  const Hash hash = Sha256(note.text);
  for (const auto& [map, record] : book.maps) {
    for (const MapSaying& saying : record.sayings) {
      if (saying.kind == MapSaying::Kind::kError && saying.proposal == hash) {
        return MapVerdict{.map = map, .code = saying.reason};
      }
    }
  }
  return MapVerdict();
}

}  // namespace liaison
