// The sheets of a report held against the log, and against the notices and receipts that are open
// here, before anybody signs what is assembled from them: nobody's signature may stand under
// figures that his own archive contradicts. Source: REPORTS sections A 4 and E, levels 3 and 4.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CHECK_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CHECK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/report/sheet.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/strong_int.h"
#include "proto/text/report_note.h"

namespace liaison {

enum class SheetFaultKind : uint8_t {
  kLeaf,         // SHEET_LEAF: a row or an answer does not lie where it says, with time and hash
  kRow,          // SHEET_ROW: the notice that is here makes another row, or none
  kAnswer,       // SHEET_ANSWER: an answer told twice, or another one, or none, is here
  kOmitsNotice,  // SHEET_OMITS: a notice is here that should be a row, or withheld
  kOmitsAnswer,  // SHEET_OMITS_ANSWER: an answer of this office to a row is here
};
struct SheetFault {
  SheetFaultKind kind = SheetFaultKind::kLeaf;
  std::string office;  // whose sheet
  std::string serial;  // of the notice that it is about
  // An omission of what came into the log after the sheet: its office could not know, and by the
  // rules it waits for the next report.
  bool later = false;
  friend bool operator==(const SheetFault&, const SheetFault&) = default;
};

// What is here and not told. It may have come later, or lie on a desk of that office that gave no
// part of the sheet; everything else was never so.
constexpr bool IsOmission(SheetFaultKind kind) { return kind >= SheetFaultKind::kOmitsNotice; }
// DataLoss with the reason above, or SHEET_LATER; the serial as subject, the office as field.
absl::Status SheetFaultError(const SheetFault& fault);

// What a desk knows. All references outlive the call.
struct SheetWitness {
  const Mirror& mirror;
  Archive& archive;
  const std::string& device;  // full name
  const ReportOpen& open;
  LeafIndex cut;  // nothing from here on is held against anybody
  // Where each office's contribution lies; of whom it is unknown nothing is later.
  std::map<std::string, LeafIndex> contributed;
  bool synced = false;  // all that is for this desk is here, as far as the copy of the log goes
  // Told of each notice that has been looked at: they are many, and each is read.
  std::function<void(uint64_t done, uint64_t total)> progress;
};

// Empty: nothing here contradicts them. By office, then serial, each once. `sheets` are as
// ParseSheet gives them. What an office withholds is its right; what may be out of scope because it
// knows more than this desk is not held against it (OfficeScopes). Errors: those of the database.
absl::StatusOr<std::vector<SheetFault>> CheckSheets(const SheetWitness& here,
                                                    const std::vector<ReportSheet>& sheets);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CHECK_H_
