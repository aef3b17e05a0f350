#include "clients/core/report/events.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "clients/core/report/components.h"
#include "clients/core/report/period_rules.h"
#include "clients/core/report/row_fields.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kAgreed = "agreed";
constexpr absl::string_view kDisputed = "disputed";
constexpr absl::string_view kSingleSource = "single_source";
constexpr absl::string_view kConfirmed = "confirmed";
constexpr absl::string_view kStandings = "E1";
constexpr absl::string_view kDistinct = "E2";

bool IsEvent(const ModelRow& row) { return row.counted && row.row.kind == kViolationKind; }

auto KeyOf(const ModelLink& link) { return std::tie(link.office, link.link.a, link.link.b); }

// What other offices say of rows: by row, then office.
using Positions = std::map<RowId, std::map<absl::string_view, absl::string_view>>;

Positions LatestPositions(const ReportModel& model, const Replay& replay) {
  Positions latest;
  for (const ModelPosition& stated : model.positions) {
    const std::optional<RowId> row = replay.ForwardOf(stated.position.row);
    if (!row || !IsEvent(model.rows[*row]) || model.rows[*row].row.office == stated.office)
      continue;
    latest[*row][stated.office] = stated.position.position;
  }
  return latest;
}

// Distinct values that are stated: more than one is a difference.
class Stated {
 public:
  void Add(const std::string& value) {
    if (!value.empty()) values_.insert(value);
  }
  bool Differs() const { return values_.size() > 1; }

 private:
  std::set<std::string> values_;
};

absl::StatusOr<std::vector<std::string>> DifferencesOf(const ReportModel& model,
                                                       const std::vector<RowId>& rows) {
  Stated zones;
  Stated kinds;
  Stated sides;
  for (const RowId id : rows) {
    ASSIGN_OR_RETURN(const ViolationFields fields, ReadViolation(model.rows[id].row.fields));
    zones.Add(model.rows[id].row.zone);
    kinds.Add(fields.kind);
    sides.Add(fields.side);
  }
  std::vector<std::string> differs;
  if (kinds.Differs()) differs.emplace_back("DIFFERS_KIND");
  if (sides.Differs()) differs.emplace_back("DIFFERS_SIDE");
  if (zones.Differs()) differs.emplace_back("DIFFERS_ZONE");
  return differs;
}

bool IsOfSeveral(const ReportModel& model, const std::vector<RowId>& rows) {
  return std::any_of(rows.begin(), rows.end(), [&](RowId row) {
    return model.rows[row].row.office != model.rows[rows.front()].row.office;
  });
}

}  // namespace

void CollectLinks(ReportModel& model) {
  for (const ModelRow& row : model.rows) {
    for (const ReportRef& ref : row.row.refs) {
      if (ref.verb != "same_event") continue;
      model.links.push_back(
          {.office = row.row.office, .link = {.a = row.row.notice, .b = ref.notice}});
    }
  }
  const auto is_before = [](const auto& a, const auto& b) { return KeyOf(a) < KeyOf(b); };
  const auto is_same = [](const auto& a, const auto& b) { return KeyOf(a) == KeyOf(b); };
  std::sort(model.links.begin(), model.links.end(), is_before);
  model.links.erase(std::unique(model.links.begin(), model.links.end(), is_same),
                    model.links.end());
}

absl::StatusOr<Events> Events::Find(const ReportModel& model, const Replay& replay) {
  Events events;
  for (RowId id = 0; id < model.rows.size(); ++id) {
    if (IsEvent(model.rows[id])) events.counted_.push_back(id);
  }
  events.FindPairs(model, replay);
  RETURN_IF_ERROR(events.JudgeAll(model, replay));
  return events;
}

void Events::FindPairs(const ReportModel& model, const Replay& replay) {
  std::map<Pair, std::set<absl::string_view>> stated_by;
  for (const ModelLink& link : model.links) {
    const std::optional<RowId> a = replay.ForwardOf(link.link.a);
    const std::optional<RowId> b = replay.ForwardOf(link.link.b);
    std::optional<Pair>& pair = pairs_.emplace_back();
    if (!a || !b || *a == *b || !IsEvent(model.rows[*a]) || !IsEvent(model.rows[*b])) continue;
    pair = std::minmax(*a, *b);
    stated_by[*pair].insert(link.office);
  }
  for (const auto& [pair, offices] : stated_by) {
    const bool is_mutual = offices.contains(model.rows[pair.first].row.office) &&
                           offices.contains(model.rows[pair.second].row.office);
    if (is_mutual) mutual_.push_back(pair);
  }
}

absl::Status Events::JudgeAll(const ReportModel& model, const Replay& replay) {
  Components believed(model.rows.size());
  Components mutual(model.rows.size());
  for (const std::optional<Pair>& pair : pairs_) {
    if (pair) believed.Join(pair->first, pair->second);
  }
  for (const Pair& pair : mutual_) mutual.Join(pair.first, pair.second);
  std::vector<size_t> event_of(model.rows.size());
  for (const RowId id : counted_) {
    if (believed.Of(id) == id) ++low_;
    if (mutual.Of(id) == id) {
      event_of[id] = events_.size();
      events_.emplace_back();
    }
    events_[event_of[mutual.Of(id)]].rows.push_back(id);
  }
  const Positions positions = LatestPositions(model, replay);
  for (Event& event : events_) {
    bool is_confirmed = false;
    bool is_disputed = false;
    for (const RowId id : event.rows) {
      const auto found = positions.find(id);
      if (found == positions.end()) continue;
      for (const auto& [office, position] : found->second) {
        (position == kConfirmed ? is_confirmed : is_disputed) = true;
      }
    }
    const bool is_of_several = IsOfSeveral(model, event.rows);
    if (is_of_several) {
      ASSIGN_OR_RETURN(event.differs, DifferencesOf(model, event.rows));
    }
    event.standing = is_disputed || !event.differs.empty() ? kDisputed
                     : is_of_several || is_confirmed       ? kAgreed
                                                           : kSingleSource;
  }
  return absl::OkStatus();
}

void Events::ApplyTo(ReportModel& model) const {
  for (const Event& event : events_) {
    for (const RowId id : event.rows) {
      model.rows[id].standing = std::string(event.standing);
      for (const std::string& flag : event.differs) AddFlag(model.rows[id], flag);
    }
  }
  for (size_t i = 0; i < model.links.size(); ++i) {
    model.links[i].mutual =
        pairs_[i] && std::binary_search(mutual_.begin(), mutual_.end(), *pairs_[i]);
  }
}

void Events::Count(const ReportModel& model, FigureBook& book) const {
  const bool is_known = HasSheets(model);
  for (const absl::string_view standing : {kAgreed, kDisputed, kSingleSource}) {
    Tally& tally = book.Begin(absl::StrCat("e.", standing), kStandings, {}, is_known);
    for (const Event& event : events_) {
      if (event.standing != standing) continue;
      tally.Add(1);
      tally.rows.insert(tally.rows.end(), event.rows.begin(), event.rows.end());
    }
  }
  const auto count = [&](absl::string_view name, size_t number) {
    Tally& tally = book.Begin(name, kDistinct, {}, is_known);
    tally.rows = counted_;
    if (is_known) tally.Add(static_cast<int64_t>(number));
  };
  count("e.distinct_low", low_);
  count("e.distinct_high", events_.size());
}

}  // namespace liaison
