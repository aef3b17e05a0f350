// A finished report with all that a stranger needs to check it years later, and the check. One
// stored zip, members in fixed order; it lies attached in the PDF as `evidence.zip`, and may be
// unpacked. Source: REPORTS sections B, E.
//
//   report.json manifest.json             the model, what the answers rest on
//   texts/<office>.note                   reservations and refusals, as signed
//   sheets/<office>.json                  what the report was assembled from
//   log/checkpoint log/leaves             the signed head, all leaf hashes below it (32 bytes each)
//   log/<index>.entry                     public leaves the verdict rests on: charter,
//   certificates,
//                                         revocations, every note about the report
//   README.txt SHA256SUMS
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_PACK_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_PACK_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/report/model.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/trust/mirror.h"

namespace liaison {

struct ReportPapers {
  const ReportRecord& record;
  std::string model;                          // canonical bytes
  std::map<std::string, std::string> sheets;  // by office: canonical bytes
  std::map<std::string, std::string> texts;   // by office: signed notice of its answer's text
};
// Errors: FailedPrecondition NOT_FINAL; those of Mirror.
absl::StatusOr<PackFiles> MakeReportPack(const ReportPapers& papers, const Mirror& mirror,
                                         const PublicCrypto& crypto);
enum class ReportLevel : int { kNone = -1, kL0 = 0, kL1 = 1, kL2 = 2, kL3 = 3, kL4 = 4 };
struct ReportCheck {
  // L0 "model.canonical" "model.schema" "model.digest"; L1 "charter" "checkpoint" "certificates"
  // "signatures" "manifest" "texts"; L2 "figures" "sheets"; L3 "leaves"; L4 "opened"; "rendering".
  std::string id;
  bool ok = false;
  std::string detail;   // what it is about: "v.reg.rus", "TUR-d07-2017-000042", "rus"
  absl::Status status;  // of a failed one, for people
};
struct ReportVerdict {
  ReportLevel level = ReportLevel::kNone;
  std::vector<ReportCheck> checks;  // all that could be made, in order
  bool contradicted = false;        // some check failed: forged (exit 7)
  bool unknown_key = false;         // a signer without certificate (exit 4)
  size_t figures_ok = 0, figures = 0;
  size_t rows_opened = 0, rows_sealed = 0, rows_failed = 0;
  std::string outcome;
  std::string superseded_by;  // empty: nothing known
  size_t signatures = 0, reservations = 0, answers_owed = 0;
  std::vector<std::string> corrected_since;  // counted rows corrected after FINAL: serials
  std::optional<ReportModel> model;          // where L0 holds
};
// `opened`: the row's notice where this desk holds and can open it (nullopt: sealed here); empty:
// no keys at all. `charter`: pinned hash; none: that of the pack is shown to be compared by a
// person.
struct ReportVerifyRequest {
  std::optional<Hash> charter;
  std::function<absl::StatusOr<std::optional<ReportRow>>(const ReportRow&)> opened;
  std::function<void(size_t done, size_t all)> progress;  // may be empty
};
ReportVerdict VerifyReport(const PackFiles& files, const ReportVerifyRequest& request,
                           const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_PACK_H_
