// What lies under the figures: maps, sheets, what is missing, gaps, anomalies; and the whole paper.
#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/core/report_render/isolation.h"
#include "clients/core/report_render/paper_source.h"

namespace liaison {
namespace {

std::string SerialRange(absl::string_view desk, int year, uint64_t first, uint64_t last) {
  const auto serial = [&](uint64_t number) {
    std::string digits = absl::StrCat(number);
    digits.insert(0, 6 - std::min<size_t>(6, digits.size()), '0');
    return absl::StrCat(desk, "-", year, "-", digits);
  };
  return first == last ? serial(first) : absl::StrCat(serial(first), " – ", serial(last));
}

void AddTable(Paper& paper, PaperTable table, const std::string& if_empty) {
  if (table.rows.empty()) {
    AddText(paper, TextRole::kBody, if_empty);
  } else {
    paper.blocks.push_back(std::move(table));
  }
}

void AddContributions(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.contributions"));
  PaperTable table{.columns = {{.title = say.Say("column.office"), .share = 2},
                               {.title = say.Say("column.sheet"), .share = 3},
                               {.title = say.Say("column.desks"), .share = 4}}};
  for (const ModelOffice& office : source.model.offices) {
    table.rows.push_back({say.Office(office.office),
                          office.sheet ? say.Code(ShortHash(*office.sheet)) : say.Say("no_sheet"),
                          "—"});
    // A row each, so that an office with many desks goes on over the page.
    for (size_t i = 0; i < office.desks.size(); ++i) {
      const SheetDesk& desk = office.desks[i];
      if (i > 0) table.rows.push_back({"", "", ""});
      table.rows.back().back() = say.Code(SerialRange(desk.desk, desk.year, 1, desk.last));
    }
  }
  paper.blocks.push_back(std::move(table));
}

void AddGaps(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.gaps"));
  AddText(paper, TextRole::kNote, say.Say("note.gaps"));
  PaperTable table{.columns = {{.title = say.Say("column.office"), .share = 3},
                               {.title = say.Say("column.serials"), .share = 6},
                               {.title = say.Say("column.why"), .share = 5}}};
  for (const ModelGap& gap : source.model.gaps) {
    std::string why = gap.by.empty() ? say.Say(absl::StrCat("why.", gap.why))
                                     : say.Say("why.unlisted", {say.Office(gap.by)});
    table.rows.push_back({say.Office(gap.office),
                          say.Code(SerialRange(gap.desk, gap.year, gap.first, gap.last)),
                          std::move(why)});
  }
  for (const ModelOffice& office : source.model.offices) {
    for (const SheetRange& range : office.ranges) {
      table.rows.push_back({say.Office(office.office),
                            say.Code(SerialRange(range.desk, range.year, range.first, range.last)),
                            say.Say(absl::StrCat("why.", range.why))});
    }
  }
  AddTable(paper, std::move(table), say.Say("none.any"));
}

// Of an overlap the time, which is stated in ms; of a reference verb and hash, as in the annex.
std::string DetailOf(const Wording& say, const ModelAnomaly& anomaly) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(anomaly.detail, absl::MaxSplits(' ', 1));
  int64_t from_ms = 0;
  int64_t to_ms = 0;
  if (absl::SimpleAtoi(parts.first, &from_ms) && absl::SimpleAtoi(parts.second, &to_ms)) {
    return say.Interval(from_ms, to_ms);
  }
  const absl::StatusOr<Hash> hash = FixedFromBase64<Hash>(parts.second);
  if (!hash.ok()) return say.Code(anomaly.detail);
  return absl::StrCat(say.Label("verb", parts.first), " ", say.Code(ShortHash(*hash)));
}

// How many of each kind there are, by office.
void AddAnomalyCounts(const PaperSource& source, Paper& paper) {
  std::set<std::string> codes;
  for (const ModelAnomaly& anomaly : source.model.anomalies) codes.insert(anomaly.code);
  std::vector<OfficeRow> rows;
  for (const std::string& code : codes) {
    rows.push_back(
        {source.say.Say(absl::StrCat("anomaly.", code)), absl::StrCat("n.", code, "."), ""});
  }
  if (rows.empty()) return;
  AddOfficeTable(source, source.say.Say("column.what"), rows, Unit::kCount, paper);
}

void AddAnomalies(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.anomalies"));
  AddAnomalyCounts(source, paper);
  PaperTable table{.columns = {{.title = say.Say("column.serial"), .share = 4},
                               {.title = say.Say("column.what"), .share = 6},
                               {.title = say.Say("column.reference"), .share = 4}}};
  for (const ModelAnomaly& anomaly : source.model.anomalies) {
    table.rows.push_back({say.Code(anomaly.serial), say.Say(absl::StrCat("anomaly.", anomaly.code)),
                          DetailOf(say, anomaly)});
  }
  AddTable(paper, std::move(table), say.Say("none.any"));
}

void AddMissing(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.missing"));
  for (const std::string& office : source.model.missing) {
    const bool aside = absl::c_linear_search(source.model.aside, office);
    AddText(paper, TextRole::kBody, say.Say(aside ? "set_aside" : "missing", {say.Office(office)}));
  }
  if (source.model.missing.empty()) AddText(paper, TextRole::kBody, say.Say("none.missing"));
}

}  // namespace

void AddMaps(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.maps"));
  PaperTable table{.columns = {{.title = say.Say("column.map"), .share = 3},
                               {.title = say.Say("column.from"), .share = 3},
                               {.title = say.Say("column.until"), .share = 3},
                               {.title = say.Say("column.digest"), .share = 3}}};
  for (const ModelMap& map : source.model.maps) {
    table.rows.push_back(
        {say.Code(absl::StrCat(map.map, " v", map.version)), say.UtcMinute(map.from_ms),
         map.until_ms ? say.UtcMinute(*map.until_ms) : "—", say.Code(ShortHash(map.digest))});
  }
  AddTable(paper, std::move(table), say.Say("none.maps"));
  if (source.request.map == nullptr) return;
  paper.blocks.push_back(PaperMap{
      .caption = say.Say("map_caption", {say.Code(source.request.map_name),
                                         say.Code(absl::StrCat(
                                             "SHA-256 ", ShortHash(source.request.map_digest)))})});
}

void AddFindings(const PaperSource& source, Paper& paper) {
  AddContributions(source, paper);
  AddMissing(source, paper);
  AddGaps(source, paper);
  AddAnomalies(source, paper);
}

Paper MakePaper(const RenderRequest& request, const Phrasebook& phrases) {
  const PaperSource source(request, phrases);
  const ReportModel& model = request.model;
  Paper paper{.language = request.language, .draft = request.outcome.empty()};
  const std::string id = absl::StrCat(model.series, "-", model.number);
  paper.name =
      source.say.Say("name", {source.say.Code(id), source.say.Code(absl::StrCat(model.revision))});
  paper.title = WithoutIsolates(paper.name);
  paper.digest = source.say.Code(absl::StrCat("M ", ShortHash(request.digest)));
  paper.state = source.say.Say(paper.draft ? "draft" : absl::StrCat("outcome.", request.outcome));
  AddCover(source, paper);
  AddViolations(source, paper);
  AddOtherFigures(source, paper);
  AddMaps(source, paper);
  AddFindings(source, paper);
  AddReservations(source, paper);
  AddAnnex(source, paper);
  return paper;
}

}  // namespace liaison
