#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report/compute.h"

namespace liaison {
namespace {

using Words = std::map<std::string, std::string>;  // by office

// Figures with the rows behind them, and what offices state, of one of the two models.
class Side {
 public:
  explicit Side(const ReportModel& model) : model_(model), book_(CountFigures(model)) {
    for (const ModelPosition& position : model.positions) {
      positions_[position.position.row][position.office] = position.position.position;
    }
    for (const ModelLink& link : model.links) {
      for (const Hash& row : {link.link.a, link.link.b}) links_[row][link.office] = "link";
    }
  }

  std::map<absl::string_view, const ModelRow*> RowsOf(absl::string_view figure) const {
    std::map<absl::string_view, const ModelRow*> rows;  // by serial
    if (!book_.ok()) return rows;
    for (const RowId id : book_->RowsOf(figure)) {
      rows.emplace(model_.rows[id].row.serial, &model_.rows[id]);
    }
    return rows;
  }
  const ModelRow* Find(const ReportRow& sought) const {
    const auto row = std::partition_point(
        model_.rows.begin(), model_.rows.end(),
        [&sought](const ModelRow& candidate) { return IsBefore(candidate.row, sought); });
    const bool is_found = row != model_.rows.end() && !IsBefore(sought, row->row);
    return is_found ? &*row : nullptr;
  }
  // The last position of each office, and who links the row to another.
  Words PositionsOn(const ReportRow& row) const { return WordsOn(positions_, row); }
  Words LinksOf(const ReportRow& row) const { return WordsOn(links_, row); }

 private:
  using Stated = absl::flat_hash_map<Hash, Words>;
  static Words WordsOn(const Stated& stated, const ReportRow& row) {
    const auto found = stated.find(row.notice);
    return found == stated.end() ? Words() : found->second;
  }

  const ReportModel& model_;
  const absl::StatusOr<FigureBook> book_;
  Stated positions_;
  Stated links_;
};

FigureCause CauseOf(const ReportRow& row, absl::string_view why, absl::string_view by = "") {
  return {.serial = row.serial, .why = std::string(why), .by = std::string(by), .index = row.index};
}

// The row counts no more, or not here.
FigureCause WhyGone(const ModelRow& was, const Side& now) {
  const ModelRow* row = now.Find(was.row);
  if (row == nullptr) return CauseOf(was.row, "gone");
  const bool has_fate = row->fate != was.fate && !row->by.empty();
  if (!has_fate) return CauseOf(was.row, "changed");
  FigureCause cause = CauseOf(was.row, RowFateName(row->fate), row->by.back());
  ReportRow by;
  by.office = was.row.office;
  by.serial = row->by.back();
  const ModelRow* changer = now.Find(by);
  if (changer != nullptr) cause.index = changer->row.index;
  return cause;
}

FigureCause WhyNew(const ModelRow& now, const Side& was) {
  return CauseOf(now.row, was.Find(now.row) == nullptr ? "new" : "changed");
}

// What is stated about the row now, and was not before.
void AddStated(const ReportRow& row, absl::string_view why, const Words& was, const Words& now,
               std::vector<FigureCause>& causes) {
  for (const auto& [office, word] : now) {
    const auto found = was.find(office);
    if (found != was.end() && found->second == word) continue;
    causes.push_back(CauseOf(row, why, office));
  }
}

std::vector<FigureCause> CausesOf(absl::string_view figure, const Side& was, const Side& now) {
  std::vector<FigureCause> causes;
  const auto before = was.RowsOf(figure);
  const auto after = now.RowsOf(figure);
  for (const auto& [serial, row] : before) {
    if (!after.contains(serial)) causes.push_back(WhyGone(*row, now));
  }
  for (const auto& [serial, row] : after) {
    if (!before.contains(serial)) causes.push_back(WhyNew(*row, was));
    const ReportRow& stated = row->row;
    AddStated(stated, "position", was.PositionsOn(stated), now.PositionsOn(stated), causes);
    AddStated(stated, "link", was.LinksOf(stated), now.LinksOf(stated), causes);
  }
  std::sort(causes.begin(), causes.end(), [](const FigureCause& a, const FigureCause& b) {
    return std::tie(a.serial, a.why, a.by) < std::tie(b.serial, b.why, b.by);
  });
  return causes;
}

// Calls with both figures of each id that either has; nullptr where it has not.
template <typename Visit>
void VisitBoth(const ReportModel& was, const ReportModel& now, const Visit& visit) {
  auto a = was.figures.begin();
  auto b = now.figures.begin();
  while (a != was.figures.end() || b != now.figures.end()) {
    const bool takes_a = b == now.figures.end() || (a != was.figures.end() && a->id <= b->id);
    const bool takes_b = a == was.figures.end() || (b != now.figures.end() && b->id <= a->id);
    visit(takes_a ? &*a : nullptr, takes_b ? &*b : nullptr);
    if (takes_a) ++a;
    if (takes_b) ++b;
  }
}

}  // namespace

std::vector<FigureChange> DiffModels(const ReportModel& was, const ReportModel& now) {
  std::vector<FigureChange> changes;
  const Side before(was);
  const Side after(now);
  VisitBoth(was, now, [&](const Figure* from, const Figure* to) {
    FigureChange change{.figure = from != nullptr ? from->id : to->id};
    if (from != nullptr) change.from = from->value;
    if (to != nullptr) change.to = to->value;
    if (change.from == change.to) return;
    change.causes = CausesOf(change.figure, before, after);
    changes.push_back(std::move(change));
  });
  return changes;
}

}  // namespace liaison
