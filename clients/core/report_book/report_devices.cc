#include "clients/core/report_book/report_devices.h"

#include "absl/algorithm/container.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/record.h"

namespace liaison {

absl::StatusOr<ReportDevices> ReportDevices::Read(const Mirror& mirror) {
  std::vector<std::pair<LeafIndex, Mission>> missions;
  for (const LeafIndex index : mirror.directory().Charters()) {
    ASSIGN_OR_RETURN(const std::string bytes, mirror.EntryAt(index));
    ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(mirror.directory().ns(), bytes));
    ASSIGN_OR_RETURN(const Note note, ParseNote(leaf.body, kMaxPublicNoteBytes));
    ASSIGN_OR_RETURN(Mission mission, MissionOfCharter(note.text));
    missions.emplace_back(index, std::move(mission));
  }
  return ReportDevices(std::move(missions));
}

void ReportDevices::Apply(const DeviceEvent& event) {
  const Certificate& certificate = event.fact->certificate;
  ReportDevice& device = devices_[certificate.subject];
  if (event.revokes) {
    const bool ends = event.fact->revoke_reason != RevokeReason::kReplaced;
    if (ends && !device.ended_ms.has_value()) device.ended_ms = event.at.time_ms;
    return;
  }
  device.name = certificate.subject;
  device.office = certificate.office;
  device.holder = certificate.holder;
  device.jwg = absl::c_linear_search(certificate.mailboxes, Role::kJwg);
  device.editor = absl::c_linear_search(certificate.mailboxes, Role::kEditor);
}

std::optional<ReportDevice> ReportDevices::Find(absl::string_view name) const {
  const auto found = devices_.find(name);
  if (found == devices_.end()) return std::nullopt;
  return found->second;
}

const Mission& ReportDevices::MissionAt(LeafIndex index) const {
  auto newest = missions_.begin();
  while (std::next(newest) != missions_.end() && std::next(newest)->first < index) ++newest;
  return newest->second;
}

}  // namespace liaison
