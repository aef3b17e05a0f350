// liaison report diff|explain: which figures changed and because of which notices, and the notices
// behind a number.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/figure_words.h"
#include "clients/cli/report.h"
#include "clients/cli/report_check.h"
#include "clients/cli/report_model_view.h"
#include "clients/cli/report_session.h"
#include "clients/cli/report_shelf.h"
#include "clients/cli/time_text.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report_desk/frame_maker.h"
#include "clients/core/report_desk/report_papers.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kNow[] = "now";
constexpr size_t kDigestDigits = 8;

struct ReportDiffOptions {
  std::string report;
  std::string from;
  std::string to;
};
struct ExplainOptions {
  std::string report;
  std::string figure;
  std::string draft;
};

// As the last draft has it.
std::vector<std::string> AsideOf(const ReportState& state) {
  return state.Draft() == nullptr ? std::vector<std::string>() : state.Draft()->draft.aside;
}

// A draft by its name, or "now": what the latest sheets give.
absl::StatusOr<DigestedModel> ModelNamed(ReportShelf& shelf, const ReportSession& session,
                                         const ReportState& state, const std::string& name) {
  if (name == kNow) {
    ASSIGN_OR_RETURN(const LeafIndex cut, NewestCut(session.desk->mirror()));
    return shelf.AssembleHere(state, NextDraft(state, cut, AsideOf(state)));
  }
  ASSIGN_OR_RETURN(const ReportDrafted* drafted, FindDraft(state, name));
  return shelf.Drafted(state, drafted->draft);
}

// The last two drafts; of a single one, what has changed since.
void FillNames(const ReportState& state, ReportDiffOptions& options) {
  const size_t count = state.drafts.size();
  if (options.from.empty()) options.from = absl::StrCat("d", count > 1 ? count - 1 : 1);
  if (options.to.empty()) options.to = count > 1 ? absl::StrCat("d", count) : kNow;
}

// "draft d1 (cut 815, 2017-06-03 09:00:00 UTC)".
std::string ModelTitle(const Context& context, const std::string& name, const ReportModel& model) {
  const auto cut = static_cast<int64_t>(model.cut.value());
  const std::string time = FormatUtcMs(model.cut_ms);
  return name == kNow ? context.output.Say("report.diff.now", {cut, time})
                      : context.output.Say("report.diff.draft", {name, cut, time});
}

absl::Status DiffReport(Context& context, ReportSession& session, ReportDiffOptions options) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.report));
  RETURN_IF_ERROR(LastDraft(record->state).status());
  FillNames(record->state, options);
  ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
  ASSIGN_OR_RETURN(const DigestedModel was,
                   ModelNamed(shelf, session, record->state, options.from));
  ASSIGN_OR_RETURN(const DigestedModel now, ModelNamed(shelf, session, record->state, options.to));
  const std::vector<FigureChange> changes = DiffModels(was.model, now.model);
  if (!context.output.json()) {
    context.output.Line(
        context.output.Say("report.diff.head",
                           {MessageArg::Composed(ModelTitle(context, options.from, was.model)),
                            MessageArg::Composed(ModelTitle(context, options.to, now.model))}),
        Colour::kBold);
    ShowChanges(context, changes);
    return absl::OkStatus();
  }
  for (const FigureChange& change : changes) context.output.Value(ChangeJson(change));
  return absl::OkStatus();
}

// "rus: not_confirmed".
std::vector<std::string> PositionsOn(const ReportModel& model, const Hash& notice) {
  std::map<std::string, std::string> latest;  // by office
  for (const ModelPosition& stated : model.positions) {
    if (stated.position.row == notice) latest[stated.office] = stated.position.position;
  }
  std::vector<std::string> texts;
  for (const auto& [office, position] : latest) {
    texts.push_back(absl::StrCat(office, ": ", position));
  }
  return texts;
}

// What the figure's rows are, beside the kind of notice: "mortar".
std::string WordOf(const ReportRow& row) {
  const Json fields = row.fields.Value();
  for (const char* field : {"kind", "stage", "decision", "state"}) {
    if (const std::string word = fields.StringOr(field, ""); !word.empty()) return word;
  }
  return row.kind;
}

void ShowRow(Context& context, const ReportModel& model, const ModelRow& row) {
  Output& output = context.output;
  std::vector<std::string> parts = {
      row.row.serial, FormatUtc(row.row.event_ms / 1000), WordOf(row.row),
      output.Say("report.row.log", {static_cast<int64_t>(row.row.index.value())})};
  std::string standing = row.standing;
  if (!standing.empty()) standing = output.Say(absl::StrCat("report.standing.", standing));
  const std::vector<std::string> positions = PositionsOn(model, row.row.notice);
  if (!positions.empty()) {
    absl::StrAppend(&standing, " (", Isolate(output.language(), absl::StrJoin(positions, ", ")),
                    ")");
  }
  if (!standing.empty()) parts.push_back(standing);
  for (const std::string& flag : row.flags) parts.push_back(flag);
  output.Line(absl::StrCat("  ", absl::StrJoin(parts, "  ")));
}

