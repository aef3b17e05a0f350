// What lies under the figures: maps, sheets, what is missing, gaps, anomalies, and every row.
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/core/report_render/paper_source.h"

namespace liaison {
namespace {

std::string Short(const Hash& hash) { return ToHex(hash).substr(0, 16); }

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
                          office.sheet ? say.Code(Short(*office.sheet)) : say.Say("no_sheet"),
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

// Of an overlap the time, which is stated in ms; else verb and hash of a reference.
std::string DetailOf(const Wording& say, const ModelAnomaly& anomaly) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(anomaly.detail, absl::MaxSplits(' ', 1));
  int64_t from_ms = 0;
  int64_t to_ms = 0;
  if (anomaly.code != "OVERLAP" || !absl::SimpleAtoi(parts.first, &from_ms) ||
      !absl::SimpleAtoi(parts.second, &to_ms)) {
    return say.Code(anomaly.detail);
  }
  return say.Interval(from_ms, to_ms);
}

void AddAnomalies(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kHeading, say.Say("heading.anomalies"));
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
    AddText(paper, TextRole::kBody, say.Say("missing", {say.Office(office)}));
  }
  if (source.model.missing.empty()) AddText(paper, TextRole::kBody, say.Say("none.missing"));
}

// Fate, standing and flags, in words.
std::string StateOf(const Wording& say, const ModelRow& row) {
  std::vector<std::string> words;
  if (row.fate != RowFate::kLive) {
    words.push_back(say.Say(absl::StrCat("fate.", RowFateName(row.fate))));
  } else if (!row.counted) {
    words.push_back(say.Say("fate.not_counted"));
  }
  if (!row.standing.empty()) words.push_back(say.Say(absl::StrCat("measure.e.", row.standing)));
  for (const std::string& flag : row.flags) words.push_back(say.Say(absl::StrCat("flag.", flag)));
  return words.empty() ? "" : absl::StrJoin(words, say.Say("list_comma"));
}

// The kind of notice; of a violation its own.
std::string KindOf(const Wording& say, const ReportRow& row) {
  const std::string kind = row.fields.Value().StringOr("kind", "");
  if (row.kind != "violation" || kind.empty()) return say.NoticeKind(row.kind);
  return say.Label("violation_kind", kind);
}

void AddRows(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  PaperTable table{.columns = {{.title = say.Say("column.serial"), .share = 22},
                               {.title = say.Say("column.event"), .share = 18},
                               {.title = say.Say("column.kind"), .share = 20},
                               {.title = say.Say("column.zone"), .share = 16},
                               {.title = say.Say("column.state"), .share = 19},
                               {.title = say.Say("column.log"), .share = 9, .figure = true},
                               {.title = say.Say("column.hash"), .share = 19}},
                   .small = true};
  for (const ModelRow& row : source.model.rows) {
    table.rows.push_back(
        {say.Code(row.row.serial), say.UtcMinute(row.row.event_ms), KindOf(say, row.row),
         row.row.zone.empty() ? "—" : say.Label("zone", row.row.zone), StateOf(say, row),
         say.Code(absl::StrCat(row.row.index.value())), say.Code(Short(row.row.notice))});
  }
  AddTable(paper, std::move(table), say.Say("none.rows"));
}

// By desk: how many rows, from which serial to which.
void AddIndex(const PaperSource& source, Paper& paper) {
  const Wording& say = source.say;
  AddText(paper, TextRole::kBody,
          say.Say("note.index", {say.Number(static_cast<int64_t>(source.model.rows.size()))}));
  PaperTable table{.columns = {{.title = say.Say("column.desks"), .share = 3},
                               {.title = say.Say("column.first"), .share = 4},
                               {.title = say.Say("column.last"), .share = 4},
                               {.title = say.Say("column.number"), .share = 2, .figure = true}}};
  const std::vector<ModelRow>& rows = source.model.rows;
  const auto desk_of = [](const ModelRow& row) {
    return row.row.serial.substr(0, row.row.serial.rfind('-'));
  };
  for (size_t first = 0; first < rows.size();) {
    const std::string desk = desk_of(rows[first]);
    size_t end = first;
    while (end < rows.size() && desk_of(rows[end]) == desk) ++end;
    table.rows.push_back({say.Code(desk), say.Code(rows[first].row.serial),
                          say.Code(rows[end - 1].row.serial),
                          say.Number(static_cast<int64_t>(end - first))});
    first = end;
  }
  paper.blocks.push_back(std::move(table));
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
         map.until_ms ? say.UtcMinute(*map.until_ms) : "—", say.Code(Short(map.digest))});
  }
  AddTable(paper, std::move(table), say.Say("none.maps"));
  if (source.request.map == nullptr) return;
  paper.blocks.push_back(PaperMap{
      .caption = say.Say("map_caption",
                         {say.Code(source.request.map_name),
                          say.Code(absl::StrCat("SHA-256 ", Short(source.request.map_digest)))})});
}

void AddFindings(const PaperSource& source, Paper& paper) {
  AddContributions(source, paper);
  AddMissing(source, paper);
  AddGaps(source, paper);
  AddAnomalies(source, paper);
}

void AddAnnex(const PaperSource& source, Paper& paper) {
  paper.blocks.push_back(PaperPageBreak{});
  AddText(paper, TextRole::kHeading, source.say.Say("heading.annex"));
  if (source.model.rows.size() > kMostPrintedRows) {
    AddIndex(source, paper);
  } else {
    AddText(paper, TextRole::kNote, source.say.Say("note.annex"));
    AddRows(source, paper);
  }
}

Paper MakePaper(const RenderRequest& request, const Phrasebook& phrases) {
  const PaperSource source(request, phrases);
  const ReportModel& model = request.model;
  Paper paper{.language = request.language, .draft = request.outcome.empty()};
  const std::string id = absl::StrCat(model.series, "-", model.number);
  paper.name =
      source.say.Say("name", {source.say.Code(id), source.say.Code(absl::StrCat(model.revision))});
  paper.title = StripIsolation(paper.name);
  paper.digest = source.say.Code(absl::StrCat("M ", Short(request.digest)));
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
