#include "clients/cli/report_verdict_view.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/core/desk/home.h"
#include "proto/base/error.h"
#include "proto/rules/report_machine.h"

namespace liaison {
namespace {

int64_t Count(size_t number) { return static_cast<int64_t>(number); }

std::string LevelName(ReportLevel level) {
  return level == ReportLevel::kNone ? "none" : absl::StrCat("L", static_cast<int>(level));
}

bool IsFinal(const ReportVerdict& verdict) {
  return verdict.state.has_value() && verdict.state->phase == ReportPhase::kFinal;
}

bool Holds(const ReportVerdict& verdict, absl::string_view id) {
  return absl::c_any_of(verdict.checks, [id](const ReportCheck& check) {
    return check.id == id && check.made && check.status.ok();
  });
}

int64_t CountAnswers(const ReportState& state, ReportVerb verb) {
  int64_t count = 0;
  for (const auto& [office, answer] : state.answers) count += answer.verb == verb ? 1 : 0;
  return count;
}

// In what those who signed are believed: "earlier_cut maps".
std::string StatedWords(const Context& context, absl::string_view members) {
  std::vector<std::string> words;
  for (const absl::string_view member : absl::StrSplit(members, ' ')) {
    words.push_back(context.output.Say(absl::StrCat("report.stated.", member)));
  }
  return absl::StrJoin(words, context.output.Say("reportpage.list_comma"));
}

std::string WhyNotMade(const Context& context, const ReportCheck& check) {
  const MessageArg what = check.id == "stated"
                              ? MessageArg::Composed(StatedWords(context, check.detail))
                              : check.detail;
  return context.output.Say(absl::StrCat("report.not_made.", check.id), {what});
}

// The reason where there are words for it, else what it is about.
std::string WhyNot(const Context& context, const ReportCheck& check) {
  if (!check.made && check.id != "rendering") return WhyNotMade(context, check);
  const std::string why = absl::StrCat("verify.why.", ReasonOf(check.status));
  if (context.phrases.HasMessage(why)) return context.output.Say(why, {check.detail});
  return Isolate(context.language(), SafeDisplay(check.detail, Lines::kOne));
}

void ShowCheck(Context& context, const ReportCheck& check) {
  const bool ok = check.made && check.status.ok();
  const std::string level = check.level == ReportLevel::kNone ? "  " : LevelName(check.level);
  const std::string what = context.output.Say(absl::StrCat("report.check.", check.id));
  context.output.Line(absl::StrCat(ok           ? "  ✓ "
                                   : check.made ? "  ✗ "
                                                : "  – ",
                                   level, "  ", what),
                      ok           ? Colour::kGreen
                      : check.made ? Colour::kRed
                                   : Colour::kYellow);
  const std::string why = ok ? "" : WhyNot(context, check);
  if (!why.empty()) context.output.Line(absl::StrCat("        ", why));
}

void ShowAnswers(Context& context, const ReportState& state) {
  const std::string outcome =
      context.output.Say(absl::StrCat("report.outcome.", ReportOutcomeName(state.outcome)));
  context.output.Line(context.output.Say("report.verify.outcome", {MessageArg::Composed(outcome)}));
  const int64_t reserved = CountAnswers(state, ReportVerb::kReserve);
  const int64_t given = CountAnswers(state, ReportVerb::kSign) + reserved;
  const char* key = reserved == 0   ? "report.verify.signed"
                    : reserved == 1 ? "report.verify.signed_one"
                                    : "report.verify.signed_more";
  context.output.Line(context.output.Say(key, {given, Count(state.open.signs.size()), reserved}));
  for (const auto& [office, answer] : state.answers) {
    if (!answer.revoked.has_value()) continue;
    context.output.Line(absl::StrCat("  ", answer.device, " ",
                                     context.output.Say("report.office.revoked_later",
                                                        {Count(answer.revoked->value())})),
                        Colour::kYellow);
  }
}

void ShowRows(Context& context, const ReportVerdict& verdict) {
  Output& output = context.output;
  const size_t rows = verdict.rows_opened + verdict.rows_sealed + verdict.rows_failed;
  if (verdict.rows_opened == 0 && verdict.rows_failed == 0 && rows > 0) {
    output.Line(output.Say("report.verify.figures",
                           {Count(verdict.figures_ok), Count(verdict.figures), Count(rows)}));
    output.Line(output.Say("report.verify.sealed", {Count(rows)}), Colour::kYellow);
    return;
  }
  output.Line(output.Say("report.verify.opened",
                         {Count(verdict.figures_ok), Count(verdict.figures),
                          Count(verdict.rows_opened), Count(rows), Count(verdict.rows_sealed)}));
}

// Where only some rows were opened, they are counted: the level is that of all of them.
std::string LevelText(Context& context, const ReportVerdict& verdict) {
  const std::string level = LevelName(verdict.level);
  if (verdict.rows_sealed == 0 || verdict.rows_opened == 0) {
    return context.output.Say("report.verify.level", {level});
  }
  const size_t rows = verdict.rows_opened + verdict.rows_sealed + verdict.rows_failed;
  return context.output.Say("report.verify.level_partly",
                            {level, Count(verdict.rows_opened), Count(rows)});
}

}  // namespace

void ShowReportVerdict(Context& context, const ReportVerdict& verdict) {
  Output& output = context.output;
  if (verdict.model.has_value()) {
    const ReportModel& model = *verdict.model;
    output.Line(output.Say("report.verify.title", {absl::StrCat(model.series, "-", model.number),
                                                   model.period.first_day, model.period.last_day}),
                Colour::kBold);
    output.Line(output.Say("report.verify.digest", {PrintPin(verdict.digest)}));
  }
  for (const ReportCheck& check : verdict.checks) ShowCheck(context, check);
  output.Line(output.Say("verify.charter", {PrintPin(verdict.charter_hash)}));
  if (verdict.contradicted || verdict.unknown_key) return;
  ShowAnswers(context, *verdict.state);
  ShowRows(context, verdict);
  if (!verdict.announced && !Holds(verdict, "own_log")) {
    output.Line(output.Say("report.verify.unannounced"), Colour::kYellow);
  }
  output.Line(output.Say("verify.revocations", {Count(verdict.size.value()) - 1}));
  output.Line(LevelText(context, verdict), Colour::kBold);
}

Json ReportVerdictJson(const ReportVerdict& verdict) {
  Json::Array checks;
  for (const ReportCheck& check : verdict.checks) {
    Json::Object object{{"id", check.id},
                        {"ok", check.made && check.status.ok()},
                        {"detail", SafeDisplay(check.detail, Lines::kOne)}};
    if (!check.made) object["made"] = false;
    if (!check.status.ok()) object["reason"] = ReasonOf(check.status);
    checks.emplace_back(std::move(object));
  }
  Json::Object value{
      {"level", LevelName(verdict.level)},
      {"checks", std::move(checks)},
      {"figures", Json::Object{{"ok", Count(verdict.figures_ok)}, {"n", Count(verdict.figures)}}},
      {"rows", Json::Object{{"opened", Count(verdict.rows_opened)},
                            {"sealed", Count(verdict.rows_sealed)},
                            {"failed", Count(verdict.rows_failed)}}},
      {"model", ToHex(verdict.digest)},
      {"charter", PrintPin(verdict.charter_hash)},
      {"charter_pinned", verdict.charter_pinned},
      {"announced", verdict.announced},
      {"size", Count(verdict.size.value())},
      {"witnesses", 0}};
  if (!IsFinal(verdict)) return value;
  const ReportState& state = *verdict.state;
  value["report"] = state.head.report;
  value["outcome"] = std::string(ReportOutcomeName(state.outcome));
  value["signed"] = CountAnswers(state, ReportVerb::kSign);
  value["reserved"] = CountAnswers(state, ReportVerb::kReserve);
  value["signs"] = Count(state.open.signs.size());
  return value;
}

}  // namespace liaison
