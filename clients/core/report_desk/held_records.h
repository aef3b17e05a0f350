// What the archive holds, read for reports. Internal to report_desk.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_HELD_RECORDS_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_HELD_RECORDS_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/report/row.h"
#include "proto/text/notice.h"

namespace liaison {

struct HeldNotice {
  Notice notice;
  Hash hash;
  ReportRow row;
  std::string label;
  bool resealed = false;  // a later envelope: when the notice was logged first it does not say
};
// nullopt: it cannot be opened here, or what is in it is none of its kind.
std::optional<HeldNotice> ReadHeld(absl::string_view ns, const ScannedNotice& scanned);

// A desk's year, as sheets name it: "TUR-d07", 2017.
using DeskYear = std::pair<std::string, int>;
DeskYear DeskYearOf(const Serial& serial);

// Whether a receipt in this state is an answer, which a sheet tells of.
bool IsAnswerState(absl::string_view state);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_HELD_RECORDS_H_
