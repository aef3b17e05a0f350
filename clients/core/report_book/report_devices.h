// Who may act in a report, as of a place in the log, which only moves on: devices, guarantors, and
// how many of these withdraw one.
#ifndef LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_DEVICES_H_
#define LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_DEVICES_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/trust/mirror.h"
#include "clients/core/trust/state_walk.h"
#include "proto/rules/report_machine.h"

namespace liaison {

class ReportDevices {
 public:
  // Reads the charters of the log. Errors: those of Mirror::EntryAt; DataLoss BAD_LEAF.
  static absl::StatusOr<ReportDevices> Read(const Mirror& mirror);

  // Takes in what happened at this leaf.
  void Apply(const DeviceEvent& event);
  std::optional<ReportDevice> Find(absl::string_view name) const;
  // By the charter in force before this leaf.
  const Mission& MissionAt(LeafIndex index) const;

 private:
  explicit ReportDevices(std::vector<std::pair<LeafIndex, Mission>> missions)
      : missions_(std::move(missions)) {}

  std::vector<std::pair<LeafIndex, Mission>> missions_;  // log order, the first at leaf 0
  std::map<std::string, ReportDevice, std::less<>> devices_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_DEVICES_H_
