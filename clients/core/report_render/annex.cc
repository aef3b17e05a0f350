// Every row that the report rests on, or an index of them.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/report_render/paper_source.h"

namespace liaison {
namespace {

// What offices state about a row besides its own: words by the row's notice hash.
using Statements = std::map<Hash, std::vector<std::string>>;

void AddPositions(const PaperSource& source, Statements& statements) {
  std::map<std::pair<Hash, std::string>, std::string> latest;
  for (const ModelPosition& one : source.model.positions) {
    latest[{one.position.row, one.office}] = one.position.position;
  }
  for (const auto& [whose, position] : latest) {
    statements[whose.first].push_back(
        source.say.Say(absl::StrCat("position.", position), {source.say.Office(whose.second)}));
  }
}

void AddLinks(const PaperSource& source, Statements& statements) {
  std::map<Hash, const std::string*> serials;
  for (const ModelRow& row : source.model.rows) serials.emplace(row.row.notice, &row.row.serial);
  std::set<std::pair<Hash, Hash>> told;  // two offices state a mutual one
  for (const ModelLink& link : source.model.links) {
    const auto a = serials.find(std::min(link.link.a, link.link.b));
    const auto b = serials.find(std::max(link.link.a, link.link.b));
    if (!link.mutual || a == serials.end() || b == serials.end()) continue;
    if (!told.insert({a->first, b->first}).second) continue;
    statements[a->first].push_back(source.say.Say("same_event", {source.say.Code(*b->second)}));
    statements[b->first].push_back(source.say.Say("same_event", {source.say.Code(*a->second)}));
  }
}

// Fate, standing, flags, and what others say, in words.
std::string StateOf(const Wording& say, const ModelRow& row, const Statements& statements) {
  std::vector<std::string> words;
  if (row.fate != RowFate::kLive) {
    words.push_back(say.Say(absl::StrCat("fate.", RowFateName(row.fate))));
  } else if (!row.counted) {
    words.push_back(say.Say("fate.not_counted"));
  }
  if (!row.standing.empty()) words.push_back(say.Say(absl::StrCat("measure.e.", row.standing)));
  for (const std::string& flag : row.flags) words.push_back(say.Say(absl::StrCat("flag.", flag)));
  const auto stated = statements.find(row.row.notice);
  if (stated != statements.end()) {
    words.insert(words.end(), stated->second.begin(), stated->second.end());
  }
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
  PaperTable table{.columns = {{.title = say.Say("column.serial"), .share = 20},
                               {.title = say.Say("column.event"), .share = 18},
                               {.title = say.Say("column.kind"), .share = 22},
                               {.title = say.Say("column.zone"), .share = 16},
                               {.title = say.Say("column.state"), .share = 28},
                               {.title = say.Say("column.log"), .share = 9, .figure = true},
                               {.title = say.Say("column.hash"), .share = 19}},
                   .small = true};
  Statements statements;
  AddPositions(source, statements);
  AddLinks(source, statements);
  for (const ModelRow& row : source.model.rows) {
    table.rows.push_back(
        {say.Code(row.row.serial), say.UtcMinute(row.row.event_ms), KindOf(say, row.row),
         row.row.zone.empty() ? "—" : say.Label("zone", row.row.zone),
         StateOf(say, row, statements), say.Code(absl::StrCat(row.row.index.value())),
         say.Code(ShortHash(row.row.notice))});
  }
  if (table.rows.empty()) return AddText(paper, TextRole::kBody, say.Say("none.rows"));
  paper.blocks.push_back(std::move(table));
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

}  // namespace liaison
