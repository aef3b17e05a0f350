#include "clients/core/report/replay.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

constexpr absl::string_view kCancels = "cancels";

bool IsCancelling(const ReportRow& row) {
  return std::any_of(row.refs.begin(), row.refs.end(),
                     [](const ReportRef& ref) { return ref.verb == kCancels; });
}

bool ChangesRows(const ReportRef& ref) {
  return ref.verb == kCancels || ref.verb == "corrects" || ref.verb == "supersedes";
}

}  // namespace

Replay::Replay(const std::vector<ModelRow>& rows)
    : rows_(rows),
      index_(rows),
      log_order_(rows.size()),
      fates_(rows.size(), RowFate::kLive),
      replaced_by_(rows.size()),
      cancelled_ms_(rows.size()) {
  std::iota(log_order_.begin(), log_order_.end(), RowId{0});
  std::iota(replaced_by_.begin(), replaced_by_.end(), RowId{0});
  std::stable_sort(log_order_.begin(), log_order_.end(),
                   [this](RowId a, RowId b) { return Stated(a).index < Stated(b).index; });
  for (const RowId row : log_order_) Take(row);
  for (const RowId row : log_order_) Resolve(row);
}

void Replay::ApplyTo(ReportModel& model) const {
  for (RowId row = 0; row < model.rows.size(); ++row) {
    const bool is_exercise = Stated(row).exercise && !IsWithdrawal(row);
    model.rows[row].fate = is_exercise ? RowFate::kExercise : fates_[row];
  }
  for (const auto& [row, by] : changes_) model.rows[row].by.push_back(Stated(by).serial);
  model.anomalies.insert(model.anomalies.end(), anomalies_.begin(), anomalies_.end());
}

std::optional<RowId> Replay::ForwardOf(const Hash& notice) const {
  const std::optional<RowId> row = index_.Find(notice);
  return row ? std::optional<RowId>(Forward(*row)) : std::nullopt;
}

std::optional<RowId> Replay::EarlierOf(RowId row, const ReportRef& ref) const {
  const std::optional<RowId> target = index_.Find(ref.notice);
  return target && Stated(*target).index < Stated(row).index ? target : std::nullopt;
}

// Shortens the way for the next one who asks: a row may be corrected thousands of times.
RowId Replay::Resolve(RowId row) {
  RowId last = row;
  while (replaced_by_[last] != last) last = replaced_by_[last];
  while (replaced_by_[row] != last) row = std::exchange(replaced_by_[row], last);
  return last;
}

void Replay::Take(RowId row) {
  if (IsCancelling(Stated(row))) fates_[row] = RowFate::kWithdrawal;
  for (const ReportRef& ref : Stated(row).refs) {
    if (ChangesRows(ref)) TakeRef(row, ref);
  }
}

void Replay::TakeRef(RowId row, const ReportRef& ref) {
  const std::optional<RowId> target = Target(row, ref);
  if (!target) return;
  if (ref.verb == kCancels) {
    Cancel(row, *target);
  } else {
    Replace(row, *target, ref);
  }
}

std::optional<RowId> Replay::Target(RowId row, const ReportRef& ref) {
  const std::optional<RowId> target = EarlierOf(row, ref);
  absl::string_view code;
  if (!target) {
    code = "REF_UNKNOWN";
  } else if (Stated(*target).office != Stated(row).office) {
    code = "REF_FOREIGN";
  } else if (Stated(*target).exercise != Stated(row).exercise) {
    code = "EXERCISE_REF";
  } else if (IsWithdrawal(Resolve(*target))) {
    code = "REF_WITHDRAWAL";
  }
  if (code.empty()) return target;
  AddAnomaly(row, code, ref);
  return std::nullopt;
}

void Replay::Cancel(RowId by, RowId named) {
  if (!cancelled_ms_[named]) cancelled_ms_[named] = Stated(by).logged_ms;
  const RowId target = Resolve(named);
  if (fates_[target] != RowFate::kLive) return;
  fates_[target] = RowFate::kWithdrawn;
  changes_.emplace_back(target, by);
}

void Replay::Replace(RowId by, RowId named, const ReportRef& ref) {
  const RowId target = Resolve(named);
  if (target == by) return;  // of several of one chain the first has replaced it
  if (fates_[target] == RowFate::kWithdrawn) AddAnomaly(by, "REVIVES_WITHDRAWN", ref);
  fates_[target] = RowFate::kReplaced;
  replaced_by_[target] = by;
  changes_.emplace_back(target, by);
}

void Replay::AddAnomaly(RowId row, absl::string_view code, const ReportRef& ref) {
  anomalies_.push_back({.code = std::string(code),
                        .office = Stated(row).office,
                        .serial = Stated(row).serial,
                        .detail = absl::StrCat(ref.verb, " ", ToBase64(ref.notice))});
}

}  // namespace liaison
