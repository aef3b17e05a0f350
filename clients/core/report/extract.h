// An opened notice to a row: the only place that knows how. The sheet is made of it, and L4 of
// verification repeats it. Source: REPORTS sections A 4 and E.
#ifndef LIAISON_CLIENTS_CORE_REPORT_EXTRACT_H_
#define LIAISON_CLIENTS_CORE_REPORT_EXTRACT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/row.h"
#include "proto/text/header.h"
#include "proto/text/notice.h"

namespace liaison {

// A notice, open, with its place in the log.
struct ExtractInput {
  const Notice& notice;
  Hash notice_hash;
  const EnvelopeHeader& header;
  Hash header_hash;
  LeafIndex index;
  int64_t logged_ms = 0;
};
// What row.h says of each member, by these rules:
// - `owed_by`: the offices of `to` but the own one; nobody where the header wants no
// acknowledgement.
// - `zone`, `exercise`, `map`, `refs`, `event` and `place.province` as the form states them,
// whatever
//   the kind; of `event` its time and accuracy. Without an event the notice's own time, exact.
// - `fields`: members of the form under their own names, `side` and `designated` apart. What the
// form
//   leaves out is left out; a form's `event` decides nothing else.
// What it gives a sheet may hold, so that no notice makes a whole sheet unreadable.
// Errors: InvalidArgument FORM, field = the member (a form that its schema does not allow; the
// checks before let it in).
absl::StatusOr<ReportRow> ExtractRow(const ExtractInput& input);

// Whether notices of this kind stand in a sheet by themselves: drafts, keys, translations and the
// sealed parts of map and report work do not, nor do line checks and administrative notices (these
// only where they take something back).
bool IsReportedKind(absl::string_view kind);
// Whether a notice with this label may go as far as `report` does; else it is withheld. A label
// that is none goes nowhere.
bool MayGo(absl::string_view label, absl::string_view report);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_EXTRACT_H_
