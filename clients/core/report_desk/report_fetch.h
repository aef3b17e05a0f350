// Sheets, drafts and texts of reports that came sealed: found in the archive by what a signed note
// names, downloaded on demand, checked against it. What was checked once stays in the store.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_FETCH_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_FETCH_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/database/database.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/report/model.h"
#include "clients/core/report/sheet.h"
#include "clients/core/report_desk/report_store.h"
#include "proto/text/report_note.h"

namespace liaison {

// All references outlive it. `line` is asked only where something must be downloaded.
struct ReportSources {
  absl::string_view ns;
  Archive& archive;
  Database& database;
  AttachmentStore& attachments;
  ReportStore& store;
  std::function<absl::StatusOr<HubConnection*>()> line;
};

// The bytes with this digest. Errors: NotFound NOT_HELD (no notice with it has come here, or none
// that this desk can open), InvalidArgument TOO_BIG; DataLoss CONTENT_MISMATCH (what came under
// this digest is something else); those of the line and of AttachmentStore.
absl::StatusOr<std::string> FetchReportDocument(const ReportSources& sources,
                                                absl::string_view report, const Hash& digest,
                                                size_t max_bytes, const TransferProgress& progress);
// Also read, and held against what the note says of it. Errors: also those of ParseSheet and
// ParseModel, with the office or report as subject; DataLoss CONTENT_MISMATCH (of another report or
// office, another cut).
absl::StatusOr<ReportSheet> FetchSheet(const ReportSources& sources, absl::string_view report,
                                       const ReportSheetRef& wanted,
                                       const TransferProgress& progress);
absl::StatusOr<ReportModel> FetchModel(const ReportSources& sources, absl::string_view report,
                                       const ReportDraft& draft, const TransferProgress& progress);

// What other desks of the own office know of its sheet, as far as they have sent it: of each the
// newest. Errors: as FetchSheet, with the desk as subject.
absl::StatusOr<std::vector<ReportSheet>> FetchParts(const ReportSources& sources,
                                                    absl::string_view report,
                                                    absl::string_view office,
                                                    const TransferProgress& progress);

// The report_sheet notice whose text has this hash: what a note's `text` names.
struct ReportLetter {
  std::string part;  // "reservation"
  std::string text;
  std::string lang;
  std::string from;    // device
  std::string notice;  // signed note bytes, as evidence
  friend bool operator==(const ReportLetter&, const ReportLetter&) = default;
};
// nullopt: it is not here, or cannot be opened here. Errors: those of the database.
absl::StatusOr<std::optional<ReportLetter>> FindReportLetter(Archive& archive, absl::string_view ns,
                                                             const Hash& text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_FETCH_H_
