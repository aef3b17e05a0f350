// What a desk keeps of reports in its encrypted database: sheets and models by their digest, and
// what its officers state about events, in the order in which they did. Every document was checked
// against a signed note or made here. Source: REPORTS sections A 4, 8, 9.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_STORE_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/database/database.h"
#include "clients/core/report/sheet.h"
#include "proto/text/hash.h"

namespace liaison {

// Why a serial has no row.
inline constexpr char kWithheld[] = "withheld";
inline constexpr char kOutOfScope[] = "out_of_scope";

// What goes into every sheet of a report from here on.
struct ReportStatements {
  std::vector<SheetLink> links;          // in the order stated
  std::vector<SheetPosition> positions;  // in the order stated; the latest per row counts
  std::vector<std::string> withheld;     // serials, sorted
};

// Thread: one at a time. Errors of all: those of Database.
class ReportStore {
 public:
  // Makes its tables. `database` outlives it.
  static absl::StatusOr<std::unique_ptr<ReportStore>> Open(Database& database);

  // Once; a second time changes nothing.
  absl::Status AddDocument(const Hash& digest, absl::string_view bytes);
  // nullopt: not here. Errors: also DataLoss DATABASE_DAMAGED (it is not what was put in).
  absl::StatusOr<std::optional<std::string>> Document(const Hash& digest);

  // Once: not a link that was stated before, either way round; not the row's latest position again.
  absl::Status AddLink(absl::string_view report, const SheetLink& link);
  absl::Status AddPosition(absl::string_view report, const SheetPosition& position);
  // Whether the own notice with this serial is withheld from the report, by the officer's choice.
  absl::Status SetWithheld(absl::string_view report, absl::string_view serial, bool withheld);
  absl::StatusOr<ReportStatements> Statements(absl::string_view report);
  // What the own office contributed before, maybe from another desk: it comes first, then what was
  // stated here and does not stand in it. What that withheld stays withheld, for whatever reason,
  // until an officer lets it go.
  absl::Status TakeOver(const ReportSheet& own);

  // Whether the officer has seen that what this sealed notice was queued for is done. Until then
  // whoever says it again goes on with it; from then on he wants it to go once more.
  absl::Status MarkDone(const Hash& notice);
  absl::StatusOr<bool> IsDone(const Hash& notice);

 private:
  explicit ReportStore(Database& database) : database_(database) {}
  absl::Status TakeWithheld(const ReportSheet& own);
  absl::Status InsertLink(absl::string_view report, const SheetLink& link);
  absl::Status InsertPosition(absl::string_view report, const SheetPosition& position);

  Database& database_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_STORE_H_
