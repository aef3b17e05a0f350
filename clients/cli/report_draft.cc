// liaison report assemble|review: the rapporteur's draft, and what every office makes of it.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/report.h"
#include "clients/cli/report_check.h"
#include "clients/cli/report_model_view.h"
#include "clients/cli/report_next.h"
#include "clients/cli/report_sheet_view.h"
#include "clients/cli/report_shelf.h"
#include "clients/cli/report_submit.h"
#include "clients/cli/report_view.h"
#include "clients/core/report_desk/frame_maker.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

struct AssembleOptions {
  std::string report;
  std::string cut;
  std::vector<std::string> aside;
  bool dry_run = false;
};

bool IsMadeOf(const ReportModel& model, const ReportDraft& draft) {
  std::vector<ReportSheetRef> used;
  for (const ModelOffice& office : model.offices) {
    if (office.sheet.has_value()) used.push_back({.office = office.office, .sheet = *office.sheet});
  }
  return used == draft.sheets && model.aside == draft.aside;
}

// Of a draft of these sheets that was sealed here and did not get to its end: with the same cut it
// is the same draft, and goes on.
absl::StatusOr<std::optional<LeafIndex>> CutBegun(ReportSession& session, ReportStore& store,
                                                  const ReportState& state,
                                                  const ReportDraft& draft) {
  ASSIGN_OR_RETURN(const std::optional<Hash> model,
                   BegunDocument(session, state.head.report, ReportPart::kDraft));
  if (!model.has_value()) return std::optional<LeafIndex>();
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, store.Document(*model));
  if (!bytes.has_value()) return std::optional<LeafIndex>();
  const absl::StatusOr<ReportModel> begun = ParseModel(*bytes);
  if (!begun.ok() || !IsMadeOf(*begun, draft)) return std::optional<LeafIndex>();
  return std::optional<LeafIndex>(begun->cut);
}

absl::StatusOr<LeafIndex> CutOf(Context& context, ReportSession& session, ReportStore& store,
                                const ReportState& state, const ReportDraft& draft,
                                const std::string& text) {
  if (text.empty()) {
    ASSIGN_OR_RETURN(const std::optional<LeafIndex> begun, CutBegun(session, store, state, draft));
    if (!begun.has_value()) return NewestCut(session.desk->mirror());
    const auto cut = static_cast<int64_t>(begun->value());
    context.output.Note(context.output.Say("report.assemble.goes_on", {cut}), Colour::kYellow);
    return *begun;
  }
  const absl::StatusOr<uint64_t> number = ParseDecimal(text, kMaxJsonInteger);
  if (number.ok() && Contains(session.desk->mirror().size(), LeafIndex(*number))) {
    return LeafIndex(*number);
  }
  return Usage("report_cut", text, "a position below the end of the own copy of the log");
}

Json DraftJson(const AssembledModel& made) {
  Json::Object value = ModelJson(made.model);
  value["model"] = ToHex(made.digest);
  value["size"] = static_cast<int64_t>(made.bytes.size());
  value["contradictions"] = FaultsJson(made.faults);
  return value;
}

absl::Status SendDraft(Context& context, ReportSession& session, const ReportState& state,
                       const ReportDraft& draft, DigestedModel made) {
  ASSIGN_OR_RETURN(const ReportSigner signer, ReportSignerHere(context, session, true));
  return TakeDocumentStep(
      context, session, state, signer.as,
      {.act = "draft",
       .document = {.part = ReportPart::kDraft,
                    .digest = draft.model,
                    .bytes = std::move(made.bytes)},
       .sign =
           [&](const std::optional<Hash>& text) {
             return SignReportDraft(signer, state.head.report, draft, text);
           },
       .keep = [] { return absl::OkStatus(); },
       .more = {{"cut", static_cast<int64_t>(draft.cut.value())}, {"model", ToHex(draft.model)}}});
}

