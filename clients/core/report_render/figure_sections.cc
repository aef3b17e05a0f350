// Figures, side by side: what each office registered, then what is measured between them.
#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "clients/core/report_render/paper_source.h"

namespace liaison {
namespace {

// "v.kind" by its words, each with its label.
std::vector<OfficeRow> RowsBy(const PaperSource& source, absl::string_view prefix,
                              absl::string_view table) {
  std::vector<OfficeRow> rows;
  for (const std::string& word : source.WordsOf(prefix)) {
    rows.push_back(
        {source.say.Label(table, word), absl::StrCat(prefix, "."), absl::StrCat(".", word)});
  }
  return rows;
}

// One measure a row: "measure.<prefix>.<word>".
std::vector<OfficeRow> Measures(const PaperSource& source, absl::string_view prefix,
                                const std::vector<std::string>& words) {
  std::vector<OfficeRow> rows;
  for (const std::string& word : words) {
    rows.push_back({source.say.Say(absl::StrCat("measure.", prefix, ".", word)),
                    absl::StrCat(prefix, ".", word, "."), ""});
  }
  return rows;
}

PaperChart ChartOf(const PaperSource& source, std::string title,
                   const std::vector<OfficeRow>& rows) {
  PaperChart chart{.title = std::move(title)};
  for (const OfficeRow& row : rows) chart.names.push_back(row.name);
  for (const ModelOffice& office : source.model.offices) {
    ChartSeries series{.name = source.say.Office(office.office)};
    for (const OfficeRow& row : rows) {
      const std::string id = absl::StrCat(row.before, office.office, row.after);
      const Figure* figure = source.Find(id);
      std::optional<int64_t> value;
      if (figure == nullptr && office.sheet) value = 0;
      if (figure != nullptr && std::holds_alternative<int64_t>(figure->value)) {
        value = std::get<int64_t>(figure->value);
      }
      series.values.push_back(value);
      series.shown.push_back(source.Shown(id, office.office, Unit::kCount));
    }
    chart.series.push_back(std::move(series));
  }
  return chart;
}

void AddByZone(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  const std::vector<OfficeRow> zones = RowsBy(source, "v.reg", "zone");
  std::vector<OfficeRow> rows = zones;
  rows.push_back({say.Say("all_zones"), "v.reg.", ""});
  AddText(paper, TextRole::kSubheading, say.Say("heading.zone"));
  AddOfficeTable(source, say.Say("column.zone"), rows, Unit::kCount, paper);
  if (!zones.empty()) paper.blocks.push_back(ChartOf(source, say.Say("chart.zone"), zones));
}

void AddBy(const PaperSource& source, absl::string_view word, absl::string_view table,
           Paper& paper) {
  const std::vector<OfficeRow> rows = RowsBy(source, absl::StrCat("v.", word), table);
  if (rows.empty()) return;
  AddText(paper, TextRole::kSubheading, source.say.Say(absl::StrCat("heading.", word)));
  AddOfficeTable(source, source.say.Say(absl::StrCat("column.", word)), rows, Unit::kCount, paper);
}

// All of them, also those of which nobody says anything.
std::vector<std::string> DaysOf(const ReportPeriod& period) {
  constexpr size_t kMostDays = 400;
  absl::CivilDay day;
  absl::CivilDay last;
  std::vector<std::string> days;
  if (!absl::ParseCivilTime(period.first_day, &day) ||
      !absl::ParseCivilTime(period.last_day, &last)) {
    return days;
  }
  for (; day <= last && days.size() < kMostDays; ++day) {
    days.push_back(absl::FormatCivilTime(day));
  }
  return days;
}

void AddByDay(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  std::vector<OfficeRow> rows;
  std::vector<OfficeRow> days;  // the same with a short name
  for (const std::string& day : DaysOf(source.model.period)) {
    rows.push_back({say.Day(day), "v.day.", absl::StrCat(".", day)});
    days.push_back(
        {say.Code(day.substr(std::min<size_t>(5, day.size()))), "v.day.", absl::StrCat(".", day)});
  }
  AddText(paper, TextRole::kSubheading, say.Say("heading.day"));
  PaperChart chart = ChartOf(source, say.Say("chart.day"), days);
  chart.time = true;
  paper.blocks.push_back(std::move(chart));
  AddOfficeTable(source, say.Say("column.day"), rows, Unit::kCount, paper);
}

void AddCasualties(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  std::vector<OfficeRow> rows;
  for (const char* harm : {"killed", "injured", "missing"}) {
    const std::string prefix = absl::StrCat("v.", harm);
    const std::string name = say.Say(absl::StrCat("measure.v.", harm));
    for (const std::string& word : source.WordsOf(prefix)) {
      rows.push_back(
          {say.Say("measure.v.of_class", {name, say.Label("violation.1", "victim_class", word)}),
           absl::StrCat(prefix, "."), absl::StrCat(".", word)});
    }
    rows.push_back({say.Say("measure.v.unknown", {name}), absl::StrCat(prefix, "_unknown."), ""});
  }
  AddText(paper, TextRole::kSubheading, say.Say("heading.casualties"));
  AddOfficeTable(source, say.Say("column.casualties"), rows, Unit::kCount, paper);
}

// Figures that are nobody's own: a name and a number.
void AddPlain(const PaperSource& source, absl::string_view heading, absl::string_view prefix,
              const std::vector<std::string>& words, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say(absl::StrCat("heading.", heading)));
  PaperTable table{.columns = {{.title = say.Say(absl::StrCat("column.", heading)), .share = 4},
                               {.title = say.Say("column.number"), .figure = true}}};
  for (const std::string& word : words) {
    table.rows.push_back({say.Say(absl::StrCat("measure.", prefix, ".", word)),
                          source.Shown(absl::StrCat(prefix, ".", word), Unit::kCount)});
  }
  paper.blocks.push_back(std::move(table));
}

// Where anybody was asked for one.
void AddClearances(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  const auto first = source.model.FirstFrom("c.n.");
  if (first == source.model.figures.end() || !absl::StartsWith(first->id, "c.n.")) return;
  AddOfficeTable(source, say.Say("column.clearances"), Measures(source, "c", {"n", "answered"}),
                 Unit::kCount, paper);
  AddOfficeTable(source, say.Say("column.clearance_time"),
                 Measures(source, "c", {"p50_ms", "p90_ms"}), Unit::kTime, paper);
}

void AddAcknowledgements(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.acks"));
  AddText(paper, TextRole::kNote, say.Say("note.acks"));
  AddOfficeTable(
      source, say.Say("column.acks"),
      Measures(source, "k",
               {"n", "in_time", "late", "open_overdue", "open_not_due", "passed_on", "resolved"}),
      Unit::kCount, paper);
  AddOfficeTable(source, say.Say("column.ack_time"),
                 Measures(source, "k", {"p50_ms", "p90_ms", "resolved_p50_ms", "resolved_p90_ms"}),
                 Unit::kTime, paper);
}

void AddPosts(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  PaperTable table{.columns = {{.title = say.Say("column.office"), .share = 3},
                               {.title = say.Say("column.post"), .share = 3}}};
  for (const char* measure : {"observed_ms", "declared_ms", "unreported_ms"}) {
    table.columns.push_back(
        {.title = say.Say(absl::StrCat("measure.p.", measure)), .share = 3, .figure = true});
  }
  const std::vector<std::string> posts = source.WordsOf("p.observed_ms");
  for (const ModelOffice& office : source.model.offices) {
    for (const std::string& post : posts) {
      const std::string end = absl::StrCat(office.office, ".", post);
      if (source.Find("p.observed_ms." + end) == nullptr) continue;
      table.rows.push_back({say.Office(office.office), say.Code(post),
                            source.Shown("p.observed_ms." + end, Unit::kTime),
                            source.Shown("p.declared_ms." + end, Unit::kTime),
                            source.Shown("p.unreported_ms." + end, Unit::kTime)});
    }
  }
  if (table.rows.empty()) return;
  AddText(paper, TextRole::kHeading, say.Say("heading.posts"));
  paper.blocks.push_back(std::move(table));
}

void AddObligations(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  if (source.model.obligations.empty()) return;
  AddPlain(source, "obligations", "o", {"met", "late_met", "breached", "pending", "waived"}, paper);
  PaperTable table{.columns = {{.title = say.Say("column.obligation"), .share = 3},
                               {.title = say.Say("column.instrument"), .share = 3},
                               {.title = say.Say("column.state"), .share = 2},
                               {.title = say.Say("column.due"), .share = 2},
                               {.title = say.Say("column.met"), .share = 2}}};
  for (const ModelObligation& one : source.model.obligations) {
    table.rows.push_back({say.Code(absl::StrCat(one.id, "/", one.variant)),
                          say.Code(absl::StrCat(one.instrument, " ", one.clause)),
                          say.Say(absl::StrCat("measure.o.", one.state)), say.UtcMinute(one.due_ms),
                          one.met_ms ? say.UtcMinute(*one.met_ms) : "—"});
  }
  paper.blocks.push_back(std::move(table));
}

}  // namespace

