// The first page: what the report is, who answered how, and how anybody can check it.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/report_render/paper_source.h"

namespace liaison {
namespace {

constexpr size_t kGroup = 8;

// 64 hex digits as people compare them: 8 groups of 8.
std::string Grouped(const Hash& hash) {
  const std::string hex = ToHex(hash);
  std::vector<std::string> groups;
  for (size_t i = 0; i < hex.size(); i += kGroup) groups.push_back(hex.substr(i, kGroup));
  return absl::StrJoin(groups, " ");
}

std::string OfficesOf(const PaperSource& source, const std::vector<std::string>& offices) {
  std::vector<std::string> names;
  for (const std::string& office : offices) names.push_back(source.say.Office(office));
  return absl::StrJoin(names, " · ");
}

PaperTable Facts(const PaperSource& source) {
  const ReportModel& model = source.model;
  const Wording& say = source.say;
  std::vector<std::string> contributed;
  for (const ModelOffice& office : model.offices) {
    if (office.sheet) contributed.push_back(office.office);
  }
  PaperTable facts{.columns = {{.share = 2}, {.share = 5}}};
  const auto add = [&](absl::string_view key, std::string value) {
    facts.rows.push_back({say.Say(absl::StrCat("cover.", key)), std::move(value)});
  };
  const ReportPeriod& period = model.period;
  add("period", say.Say("cover.from_until", {say.Utc(period.start_ms), say.Utc(period.end_ms)}));
  add("days", say.Say("cover.from_to",
                      {say.DayInWords(period.first_day), say.DayInWords(period.last_day)}));
  add("dates",
      say.Say("cover.dates_in", {say.Day(period.first_day), say.Day(period.last_day),
                                 say.Code(period.zone), say.Code(absl::StrCat("tz ", period.tz))}));
  add("cut",
      say.Say("cover.cut_at", {say.Code(absl::StrCat(model.cut.value())), say.Utc(model.cut_ms)}));
  add("outcome", source.request.outcome.empty()
                     ? say.Say("draft_long")
                     : say.Say(absl::StrCat("outcome_long.", source.request.outcome)));
  add("contributed", OfficesOf(source, contributed));
  if (!model.missing.empty()) add("missing", OfficesOf(source, model.missing));
  if (model.corrects) add("corrects", say.Code(Grouped(*model.corrects)));
  add("input", say.Code(Grouped(model.input)));
  add("rules", say.Code(absl::StrCat(model.rules_version, " / ", model.render_profile)));
  return facts;
}

std::string AnswerOf(const PaperSource& source, const RenderedAnswer& answer) {
  return source.say.Say(absl::StrCat("answer.", answer.act.empty() ? "none" : answer.act));
}

void AddAnswers(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.answers"));
  PaperTable table{.columns = {{.title = say.Say("column.office"), .share = 3},
                               {.title = say.Say("column.answer"), .share = 3},
                               {.title = say.Say("column.log"), .share = 2},
                               {.title = say.Say("column.note"), .share = 3}}};
  const auto has_remark = [](const RenderedAnswer& answer) { return !answer.remark.empty(); };
  const bool remarks =
      std::any_of(source.request.answers.begin(), source.request.answers.end(), has_remark);
  if (remarks) table.columns.push_back({.title = say.Say("column.remark"), .share = 3});
  for (const RenderedAnswer& answer : source.request.answers) {
    const bool is_there = !answer.act.empty();
    table.rows.push_back({say.Office(answer.office), AnswerOf(source, answer),
                          is_there ? say.Code(absl::StrCat(answer.index.value())) : "—",
                          is_there ? say.Code(ShortHash(answer.note)) : "—"});
    if (!remarks) continue;
    table.rows.back().push_back(has_remark(answer) ? say.Say(absl::StrCat("remark.", answer.remark))
                                                   : "");
  }
  paper.blocks.push_back(std::move(table));
}

void AddHowToVerify(const PaperSource& source, Paper& paper) {
  AddText(paper, TextRole::kHeading, source.say.Say("heading.verify"));
  for (const char* step : {"verify.what", "verify.hash", "verify.program", "verify.without"}) {
    AddText(paper, TextRole::kBody, source.say.Say(step));
  }
}

}  // namespace

void AddCover(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kTitle, paper.name);
  if (paper.draft) AddText(paper, TextRole::kStamp, paper.state);
  paper.blocks.push_back(Facts(source));
  AddText(paper, TextRole::kSubheading, say.Say("cover.digest"));
  AddText(paper, TextRole::kCode, say.Code(Grouped(source.request.digest)));
  if (!source.request.answers.empty()) AddAnswers(source, paper);
  AddReservations(source, paper);
  AddHowToVerify(source, paper);
  paper.blocks.push_back(PaperPageBreak{});
}

void AddReservations(const PaperSource& source, Paper& paper) {
  bool any = false;
  for (const RenderedAnswer& answer : source.request.answers) {
    if (answer.text.empty() && !answer.text_missing) continue;
    if (!any) AddText(paper, TextRole::kHeading, source.say.Say("heading.reservations"));
    any = true;
    if (answer.text_missing) {
      AddText(paper, TextRole::kNote,
              source.say.Say("quote.missing",
                             {source.say.Office(answer.office), AnswerOf(source, answer)}));
      continue;
    }
    const absl::StatusOr<Language> language = ParseLanguage(answer.language);
    paper.blocks.push_back(
        PaperQuote{.head = source.say.Say(
                       "quote.head", {source.say.Office(answer.office), AnswerOf(source, answer),
                                      source.say.Code(answer.language)}),
                   .text = answer.text,
                   .language = answer.language,
                   .right_to_left = language.ok() && IsRightToLeft(*language)});
  }
}

}  // namespace liaison
