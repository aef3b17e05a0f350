#include "clients/core/report/passages.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "clients/core/report/period_rules.h"
#include "clients/core/report/row_fields.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kCases = "A1";
constexpr absl::string_view kClearances = "A2";
constexpr absl::string_view kRequest = "request";
constexpr absl::string_view kCompleted = "completed";
constexpr absl::string_view kRefused = "refused";

bool IsOver(absl::string_view state) { return state == kCompleted || state == kRefused; }

// The stage of a passage, the decision of a clearance; empty: neither.
absl::StatusOr<std::string> WhatOf(const ReportRow& row) {
  if (row.kind == kClearanceKind) {
    ASSIGN_OR_RETURN(ClearanceFields fields, ReadClearance(row.fields));
    return std::move(fields.decision);
  }
  if (!IsPassageKind(row.kind)) return std::string();
  ASSIGN_OR_RETURN(PassageFields fields, ReadPassage(row.fields));
  return std::move(fields.stage);
}

}  // namespace

absl::StatusOr<Passages> Passages::Find(const ReportModel& model, const Replay& replay) {
  Passages passages;
  passages.request_of_.resize(model.rows.size());
  RETURN_IF_ERROR(passages.FindRequests(model, replay));
  RETURN_IF_ERROR(passages.FindSteps(model, replay));
  for (auto& [request, one] : passages.cases_) {
    std::sort(one.steps.begin(), one.steps.end(), [](const Step& a, const Step& b) {
      return std::tie(a.event_ms, a.index) < std::tie(b.event_ms, b.index);
    });
  }
  return passages;
}

absl::Status Passages::FindRequests(const ReportModel& model, const Replay& replay) {
  for (const RowId id : replay.log_order()) {
    const ReportRow& row = model.rows[id].row;
    if (!IsPassageKind(row.kind) || row.exercise) continue;
    ASSIGN_OR_RETURN(PassageFields fields, ReadPassage(row.fields));
    if (fields.stage != kRequest) continue;
    // What refers to a corrected request belongs to the one that lives in its place.
    request_of_[id] = replay.Forward(id);
    const auto [place, is_first] =
        cases_.try_emplace(replay.Forward(id), Case{.asked_ms = row.logged_ms});
    if (replay.Forward(id) != id) continue;
    place->second.request = id;
    place->second.wanted = std::move(fields.wanted);
    AddStep(row, std::move(fields.stage), place->second);
  }
  // Corrected into something that asks for nothing, or never meant.
  std::erase_if(cases_, [&](const auto& entry) {
    const RowFate fate = model.rows[entry.first].fate;
    return entry.second.steps.empty() || (fate != RowFate::kLive && fate != RowFate::kWithdrawn);
  });
  return absl::OkStatus();
}

absl::Status Passages::FindSteps(const ReportModel& model, const Replay& replay) {
  // A row comes after what it refers to.
  for (const RowId id : replay.log_order()) {
    const ModelRow& row = model.rows[id];
    if (row.row.exercise || request_of_[id]) continue;
    ASSIGN_OR_RETURN(std::string what, WhatOf(row.row));
    if (what.empty()) continue;
    request_of_[id] = RequestOf(replay, id, row.row);
    const auto found = request_of_[id] ? cases_.find(*request_of_[id]) : cases_.end();
    if (found == cases_.end() || row.fate != RowFate::kLive) continue;
    AddStep(row.row, std::move(what), found->second);
  }
  return absl::OkStatus();
}

std::optional<RowId> Passages::RequestOf(const Replay& replay, RowId id,
                                         const ReportRow& row) const {
  for (const ReportRef& ref : row.refs) {
    if (ref.verb != "reply_to" && ref.verb != "follows_up") continue;
    const std::optional<RowId> target = replay.EarlierOf(id, ref);
    if (target && request_of_[*target]) return request_of_[*target];
  }
  return std::nullopt;
}

