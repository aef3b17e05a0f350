// What sheets say of notices that are here. Internal to report_desk.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CLAIMS_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CLAIMS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "clients/core/report/sheet.h"
#include "clients/core/report_desk/held_records.h"
#include "proto/base/strong_int.h"

namespace liaison {

enum class SheetClaim : uint8_t {
  kNoSheet,       // its office's is not among them
  kIsRow,         // a row, below the cut
  kIsWithheld,    // named, and not told
  kIsOutOfScope,  // named, and no business of this report
  kIsUnknown,     // not named, or said to be void: that there is no such notice
};

class SheetClaims {
 public:
  // `sheets` outlive it; their ranges are sorted.
  SheetClaims(const std::vector<ReportSheet>& sheets, TreeSize below);

  SheetClaim Of(const HeldNotice& held) const;

 private:
  std::map<std::string, const ReportSheet*> sheets_;  // by office
  // Notice and serial: an office that claims another's notice takes nothing from it.
  absl::flat_hash_set<std::pair<Hash, absl::string_view>> rows_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CLAIMS_H_
