// The own office's sheet from what this desk holds: every serial below the cut is a row, out of
// scope, withheld, void, or a gap. Source: REPORTS section A 4.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_MAKER_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_MAKER_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/report/sheet.h"
#include "clients/core/report_desk/report_store.h"
#include "proto/base/strong_int.h"
#include "proto/text/crypto.h"
#include "proto/text/report_note.h"

namespace liaison {

struct SheetRequest {
  absl::string_view ns;
  absl::string_view office;  // the own one
  absl::string_view report;  // "JWG-2017-05"
  const ReportOpen& open;
  TreeSize below;  // of the log: what lies at or above is not there
  const ReportStatements& said;
  const std::vector<ReportSheet>&
      others;  // the latest ones of other offices, as far as they are here
};

struct MadeSheet {
  ReportSheet sheet;
  std::vector<SheetRange> gaps;  // serials that nothing is known of here; `why` is "gap"
  size_t closed = 0;             // notices of the own office that this desk cannot read
  // Serials of own notices whose label does not let them go so far, whatever the officer chooses.
  std::set<std::string> barred;
  size_t parts = 0;  // desks of the office whose part is in it, but for this one
};

// In scope is a notice of a reported kind whose event, acceptance or span of observation touches
// the period; a request for passage that was still open when it began; and what such a notice
// corrects, supersedes, cancels, answers or follows, or the other way round, however far, through
// notices of any office that are here. `archive` is read row by row. How large a sheet may be is
// the note's question (SignContribute). Errors: those of the database.
absl::StatusOr<MadeSheet> MakeSheet(Archive& archive, const PublicCrypto& crypto,
                                    const SheetRequest& request);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_MAKER_H_