void Passages::AddStep(const ReportRow& row, std::string what, Case& one) const {
  one.steps.push_back({.event_ms = row.event_ms,
                       .index = row.index,
                       .what = std::move(what),
                       .office = row.kind == kClearanceKind ? row.office : "",
                       .logged_ms = row.logged_ms});
}

bool Passages::IsWanted(const Case& one, absl::string_view office) {
  return std::find(one.wanted.begin(), one.wanted.end(), office) != one.wanted.end();
}

absl::string_view Passages::StateAt(const Case& one, int64_t time_ms) {
  absl::string_view state = kRequest;
  for (const Step& step : one.steps) {
    if (step.event_ms >= time_ms || IsOver(state)) break;
    if (!step.IsClearance()) {
      state = step.what;
    } else if (step.what == kRefused && IsWanted(one, step.office)) {
      state = kRefused;
    }
  }
  return state;
}

bool Passages::WasBlocked(const Case& one, int64_t end_ms) {
  return std::any_of(one.steps.begin(), one.steps.end(), [end_ms](const Step& step) {
    return !step.IsClearance() && step.what == "blocked" && step.event_ms < end_ms;
  });
}

bool Passages::IsClearedInFull(const Case& one, int64_t end_ms) {
  std::map<absl::string_view, absl::string_view> last;
  for (const Step& step : one.steps) {
    if (step.IsClearance() && step.event_ms < end_ms) last[step.office] = step.what;
  }
  const auto is_granted = [&last](const std::string& office) { return last[office] == "granted"; };
  return !one.wanted.empty() && std::all_of(one.wanted.begin(), one.wanted.end(), is_granted);
}

void Passages::CountCase(const ReportModel& model, const Case& one, FigureBook& book) {
  const int64_t end_ms = model.period.end_ms;
  const int64_t event_ms = model.rows[one.request].row.event_ms;
  const bool is_asked = IsInPeriod(model, event_ms);
  const bool is_carried_in =
      event_ms < model.period.start_ms && !IsOver(StateAt(one, model.period.start_ms));
  if (!is_asked && !is_carried_in) return;
  const auto add = [&](absl::string_view name) { book.AddRow(name, kCases, {}, one.request); };
  const absl::string_view state = StateAt(one, end_ms);
  add(is_asked ? "a.asked" : "a.carried_in");
  add(state == kCompleted ? "a.completed" : state == kRefused ? "a.refused" : "a.open_end");
  if (IsClearedInFull(one, end_ms)) add("a.cleared_in_full");
  if (WasBlocked(one, end_ms)) add("a.blocked_ever");
}

void Passages::Count(const ReportModel& model, const Replay& replay, FigureBook& book) const {
  for (const absl::string_view name : {"a.carried_in", "a.asked", "a.completed", "a.refused",
                                       "a.open_end", "a.cleared_in_full", "a.blocked_ever"}) {
    book.Begin(name, kCases, {}, HasSheets(model));
  }
  for (const auto& [request, one] : cases_) {
    if (model.rows[request].fate == RowFate::kLive) CountCase(model, one, book);
  }
  CountClearances(model, replay, book);
}

void Passages::CountClearances(const ReportModel& model, const Replay& replay,
                               FigureBook& book) const {
  Observations observations;
  for (const auto& [request, one] : cases_) {
    if (!IsInPeriod(model, one.asked_ms)) continue;
    for (const std::string& office : one.wanted) {
      Observation wanted{.row = request,
                         .accepted_ms = one.asked_ms,
                         .censored_ms = replay.CensoredAt_ms(request, model.cut_ms)};
      for (const Step& step : one.steps) {
        const bool is_answer = step.office == office && step.logged_ms <= wanted.censored_ms;
        if (is_answer) KeepFirst(wanted.answered_ms, step.logged_ms);
      }
      book.AddRow("c.n", kClearances, {{"office", office}}, request);
      if (wanted.answered_ms) book.AddRow("c.answered", kClearances, {{"office", office}}, request);
      observations[office].push_back(wanted);
    }
  }
  CountPercentiles("c.", kClearances, observations, book);
}

}  // namespace liaison
