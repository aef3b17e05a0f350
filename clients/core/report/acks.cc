#include "clients/core/report/acks.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/report/durations.h"
#include "clients/core/report/period_rules.h"

namespace liaison {
namespace {

constexpr absl::string_view kCounts = "K1";
constexpr absl::string_view kTimes = "K2";
constexpr absl::string_view kPassedOn = "K3";
constexpr absl::string_view kResolved = "K4";

std::optional<int64_t>* TimeOf(absl::string_view state, ModelAck& ack) {
  if (state == "acknowledged") return &ack.acknowledged_ms;
  if (state == "passed_on") return &ack.passed_on_ms;
  if (state == "resolved") return &ack.resolved_ms;
  return nullptr;
}

bool IsBefore(const ModelAck& a, const ModelAck& b) {
  return std::tie(a.row, a.office) < std::tie(b.row, b.office);
}

std::vector<std::string> SortedOnce(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// Sorted by row and office, each once.
std::vector<ModelAck> Folded(std::vector<ModelAck> acks) {
  std::stable_sort(acks.begin(), acks.end(),
                   [](const ModelAck& a, const ModelAck& b) { return IsBefore(a, b); });
  std::vector<ModelAck> out;
  for (ModelAck& ack : acks) {
    if (out.empty() || IsBefore(out.back(), ack)) {
      out.push_back(std::move(ack));
      continue;
    }
    KeepFirst(out.back().acknowledged_ms, ack.acknowledged_ms);
    KeepFirst(out.back().passed_on_ms, ack.passed_on_ms);
    KeepFirst(out.back().resolved_ms, ack.resolved_ms);
  }
  return out;
}

std::optional<int64_t> Due_ms(const ReportRow& row) {
  if (!row.ack_within_s) return std::nullopt;
  return row.logged_ms + int64_t{*row.ack_within_s} * 1000;
}

absl::string_view OutcomeOf(const ReportRow& row, const ModelAck& ack, int64_t censored_ms) {
  const int64_t due_ms = Due_ms(row).value_or(INT64_MAX);
  if (ack.acknowledged_ms) return *ack.acknowledged_ms <= due_ms ? "k.in_time" : "k.late";
  return censored_ms > due_ms ? "k.open_overdue" : "k.open_not_due";
}

std::set<std::string> OfficesThatOwe(const ReportModel& model) {
  std::set<std::string> offices;
  for (const ModelOffice& office : model.offices) offices.insert(office.office);
  for (const ModelAck& ack : model.ack) offices.insert(ack.office);
  return offices;
}

Observations ObservationsOf(std::optional<int64_t> ModelAck::*answered, const ReportModel& model,
                            const Replay& replay) {
  Observations out;
  for (const ModelAck& ack : model.ack) {
    const auto id = static_cast<RowId>(ack.row);
    out[ack.office].push_back({.row = id,
                               .accepted_ms = model.rows[id].row.logged_ms,
                               .answered_ms = ack.*answered,
                               .censored_ms = replay.CensoredAt_ms(id, model.cut_ms)});
  }
  return out;
}

// What others wrote to it is known from their sheets.
bool IsKnown(const ReportModel& model, const std::string& owing) {
  return std::any_of(model.offices.begin(), model.offices.end(), [&](const ModelOffice& office) {
    return office.sheet && office.office != owing;
  });
}

}  // namespace

void CollectAcks(const RowIndex& index, const std::string& office,
                 const std::vector<SheetAct>& acts, ReportModel& model) {
  std::vector<ModelAck> collected;
  for (const SheetAct& act : acts) {
    const std::optional<RowId> row = index.Find(act.notice, office);
    if (!row || model.rows[*row].row.office != office || act.index >= model.cut) continue;
    ModelAck ack{.row = *row, .office = act.mailbox.substr(0, act.mailbox.find('/'))};
    std::optional<int64_t>* const time = TimeOf(act.state, ack);
    if (time == nullptr) continue;
    *time = act.time_ms;
    collected.push_back(std::move(ack));
  }
  for (ModelAck& ack : Folded(std::move(collected))) model.ack.push_back(std::move(ack));
}

void CompleteAcks(const Replay& replay, ReportModel& model) {
  const std::vector<ModelAck> collected = Folded(std::move(model.ack));
  model.ack.clear();
  auto next = collected.begin();
  for (RowId id = 0; id < model.rows.size(); ++id) {
    const ReportRow& row = model.rows[id].row;
    if (row.exercise || !IsInPeriod(model, row.logged_ms)) continue;
    for (const std::string& office : SortedOnce(row.owed_by)) {
      ModelAck ack{.row = id, .office = office};
      while (next != collected.end() && IsBefore(*next, ack)) ++next;
      if (next != collected.end() && !IsBefore(ack, *next)) ack = *next;
      ack.censored_ms.reset();
      const int64_t censored_ms = replay.CensoredAt_ms(id, model.cut_ms);
      if (ack.acknowledged_ms > censored_ms) ack.acknowledged_ms.reset();
      if (ack.resolved_ms > censored_ms) ack.resolved_ms.reset();
      if (!ack.acknowledged_ms) ack.censored_ms = censored_ms;
      model.ack.push_back(std::move(ack));
    }
  }
}

void CountAcks(const ReportModel& model, const Replay& replay, FigureBook& book) {
  for (const std::string& office : OfficesThatOwe(model)) {
    const bool is_known = IsKnown(model, office);
    for (const absl::string_view name :
         {"k.n", "k.in_time", "k.late", "k.open_overdue", "k.open_not_due"}) {
      book.Begin(name, kCounts, {{"office", office}}, is_known);
    }
    book.Begin("k.passed_on", kPassedOn, {{"office", office}}, is_known);
    book.Begin("k.resolved", kResolved, {{"office", office}}, is_known);
  }
  for (const ModelAck& ack : model.ack) {
    const auto id = static_cast<RowId>(ack.row);
    const FigurePlace place = {{"office", ack.office}};
    book.AddRow("k.n", kCounts, place, id);
    book.AddRow(OutcomeOf(model.rows[id].row, ack, replay.CensoredAt_ms(id, model.cut_ms)), kCounts,
                place, id);
    if (ack.passed_on_ms) book.AddRow("k.passed_on", kPassedOn, place, id);
    if (ack.resolved_ms) book.AddRow("k.resolved", kResolved, place, id);
  }
  CountPercentiles("k.", kTimes, ObservationsOf(&ModelAck::acknowledged_ms, model, replay), book);
  CountPercentiles("k.resolved_", kResolved, ObservationsOf(&ModelAck::resolved_ms, model, replay),
                   book);
}

}  // namespace liaison