// Whether a draft of this office would be taken now, before anything is fetched for it.
absl::Status MayDraft(Context& context, const ReportSession& session, const ReportState& state,
                      const ReportDraft& draft) {
  ASSIGN_OR_RETURN(const ReportSigner signer, ReportSignerHere(context, session, true));
  const std::string& report = state.head.report;
  ASSIGN_OR_RETURN(const std::string note, SignReportDraft(signer, report, draft, std::nullopt));
  return RepeatsItself(session, note, report).status();
}

// Where the fault is neither the line's nor this desk's, but a sheet's.
void TellAsideHint(Context& context, const std::string& report, const absl::Status& status) {
  if (!absl::IsInvalidArgument(status) && !absl::IsDataLoss(status) && !absl::IsNotFound(status)) {
    return;
  }
  context.output.Note(context.output.Say("report.assemble.aside_hint", {report}), Colour::kYellow);
}

// Only what was contributed can be set aside.
absl::Status CheckAside(const ReportState& state, const std::vector<std::string>& aside) {
  for (const std::string& office : aside) {
    if (state.contributions.contains(office)) continue;
    return Usage("report_aside", office, "an office that has contributed");
  }
  return absl::OkStatus();
}

// What was never true makes a report that nobody can sign or verify. Sheets that time has overtaken
// are the rapporteur's to judge: the cut may be earlier, or others answer with a reservation.
absl::Status MayBeDrafted(Context& context, const AssembledModel& made, const std::string& report) {
  TellEarlyCut(context, made.model);
  TellFaults(context, made.faults);
  return NoFaults(report, made.faults, /*despite_omissions=*/true);
}

absl::Status AssembleDraft(Context& context, ReportSession& session,
                           const AssembleOptions& options) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.report));
  const ReportState state = record->state;
  RETURN_IF_ERROR(CheckAside(state, options.aside));
  ReportDraft draft = NextDraft(state, LeafIndex(), options.aside);
  if (!options.dry_run) RETURN_IF_ERROR(MayDraft(context, session, state, draft));
  if (state.contributions.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "nobody has contributed yet",
                     {.reason = "NO_CONTRIBUTIONS", .subject = options.report, .field = ""});
  }
  ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
  ASSIGN_OR_RETURN(draft.cut, CutOf(context, session, shelf.store(), state, draft, options.cut));
  absl::StatusOr<AssembledModel> assembled = shelf.AssembleHere(state, draft);
  TellAsideHint(context, options.report, assembled.status());
  RETURN_IF_ERROR(assembled.status());
  AssembledModel& made = *assembled;
  draft.model = made.digest;
  draft.size = made.bytes.size();
  if (!context.output.json()) {
    ShowModel(context, made.model);
    context.output.Line(absl::StrCat("  M ", DigestGroups(made.digest)));
  } else if (options.dry_run) {
    context.output.Value(DraftJson(made));
  }
  const absl::Status may_be = MayBeDrafted(context, made, options.report);
  TellAsideHint(context, options.report, may_be);
  RETURN_IF_ERROR(may_be);
  if (!options.dry_run) return SendDraft(context, session, state, draft, std::move(made));
  if (!context.output.json()) context.output.Line(context.output.Say("report.dry_run"));
  return absl::OkStatus();
}

// What the own archive says since the own sheet was contributed.
struct OwnNews {
  std::vector<std::string> rows;        // serials that are in it only now
  std::vector<SheetUnlisted> unlisted;  // of others, that no sheet knows
};
absl::StatusOr<OwnNews> NewsSince(ReportShelf& shelf, const ReportRecord& record) {
  OwnNews news;
  ASSIGN_OR_RETURN(const std::optional<ReportSheet> was, shelf.OwnSheet(record.state));
  ASSIGN_OR_RETURN(const ReportStatements said, shelf.store().Statements(record.state.head.report));
  ASSIGN_OR_RETURN(const MadeSheet now, shelf.MakeOwn(record, said));
  for (const ReportRow& row : now.sheet.rows) {
    const bool known =
        was.has_value() && std::find(was->rows.begin(), was->rows.end(), row) != was->rows.end();
    if (!known) news.rows.push_back(row.serial);
  }
  for (const SheetUnlisted& one : now.sheet.unlisted) {
    const bool told = was.has_value() && std::find(was->unlisted.begin(), was->unlisted.end(),
                                                   one) != was->unlisted.end();
    if (!told) news.unlisted.push_back(one);
  }
  return news;
}

