// liaison inbox: what this desk holds, newest first, after fetching what is new.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/beyond_budget.h"
#include "clients/cli/closed_view.h"
#include "clients/cli/commands.h"
#include "clients/cli/hub_view.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/progress.h"
#include "clients/core/language/human_text.h"
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

absl::Status ShowList(Context& context, Desk& desk, const std::vector<ArchivedNotice>& notices) {
  std::vector<const ArchivedNotice*> places;
  std::vector<std::vector<ArchivedReceipt>> receipts;
  for (const ArchivedNotice& notice : notices) {
    places.push_back(&notice);
    ASSIGN_OR_RETURN(receipts.emplace_back(), desk.archive().ReceiptsOf(notice.header_hash));
  }
  if (context.output.json()) {
    for (size_t i = 0; i < notices.size(); ++i) {
      Json value = NoticeJson(context, notices[i], receipts[i]);
      AddClosed(context, desk, notices[i], value);
      AddReleases(desk, notices[i], value);
      context.output.Value(value);
    }
    return absl::OkStatus();
  }
  ForEachByBudget(context, desk, places, [&](size_t i) {
    ShowNoticeLine(context, notices[i], receipts[i]);
    ShowClosedAction(context, desk, notices[i]);
  });
  return absl::OkStatus();
}

// The hub's alerts have neither office nor kind, and no words of anybody's to search.
absl::StatusOr<std::vector<ShownAlert>> AlertsOf(Desk& desk, const ArchiveQuery& query, bool open) {
  if (!query.search.empty() || !query.office.empty() || !query.kind.empty()) {
    return std::vector<ShownAlert>();
  }
  ASSIGN_OR_RETURN(
      std::vector<ArchivedAlert> alerts,
      open ? desk.ListOpenAlerts() : desk.archive().Alerts(desk.config().ns, std::nullopt));
  std::erase_if(alerts, [&](const ArchivedAlert& alert) {
    return query.precedence.has_value() && alert.alert.precedence != *query.precedence;
  });
  return WithReceipts(std::move(alerts), desk.archive());
}

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
  ASSIGN_OR_RETURN(const std::vector<ShownAlert> alerts, AlertsOf(*desk, query, options.open));
  ListAlerts(context, alerts);
  RETURN_IF_ERROR(ShowList(context, *desk, notices));
  if (notices.empty() && alerts.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("inbox.empty"));
  }
  if (!context.output.json()) {
    ASSIGN_OR_RETURN(const std::vector<Overdue> overdue, desk->ListOverdue());
    for (const Overdue& late : overdue) ShowOverdue(context, late, desk->archive());
  }
  return forged ? ForgedError("inbox") : fresh;
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
