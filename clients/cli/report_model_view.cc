#include "clients/cli/report_model_view.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/time_text.h"
#include "clients/core/language/human_text.h"

namespace liaison {
namespace {

constexpr char kAbsent[] = "—";
constexpr int kColumn = 9;  // offices have at most 16 letters, most three
constexpr size_t kShownCauses = 5;

// Figures of an office beside its counts by zone, each told only where somebody has other than 0.
constexpr absl::string_view kOfficeFigures[] = {
    "v.events",     "v.events_unknown", "v.late",         "v.late_earlier", "v.boundary",
    "v.designated", "v.replaced",       "v.withdrawn",    "v.exercise",     "k.n",
    "k.in_time",    "k.late",           "k.open_overdue", "k.open_not_due", "k.passed_on"};

bool IsDuration(absl::string_view figure) { return absl::StrContains(figure, "_ms."); }

std::string NumberText(const Context& context, absl::string_view figure, int64_t number) {
  return IsDuration(figure) ? SpanText(context, number) : absl::StrCat(number);
}

// Right-aligned; `text` may hold one character of several bytes.
std::string Cell(const std::string& text) {
  const int width = text == kAbsent ? 1 : static_cast<int>(text.size());
  return absl::StrCat(std::string(static_cast<size_t>(std::max(1, kColumn - width)), ' '), text);
}

const FigureValue* ValueOf(const ReportModel& model, const std::string& id) {
  const Figure* const figure = model.Find(id);
  return figure == nullptr ? nullptr : &figure->value;
}

bool IsZero(const FigureValue* value) {
  if (value == nullptr || std::holds_alternative<std::monostate>(*value)) return true;
  const auto* number = std::get_if<int64_t>(value);
  return number != nullptr && *number == 0;
}

class Table {
 public:
  Table(Context& context, const ReportModel& model) : context_(context), model_(model) {
    std::string head;
    for (const ModelOffice& office : model.offices) absl::StrAppend(&head, Cell(office.office));
    Line(head, context.output.Say("report.table.head"), Colour::kBold);
  }
  // `after`: what follows the office in the figures' names.
  void Row(absl::string_view before, absl::string_view after, const std::string& label,
           bool even_if_zero) {
    std::string cells;
    bool told = even_if_zero;
    for (const ModelOffice& office : model_.offices) {
      const std::string id = absl::StrCat(before, ".", office.office, after);
      const FigureValue* const value = ValueOf(model_, id);
      told = told || !IsZero(value);
      absl::StrAppend(&cells, Cell(value == nullptr ? kAbsent : FigureText(context_, id, *value)));
    }
    if (told) Line(cells, label, Colour::kNone);
  }

 private:
  // The numbers keep their order whatever the language's direction.
  void Line(const std::string& cells, const std::string& label, Colour colour) {
    context_.output.Line(absl::StrCat(Isolate(context_.output.language(), cells), "  ", label),
                         colour);
  }

