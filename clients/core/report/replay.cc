#include "clients/core/report/replay.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

bool IsCancelling(const ReportRow& row) {
  return std::any_of(row.refs.begin(), row.refs.end(),
                     [](const ReportRef& ref) { return ref.verb == kCancels; });
}

bool ChangesRows(const ReportRef& ref) {
  return ref.verb == kCancels || ref.verb == "corrects" || ref.verb == "supersedes";
}

}  // namespace

Replay::Replay(ReportModel& model)
    : model_(model),
      index_(model.rows),
      log_order_(model.rows.size()),
      fates_(model.rows.size(), RowFate::kLive),
      replaced_by_(model.rows.size()),
      cancelled_ms_(model.rows.size()) {
  std::iota(log_order_.begin(), log_order_.end(), RowId{0});
  std::iota(replaced_by_.begin(), replaced_by_.end(), RowId{0});
  std::stable_sort(log_order_.begin(), log_order_.end(), [&model](RowId a, RowId b) {
    return model.rows[a].row.index < model.rows[b].row.index;
  });
  for (const RowId row : log_order_) Take(row);
  for (RowId row = 0; row < model.rows.size(); ++row) {
    Resolve(row);
    const bool is_exercise = model.rows[row].row.exercise && !IsWithdrawal(row);
    model.rows[row].fate = is_exercise ? RowFate::kExercise : fates_[row];
  }
}

// Shortens the way for the next one who asks: a row may be corrected thousands of times.
RowId Replay::Resolve(RowId row) {
  RowId last = row;
  while (replaced_by_[last] != last) last = replaced_by_[last];
  while (replaced_by_[row] != last) row = std::exchange(replaced_by_[row], last);
  return last;
}

std::optional<RowId> Replay::ForwardOf(const Hash& notice, absl::string_view office) const {
  const std::optional<RowId> row = index_.Find(notice, office);
  return row ? std::optional<RowId>(Forward(*row)) : std::nullopt;
}

std::optional<int64_t> Replay::CancelledAt_ms(RowId row) const { return cancelled_ms_[row]; }

void Replay::Take(RowId row) {
  const ReportRow& stated = model_.rows[row].row;
  if (IsCancelling(stated)) fates_[row] = RowFate::kWithdrawal;
  for (const ReportRef& ref : stated.refs) {
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
  const ReportRow& stated = model_.rows[row].row;
  const std::optional<RowId> target = index_.Find(ref.notice, stated.office);
  absl::string_view code;
  if (!target || model_.rows[*target].row.index >= stated.index) {
    code = "REF_UNKNOWN";
  } else if (model_.rows[*target].row.office != stated.office) {
    code = "REF_FOREIGN";
  } else if (model_.rows[*target].row.exercise != stated.exercise) {
    code = "EXERCISE_REF";
  } else if (IsWithdrawal(Resolve(*target))) {
    code = "REF_WITHDRAWAL";
  }
  if (code.empty()) return target;
  AddAnomaly(row, code, ref);
  return std::nullopt;
}

void Replay::Cancel(RowId by, RowId named) {
  if (!cancelled_ms_[named]) cancelled_ms_[named] = model_.rows[by].row.logged_ms;
  const RowId target = Resolve(named);
  if (fates_[target] != RowFate::kLive) return;
  fates_[target] = RowFate::kWithdrawn;
  model_.rows[target].by.push_back(model_.rows[by].row.serial);
}

void Replay::Replace(RowId by, RowId named, const ReportRef& ref) {
  const RowId target = Resolve(named);
  if (target == by) return;  // of several of one chain the first has replaced it
  if (fates_[target] == RowFate::kWithdrawn) AddAnomaly(by, "REVIVES_WITHDRAWN", ref);
  fates_[target] = RowFate::kReplaced;
  replaced_by_[target] = by;
  model_.rows[target].by.push_back(model_.rows[by].row.serial);
}

void Replay::AddAnomaly(RowId row, absl::string_view code, const ReportRef& ref) {
  const ReportRow& stated = model_.rows[row].row;
  model_.anomalies.push_back({.code = std::string(code),
                              .office = stated.office,
                              .serial = stated.serial,
                              .detail = absl::StrCat(ref.verb, " ", ToBase64(ref.notice))});
}

}  // namespace liaison