void AddViolations(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.violations"));
  AddText(paper, TextRole::kNote, say.Say("note.columns"));
  AddText(paper, TextRole::kNote, say.Say("note.dash", {say.Number(0)}));
  AddByZone(source, paper);
  AddText(paper, TextRole::kSubheading, say.Say("heading.measures"));
  AddOfficeTable(source, say.Say("column.measure"),
                 Measures(source, "v",
                          {"events", "events_unknown", "late", "late_earlier", "boundary",
                           "designated", "replaced", "withdrawn", "exercise"}),
                 Unit::kCount, paper);
  AddBy(source, "province", "province", paper);
  AddBy(source, "kind", "violation_kind", paper);
  AddBy(source, "side", "side", paper);
  AddByDay(source, paper);
  AddCasualties(source, paper);
}

void AddOtherFigures(const PaperSource& source, Paper& paper) {
  AddPlain(source, "events", "e",
           {"agreed", "disputed", "single_source", "distinct_low", "distinct_high"}, paper);
  AddPlain(source, "access", "a",
           {"carried_in", "asked", "completed", "refused", "open_end", "cleared_in_full",
            "blocked_ever"},
           paper);
  AddClearances(source, paper);
  AddAcknowledgements(source, paper);
  AddPosts(source, paper);
  AddObligations(source, paper);
}

}  // namespace liaison