  Context& context_;
  const ReportModel& model_;
};

void ShowTable(Context& context, const ReportModel& model) {
  Output& output = context.output;
  Table table(context, model);
  table.Row("v.reg", "", output.Say("report.figure.v.reg"), true);
  for (const std::string& zone : model.zones) {
    table.Row("v.reg", absl::StrCat(".", zone),
              absl::StrCat("  ", context.phrases.Label(output.language(), "zone", zone)), false);
  }
  for (const absl::string_view figure : kOfficeFigures) {
    table.Row(figure, "", output.Say(absl::StrCat("report.figure.", figure)), false);
  }
}

// A sentence of several figures, where any of them is there.
void ShowSentence(Context& context, const ReportModel& model, const char* key,
                  const std::vector<std::string>& ids, size_t decisive) {
  std::vector<MessageArg> args;
  bool told = false;
  for (size_t i = 0; i < ids.size(); ++i) {
    const FigureValue* const value = ValueOf(model, ids[i]);
    told = told || (i < decisive && !IsZero(value));
    args.emplace_back(value == nullptr ? kAbsent : FigureText(context, ids[i], *value));
  }
  if (told) context.output.Line(absl::StrCat("  ", context.output.Say(key, args)));
}

std::string SpanOfSerials(uint64_t first, uint64_t last) {
  return first == last ? absl::StrCat(first) : absl::StrCat(first, "-", last);
}

void ShowGaps(Context& context, const ReportModel& model) {
  Output& output = context.output;
  for (const ModelGap& gap : model.gaps) {
    output.Line(absl::StrCat("  ", output.Say(absl::StrCat("report.gap.", gap.why),
                                              {gap.office, absl::StrCat(gap.desk, " ", gap.year),
                                               SpanOfSerials(gap.first, gap.last), gap.by})),
                Colour::kYellow);
  }
  for (const ModelOffice& office : model.offices) {
    for (const SheetRange& range : office.ranges) {
      if (range.why == "out_of_scope") continue;
      output.Line(
          absl::StrCat("  ", output.Say(absl::StrCat("report.range.", range.why),
                                        {office.office, absl::StrCat(range.desk, " ", range.year),
                                         SpanOfSerials(range.first, range.last)})));
    }
  }
}

void ShowAnomalies(Context& context, const ReportModel& model) {
  std::map<std::pair<std::string, std::string>, int64_t> counts;
  for (const ModelAnomaly& anomaly : model.anomalies) ++counts[{anomaly.code, anomaly.office}];
  for (const auto& [key, count] : counts) {
    context.output.Line(
        absl::StrCat("  ", context.output.Say("report.anomaly", {key.first, key.second, count})),
        Colour::kYellow);
  }
}

void ShowOffices(Context& context, const char* key, const std::vector<std::string>& offices) {
  if (offices.empty()) return;
  context.output.Line(absl::StrCat("  ", context.output.Say(key, {absl::StrJoin(offices, ", ")})),
                      Colour::kYellow);
}

std::string CauseText(const Context& context, const FigureCause& cause) {
  return context.output.Say(absl::StrCat("report.cause.", cause.why),
                            {cause.serial, cause.by, static_cast<int64_t>(cause.index.value())});
}

Json ValueJson(const FigureValue& value) {
  if (const auto* number = std::get_if<int64_t>(&value); number != nullptr) return *number;
  const auto& range = std::get<FigureRange>(value);
  Json::Object object{{"low", range.low}};
  if (range.high.has_value()) object["high"] = *range.high;
  return object;
}

void PutValue(Json::Object& object, const char* name, const FigureValue& value) {
  if (!std::holds_alternative<std::monostate>(value)) object[name] = ValueJson(value);
}

Json GapsJson(const ReportModel& model) {
  Json::Array gaps;
  for (const ModelGap& gap : model.gaps) {
    Json::Object one{{"office", gap.office},
                     {"desk", gap.desk},
                     {"year", int64_t{gap.year}},
                     {"first", static_cast<int64_t>(gap.first)},
                     {"last", static_cast<int64_t>(gap.last)},
                     {"why", gap.why}};
    if (!gap.by.empty()) one["by"] = gap.by;
    gaps.emplace_back(std::move(one));
  }
  return gaps;
}

}  // namespace

std::string FigureText(const Context& context, absl::string_view figure, const FigureValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return kAbsent;
  if (const auto* number = std::get_if<int64_t>(&value); number != nullptr) {
    return NumberText(context, figure, *number);
  }
  const auto& range = std::get<FigureRange>(value);
  const std::string low = NumberText(context, figure, range.low);
  if (range.high == range.low) return low;
  return absl::StrCat(low, "..",
                      range.high.has_value() ? NumberText(context, figure, *range.high)
                                             : context.output.Say("report.never"));
}

std::string FigureId(absl::string_view figure) { return SafeDisplay(figure, Lines::kOne); }

Json FigureJson(const Figure& figure) {
  Json::Object value{{"figure", figure.id},
                     {"rule", figure.rule},
                     {"where", figure.where.Value()},
                     {"n", static_cast<int64_t>(figure.n)},
                     {"rows_digest", ToHex(figure.rows_digest)}};
  PutValue(value, "value", figure.value);
  return value;
}

void ShowModel(Context& context, const ReportModel& model) {
  Output& output = context.output;
  output.Line(output.Say(
      "report.model",
      {absl::StrCat(model.series, "-", model.number), static_cast<int64_t>(model.cut.value()),
       FormatUtcMs(model.cut_ms), static_cast<int64_t>(model.rows.size()),
       static_cast<int64_t>(model.figures.size())}));
  ShowTable(context, model);
  ShowSentence(context, model, "report.events",
               {"e.agreed", "e.disputed", "e.single_source", "e.distinct_low", "e.distinct_high"},
               3);
  ShowSentence(context, model, "report.access",
               {"a.carried_in", "a.asked", "a.completed", "a.refused", "a.open_end",
                "a.cleared_in_full", "a.blocked_ever"},
               2);
  ShowSentence(context, model, "report.obligations",
               {"o.met", "o.late_met", "o.breached", "o.pending", "o.waived"}, 5);
  std::vector<std::string> missing;
  absl::c_set_difference(model.missing, model.aside, std::back_inserter(missing));
  ShowOffices(context, "report.no_contribution", missing);
  ShowOffices(context, "report.set_aside", model.aside);
  ShowGaps(context, model);
  ShowAnomalies(context, model);
}

Json::Object ModelJson(const ReportModel& model) {
  Json::Array figures;
  for (const Figure& figure : model.figures) figures.push_back(FigureJson(figure));
  Json::Array anomalies;
  for (const ModelAnomaly& anomaly : model.anomalies) {
    anomalies.emplace_back(Json::Object{{"code", anomaly.code},
                                        {"office", anomaly.office},
                                        {"serial", anomaly.serial},
                                        {"detail", anomaly.detail}});
  }
  return {{"report", absl::StrCat(model.series, "-", model.number)},
          {"cut", static_cast<int64_t>(model.cut.value())},
          {"cut_ms", model.cut_ms},
          {"rows", static_cast<int64_t>(model.rows.size())},
          {"figures", std::move(figures)},
          {"set_aside", Json::Array(model.aside.begin(), model.aside.end())},
          {"no_contribution", Json::Array(model.missing.begin(), model.missing.end())},
          {"gaps", GapsJson(model)},
          {"anomalies", std::move(anomalies)}};
}

std::string ChangeText(const Context& context, const FigureChange& change) {
  const Output& output = context.output;
  const std::string values =
      absl::StrCat(FigureId(change.figure), "   ", FigureText(context, change.figure, change.from),
                   " → ", FigureText(context, change.figure, change.to));
  std::vector<std::string> causes;
  for (const FigureCause& cause : change.causes) {
    if (causes.size() == kShownCauses) break;
    causes.push_back(CauseText(context, cause));
  }
  if (change.causes.size() > kShownCauses) {
    causes.push_back(output.Say("report.cause.more",
                                {static_cast<int64_t>(change.causes.size() - kShownCauses)}));
  }
  const std::string shown = Isolate(output.language(), values);
  return causes.empty() ? shown : absl::StrCat(shown, "   ", absl::StrJoin(causes, "; "));
}

void ShowChanges(Context& context, const std::vector<FigureChange>& changes) {
  for (const FigureChange& change : changes) context.output.Line(ChangeText(context, change));
  if (changes.empty()) context.output.Line(context.output.Say("report.no_changes"));
}

Json ChangeJson(const FigureChange& change) {
  Json::Array causes;
  for (const FigureCause& cause : change.causes) {
    causes.emplace_back(Json::Object{{"serial", cause.serial},
                                     {"why", cause.why},
                                     {"by", cause.by},
                                     {"index", static_cast<int64_t>(cause.index.value())}});
  }
  Json::Object value{{"figure", change.figure}, {"causes", std::move(causes)}};
  PutValue(value, "from", change.from);
  PutValue(value, "to", change.to);
  return value;
}

}  // namespace liaison
