#include "clients/core/report/acks.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/report/durations.h"
#include "clients/core/report/period_rules.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kCounts = "K1";
constexpr absl::string_view kTimes = "K2";
constexpr absl::string_view kPassedOn = "K3";
constexpr absl::string_view kResolved = "K4";

using AckTime = std::optional<int64_t> ModelAck::*;

// nullptr: the state says nothing of the three.
AckTime TimeOf(absl::string_view state) {
  if (state == "acknowledged") return &ModelAck::acknowledged_ms;
  if (state == "passed_on") return &ModelAck::passed_on_ms;
  if (state == "resolved") return &ModelAck::resolved_ms;
  return nullptr;
}

// A receipt, small enough to be sorted.
struct Answer {
  RowId row = 0;
  absl::string_view office;  // that answers
  AckTime time = nullptr;
  int64_t time_ms = 0;
};

bool IsBefore(const ModelAck& a, const ModelAck& b) {
  return std::tie(a.row, a.office) < std::tie(b.row, b.office);
}

std::vector<std::string> SortedOnce(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// Nobody answers a notice before it is there.
absl::Status CheckOrder(const ReportRow& row, const SheetAct& act, const ReportSheet& sheet) {
  if (act.index > row.index && act.time_ms >= row.logged_ms) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "the sheet has an answer that lies before the notice",
                   {.reason = "ACT_ORDER", .subject = row.serial, .field = sheet.office});
}

absl::StatusOr<std::vector<Answer>> AnswersIn(const ReportSheet& sheet, const RowIndex& index,
                                              const ReportModel& model) {
  std::vector<Answer> answers;
  answers.reserve(sheet.acts.size());
  for (const SheetAct& act : sheet.acts) {
    const std::optional<RowId> id = index.Find(act.notice);
    if (!id) continue;
    const ReportRow& row = model.rows[*id].row;
    RETURN_IF_ERROR(CheckOrder(row, act, sheet));
    const AckTime time = TimeOf(act.state);
    if (time == nullptr || row.office != sheet.office || act.index >= model.cut) continue;
    const absl::string_view mailbox = act.mailbox;
    answers.push_back({.row = *id,
                       .office = mailbox.substr(0, mailbox.find('/')),
                       .time = time,
                       .time_ms = act.time_ms});
  }
  return answers;
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

absl::Status CollectAcks(const RowIndex& index, const ReportSheet& sheet, ReportModel& model) {
  ASSIGN_OR_RETURN(std::vector<Answer> answers, AnswersIn(sheet, index, model));
  std::stable_sort(answers.begin(), answers.end(), [](const Answer& a, const Answer& b) {
    return std::tie(a.row, a.office) < std::tie(b.row, b.office);
  });
  for (const Answer& answer : answers) {
    const bool is_next = model.ack.empty() || model.ack.back().row != answer.row ||
                         model.ack.back().office != answer.office;
    if (is_next) model.ack.push_back({.row = answer.row, .office = std::string(answer.office)});
    KeepFirst(model.ack.back().*answer.time, answer.time_ms);
  }
  return absl::OkStatus();
}

void CompleteAcks(const Replay& replay, ReportModel& model) {
  const std::vector<ModelAck> collected = std::move(model.ack);
  model.ack.clear();
  model.ack.reserve(collected.size());
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
