#include "clients/cli/report_session.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/report_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::StatusCode CodeOf(absl::string_view code) {
  if (code == "NOT_ALLOWED" || code == "UNKNOWN_KEY" || code == "KEY_REVOKED") {
    return absl::StatusCode::kPermissionDenied;
  }
  if (code == "BAD_SIGNATURE" || code == "WRONG_LOG") return absl::StatusCode::kDataLoss;
  if (code == "UNKNOWN_REPORT") return absl::StatusCode::kNotFound;
  if (code == "EXISTS") return absl::StatusCode::kAlreadyExists;
  return absl::StatusCode::kFailedPrecondition;
}

// Whoever reads it must know how old it is.
absl::Status LineStatus(const ReportSession& session) {
  if (ReasonOf(session.line) != "HUB_UNREACHABLE") return session.line;
  return MakeError(
      absl::StatusCode::kUnavailable, "what is shown is not fresh",
      {.reason = "HUB_UNREACHABLE", .subject = FormatUtcMs(session.as_of_ms), .field = "report"});
}

}  // namespace

absl::Status WithReports(Context& context, absl::FunctionRef<absl::Status(ReportSession&)> run) {
  ReportSession session;
  RETURN_IF_ERROR(OpenDeskSession(context, session));
  ASSIGN_OR_RETURN(session.book, ReadReportBook(session.desk->mirror(), session.now_ms));
  RETURN_IF_ERROR(run(session));
  return LineStatus(session);
}

absl::StatusOr<std::vector<ReportRecord>> OpenReports(const Desk& desk, int64_t now_ms) {
  std::vector<ReportRecord> open;
  if (desk.mirror().empty()) return open;
  ASSIGN_OR_RETURN(const ReportBook book, ReadReportBook(desk.mirror(), now_ms));
  for (const auto& [report, record] : book.reports) {
    if (!record.state.IsOver()) open.push_back(record);
  }
  return open;
}

absl::StatusOr<const ReportRecord*> FindReport(Context& context, const ReportSession& session,
                                               const std::string& report) {
  const ReportRecord* const found = session.book.Find(report);
  if (found == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "nobody has opened this report",
                     {.reason = "NO_SUCH_REPORT", .subject = report, .field = ""});
  }
  // Who acts goes by the own replay, and is told that the hub does not.
  TellDisagreements(context, session, report);
  return found;
}

void TellDisagreements(Context& context, const ReportSession& session, absl::string_view report) {
  for (const ReportAnnouncement& announcement : session.book.disagreements) {
    if (announcement.report != report) continue;
    context.output.Note(AnnouncementText(context, announcement), Colour::kRed);
  }
}

absl::Status ReportDisagreement(const ReportSession& session, absl::string_view report) {
  const std::vector<ReportAnnouncement>& all = session.book.disagreements;
  if (std::none_of(all.begin(), all.end(), [&](const ReportAnnouncement& announcement) {
        return announcement.report == report;
      })) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kDataLoss,
                   "the hub has announced about a report what the log does not give",
                   {.reason = "HUB_DISAGREES", .subject = std::string(report), .field = "report"});
}

bool SpeaksAs(const Desk& desk, Role role) {
  const std::vector<MailboxId> own = desk.reader().mailboxes;
  return std::any_of(own.begin(), own.end(),
                     [role](const MailboxId& mailbox) { return mailbox.role == role; });
}

absl::StatusOr<MailboxId> ReportMailbox(const ReportSession& session, bool editor) {
  const std::string office = session.desk->reader().office;
  if (editor && SpeaksAs(*session.desk, Role::kEditor)) return MailboxId{office, Role::kEditor};
  if (SpeaksAs(*session.desk, Role::kJwg)) return MailboxId{office, Role::kJwg};
  return MakeError(absl::StatusCode::kPermissionDenied, "this device has no such role",
                   {.reason = "REPORT_ROLE",
                    .subject = session.desk->config().device,
                    .field = editor ? "editor" : "jwg"});
}

absl::Status ReportError(absl::string_view code, absl::string_view report) {
  if (code.empty() || code == "ALREADY") return absl::OkStatus();
  return MakeError(
      CodeOf(code), absl::StrCat(code, ": ", report),
      {.reason = std::string(code), .subject = std::string(report), .field = "report"});
}

}  // namespace liaison