void ShowNews(Context& context, const OwnNews& news, bool contradicted) {
  Output& output = context.output;
  if (!news.rows.empty()) {
    output.Line(absl::StrCat("  ", output.Say("report.review.new_rows",
                                              {static_cast<int64_t>(news.rows.size()),
                                               absl::StrJoin(news.rows, " ")})),
                Colour::kYellow);
  }
  ShowUnlisted(context, news.unlisted);
  if (news.rows.empty() && news.unlisted.empty() && !contradicted) {
    output.Line(absl::StrCat("  ", output.Say("report.review.no_news")), Colour::kGreen);
  }
}

absl::Status Review(Context& context, ReportSession& session, const std::string& report) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, report));
  ASSIGN_OR_RETURN(const ReportDrafted* drafted, LastDraft(record->state));
  ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
  ASSIGN_OR_RETURN(const AssembledModel own,
                   AssembleAndCompare(context, shelf, record->state, drafted->draft));
  const bool contributes = record->state.contributions.contains(session.desk->reader().office);
  OwnNews news;
  if (contributes) {
    ASSIGN_OR_RETURN(news, NewsSince(shelf, *record));
  }
  if (context.output.json()) {
    Json::Object value = ModelJson(own.model);
    value["model"] = ToHex(own.digest);
    value["same_here"] = true;
    value["new_rows"] = Json::Array(news.rows.begin(), news.rows.end());
    Json::Array unlisted;
    for (const SheetUnlisted& one : news.unlisted) unlisted.emplace_back(one.serial);
    value["unlisted"] = std::move(unlisted);
    value["contradictions"] = FaultsJson(own.faults);
    context.output.Value(std::move(value));
    return NoFaults(report, own.faults);
  }
  ShowModel(context, own.model);
  ShowSame(context, own.digest);
  if (contributes) ShowNews(context, news, !own.faults.empty());
  const ReportHand hand = HandOf(*session.desk);
  if (record->state.phase == ReportPhase::kDraft && (hand.jwg || hand.editor)) {
    context.output.Line(
        absl::StrCat("  ", context.output.Say("report.next",
                                              {absl::StrCat("liaison report comment ", report)})),
        Colour::kBold);
  }
  TellEarlyCut(context, own.model);
  TellFaults(context, own.faults);
  return NoFaults(report, own.faults);
}

}  // namespace

void AddReportDraftVerbs(CommandAdder& noun) {
  const auto options = std::make_shared<AssembleOptions>();
  CLI::App& assemble = noun.Verb("assemble", "report.assemble", [options](Context& context) {
    return WithReports(
        context, [&](ReportSession& session) { return AssembleDraft(context, session, *options); });
  });
  noun.Text(assemble, "report", options->report, "report").required();
  noun.Text(assemble, "--cut", options->cut, "report_cut");
  noun.Texts(assemble, "--set-aside", options->aside, "report_aside");
  noun.Flag(assemble, "--dry-run", options->dry_run, "report_dry_run");

  const auto report = std::make_shared<std::string>();
  CLI::App& review = noun.Verb("review", "report.review", [report](Context& context) {
    return WithReports(context,
                       [&](ReportSession& session) { return Review(context, session, *report); });
  });
  noun.Text(review, "report", *report, "report").required();
}

}  // namespace liaison