Json ReportRowJson(const ReportModel& model, const ModelRow& row) {
  Json::Object value{{"serial", row.row.serial},
                     {"office", row.row.office},
                     {"notice", ToHex(row.row.notice)},
                     {"index", static_cast<int64_t>(row.row.index.value())},
                     {"event_ms", row.row.event_ms},
                     {"kind", row.row.kind},
                     {"word", WordOf(row.row)},
                     {"fate", std::string(RowFateName(row.fate))},
                     {"by", Json::Array(row.by.begin(), row.by.end())},
                     {"flags", Json::Array(row.flags.begin(), row.flags.end())}};
  if (!row.standing.empty()) value["standing"] = row.standing;
  const std::vector<std::string> positions = PositionsOn(model, row.row.notice);
  value["positions"] = Json::Array(positions.begin(), positions.end());
  return value;
}

void ShowFigure(Context& context, const ReportModel& model, const Figure& figure,
                const std::vector<const ModelRow*>& rows) {
  Output& output = context.output;
  if (output.json()) {
    Json value = FigureJson(figure);
    Json::Array all;
    for (const ModelRow* row : rows) all.push_back(ReportRowJson(model, *row));
    (*value.mutable_object())["rows"] = std::move(all);
    return output.Value(value);
  }
  std::map<std::string, int64_t> flags;
  for (const ModelRow* row : rows) {
    for (const std::string& flag : row->flags) ++flags[flag];
  }
  std::vector<std::string> notes;
  for (const auto& [flag, count] : flags) notes.push_back(absl::StrCat(count, " ", flag));
  output.Line(output.Say("report.explain", {figure.id, FigureText(context, figure.id, figure.value),
                                            static_cast<int64_t>(figure.n), figure.rule,
                                            ToHex(figure.rows_digest).substr(0, kDigestDigits)}),
              Colour::kBold);
  output.Line(absl::StrCat("  ", FigureWords(context, figure)));
  if (!notes.empty()) output.Line(absl::StrCat("  ", absl::StrJoin(notes, ", ")));
  for (const ModelRow* row : rows) ShowRow(context, model, *row);
}

// All figures whose names begin so.
absl::Status ListFigures(Context& context, const ReportModel& model, const std::string& prefix) {
  bool any = false;
  for (const Figure& figure : model.figures) {
    if (!absl::StartsWith(figure.id, prefix)) continue;
    any = true;
    if (context.output.json()) {
      context.output.Value(FigureJson(figure));
    } else {
      context.output.Line(absl::StrCat(
          Isolate(context.language(), absl::StrCat(FigureId(figure.id), "   ",
                                                   FigureText(context, figure.id, figure.value))),
          "   ", FigureWords(context, figure)));
    }
  }
  if (any) return absl::OkStatus();
  return MakeError(absl::StatusCode::kNotFound, "there is no such figure",
                   {.reason = "NO_FIGURE", .subject = prefix, .field = ""});
}

absl::Status ExplainFigure(Context& context, ReportSession& session,
                           const ExplainOptions& options) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.report));
  ASSIGN_OR_RETURN(const ReportDrafted* drafted, FindDraft(record->state, options.draft));
  ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
  ASSIGN_OR_RETURN(const DigestedModel made, shelf.Drafted(record->state, drafted->draft));
  const Figure* const figure = made.model.Find(options.figure);
  if (figure == nullptr) return ListFigures(context, made.model, options.figure);
  ASSIGN_OR_RETURN(const std::vector<const ModelRow*> rows, RowsOf(made.model, options.figure));
  ShowFigure(context, made.model, *figure, rows);
  return absl::OkStatus();
}

}  // namespace

void AddReportReadVerbs(CommandAdder& noun) {
  const auto diffing = std::make_shared<ReportDiffOptions>();
  CLI::App& diff = noun.Verb("diff", "report.diff", [diffing](Context& context) {
    return WithReports(
        context, [&](ReportSession& session) { return DiffReport(context, session, *diffing); });
  });
  noun.Text(diff, "report", diffing->report, "report").required();
  noun.Text(diff, "--from", diffing->from, "report_diff_from");
  noun.Text(diff, "--to", diffing->to, "report_diff_to");

  const auto explaining = std::make_shared<ExplainOptions>();
  CLI::App& explain = noun.Verb("explain", "report.explain", [explaining](Context& context) {
    return WithReports(context, [&](ReportSession& session) {
      return ExplainFigure(context, session, *explaining);
    });
  });
  noun.Text(explain, "report", explaining->report, "report").required();
  noun.Text(explain, "figure", explaining->figure, "report_figure");
  noun.Text(explain, "--draft", explaining->draft, "report_draft");
}

}  // namespace liaison
