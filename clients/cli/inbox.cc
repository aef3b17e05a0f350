// liaison inbox: what this desk holds, newest first, after fetching what is new.
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/closed_view.h"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/progress.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct InboxOptions {
  std::string search;
  std::string office;
  std::string kind;
  std::string precedence;
  bool open = false;
  bool offline = false;
};

absl::Status Inbox(Context& context, const InboxOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  absl::Status fresh = absl::OkStatus();
  bool forged = false;
  if (!options.offline) {
    Progress progress(context.output.Say("inbox.fetching"));
    const absl::StatusOr<SyncReport> report = desk->Sync({.on_event = [&](const InboxEvent& event) {
      progress.Step();
      forged |= event.forged;
      if (event.alarm.has_value()) ShowEvent(context, event, desk->archive());
    }});
    fresh = report.status();
    if (report.ok()) ShowCarried(context, report->notes);
    if (report.ok()) ShowSent(context, report->sent, desk->outbox());
  }
  // Forged evidence stops here; a line that is down does not hide what is there.
  if (!fresh.ok() && fresh.code() != absl::StatusCode::kUnavailable) return fresh;
  ArchiveQuery query{
      .search = FoldForSearch(options.search), .office = options.office, .kind = options.kind};
  if (!options.precedence.empty()) {
    ASSIGN_OR_RETURN(query.precedence, ParsePrecedence(options.precedence));
  }
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> notices,
                   options.open ? desk->ListOpen(query) : desk->archive().List(query));
  for (const ArchivedNotice& notice : notices) {
    ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                     desk->archive().ReceiptsOf(notice.header_hash));
    if (context.output.json()) {
      Json value = NoticeJson(context, notice, receipts);
      AddClosed(context, *desk, notice, value);
      context.output.Value(value);
    } else {
      ShowNoticeLine(context, notice, receipts);
      ShowClosedAction(context, *desk, notice);
    }
  }
  if (notices.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("inbox.empty"));
  }
  if (!context.output.json()) {
    ASSIGN_OR_RETURN(const std::vector<Overdue> overdue, desk->ListOverdue());
    for (const Overdue& late : overdue) ShowOverdue(context, late, desk->archive());
  }
  if (!forged) return fresh;
  return MakeError(absl::StatusCode::kDataLoss, "a record failed verification; see above",
                   {.reason = "FORGED", .subject = "inbox", .field = ""});
}

}  // namespace

void AddInboxCommand(CommandAdder& adder) {
  const auto options = std::make_shared<InboxOptions>();
  CLI::App& verb = adder.Verb("inbox", "inbox",
                              [options](Context& context) { return Inbox(context, *options); });
  adder.Text(verb, "--search", options->search, "search");
  adder.Text(verb, "--from", options->office, "office");
  adder.Text(verb, "--kind", options->kind, "kind");
  adder.Text(verb, "--precedence", options->precedence, "precedence");
  adder.Flag(verb, "--open", options->open, "open");
  adder.Flag(verb, "--offline", options->offline, "offline");
}

}  // namespace liaison
