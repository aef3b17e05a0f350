// liaison report status: what stands, who owes what, and what this desk can do now.
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "clients/cli/report.h"
#include "clients/cli/report_next.h"
#include "clients/cli/report_session.h"
#include "clients/cli/report_view.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status ShowOneReport(Context& context, ReportSession& session, const std::string& report) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, report));
  if (context.output.json()) {
    context.output.Value(ReportJson(session, *record));
  } else {
    ShowReport(context, session, *record);
  }
  return ReportDisagreement(session, report);
}

absl::Status ShowAllReports(Context& context, ReportSession& session) {
  for (const auto& [report, record] : session.book.reports) {
    TellDisagreements(context, session, report);
    if (context.output.json()) {
      context.output.Value(ReportJson(session, record));
    } else {
      ShowReportLine(context, HandOf(*session.desk), record, session.now_ms);
    }
  }
  if (session.book.reports.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("report.none"));
  }
  for (const auto& [report, record] : session.book.reports) {
    RETURN_IF_ERROR(ReportDisagreement(session, report));
  }
  return absl::OkStatus();
}

}  // namespace

void AddReportStatusVerb(CommandAdder& noun) {
  const auto report = std::make_shared<std::string>();
  CLI::App& app = noun.Verb("status", "report.status", [report](Context& context) {
    return WithReports(context, [&](ReportSession& session) {
      return report->empty() ? ShowAllReports(context, session)
                             : ShowOneReport(context, session, *report);
    });
  });
  noun.Text(app, "report", *report, "report_any");
}

}  // namespace liaison
