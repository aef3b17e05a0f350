// What every command about reports begins with: the desk, brought up to date, and its own replay of
// all reports. The hub's words are only held against it.
#ifndef LIAISON_CLIENTS_CLI_REPORT_SESSION_H_
#define LIAISON_CLIENTS_CLI_REPORT_SESSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/cli/desk_session.h"
#include "clients/core/report_book/report_book.h"

namespace liaison {

struct ReportSession : DeskSession {
  ReportBook book;  // until now_ms
};

// Opens, runs, and ends with the state of the line where nothing else failed. Errors: those of
// OpenDeskSession, ReadReportBook and `run`.
absl::Status WithReports(Context& context, absl::FunctionRef<absl::Status(ReportSession&)> run);

// Those that are not over, for whoever takes over the shift. Errors: those of ReadReportBook.
absl::StatusOr<std::vector<ReportRecord>> OpenReports(const Desk& desk, int64_t now_ms);

// "JWG-2017-05". What the hub has announced about it and the own replay does not give is told on
// stderr. Errors: NotFound NO_SUCH_REPORT.
absl::StatusOr<const ReportRecord*> FindReport(Context& context, const ReportSession& session,
                                               const std::string& report);
void TellDisagreements(Context& context, const ReportSession& session, absl::string_view report);
// Errors: DataLoss HUB_DISAGREES, where there is any about this report.
absl::Status ReportDisagreement(const ReportSession& session, absl::string_view report);

// Whether this device may speak for its office's working group, or at least for its editors.
bool SpeaksAs(const Desk& desk, Role role);
// The own mailbox in whose name an act goes: jwg, or where `editor` is enough, jwg or editor.
// Errors: PermissionDenied REPORT_ROLE.
absl::StatusOr<MailboxId> ReportMailbox(const ReportSession& session, bool editor);

// The machine's code about a note, as an error for people and programs; ok for ALREADY.
absl::Status ReportError(absl::string_view code, absl::string_view report);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_SESSION_H_
