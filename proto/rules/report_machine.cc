#include "proto/rules/report_machine.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "proto/rules/report_dues.h"
#include "proto/rules/report_verdict.h"

namespace liaison {
namespace {

using Kind = ReportSaying::Kind;

ReportAct ActOf(Instant now, const ReportNote& note, const Hash& hash,
                const std::vector<std::string>& signers) {
  ReportAct act{.office = note.head.as.office,
                .note = hash,
                .text = note.head.text,
                .device = signers.front(),
                .second = signers.size() > 1 ? signers[1] : "",
                .index = now.index,
                .time_ms = now.time_ms};
  if (const auto* contribution = std::get_if<ReportContribute>(&note.act)) {
    act.content = contribution->sheet;
  } else if (const auto* step = std::get_if<ReportStep>(&note.act)) {
    act.verb = step->verb;
    act.content = step->model.value_or(Hash());
  }
  return act;
}

void Put(std::map<std::string, ReportAct>& acts, ReportAct act) {
  const std::string office = act.office;
  acts.insert_or_assign(office, std::move(act));
}

// Kept in log order, whenever they were changed.
void KeepEarlier(ReportState& state, ReportAct answer) {
  const auto place = absl::c_upper_bound(
      state.earlier_answers, answer,
      [](const ReportAct& one, const ReportAct& than) { return one.index < than.index; });
  state.earlier_answers.insert(place, std::move(answer));
}

void MarkRevoked(std::map<std::string, ReportAct>& acts, absl::string_view device,
                 LeafIndex index) {
  for (auto& [office, act] : acts) {
    const bool signed_by_it = act.device == device || act.second == device;
    if (signed_by_it && !act.revoked.has_value()) act.revoked = index;
  }
}

size_t CountAnswers(const ReportState& state, ReportVerb verb) {
  return static_cast<size_t>(absl::c_count_if(
      state.answers, [verb](const auto& answer) { return answer.second.verb == verb; }));
}

ReportOutcome OutcomeOf(const ReportState& state) {
  const size_t all = state.open.signs.size();
  const size_t without = CountAnswers(state, ReportVerb::kSign);
  if (without == all) return ReportOutcome::kUnanimous;
  return without + CountAnswers(state, ReportVerb::kReserve) == all
             ? ReportOutcome::kWithReservations
             : ReportOutcome::kPartial;
}

}  // namespace

ReportMachine::ReportMachine(std::optional<ReportState>& state, ReportWorld& world,
                             std::vector<ReportSaying>& out)
    : state_(state), world_(world), out_(out) {}

void ReportMachine::Take(Instant now, const ReportNote& note, const Hash& hash,
                         const std::vector<std::string>& signers) {
  AdvanceTo(now);
  const absl::string_view why_not = WhyNotTaken(state_, world_, now, note, signers);
  if (!why_not.empty()) {
    out_.push_back({.kind = Kind::kError,
                    .office = note.head.as.office,
                    .reason = std::string(why_not),
                    .note = hash,
                    .at_ms = now.time_ms,
                    .to = note.head.as});
    return;
  }
  if (std::holds_alternative<ReportOpen>(note.act)) return Open(now, note, hash);
  if (const auto* draft = std::get_if<ReportDraft>(&note.act)) return Draft(now, *draft, hash);
  ReportAct act = ActOf(now, note, hash, signers);
  if (const auto* step = std::get_if<ReportStep>(&note.act)) {
    return Step(now, step->verb, std::move(act));
  }
  Contribute(std::move(act));
}

void ReportMachine::Revoked(Instant now, absl::string_view device, RevokeReason reason) {
  AdvanceTo(now);
  if (!state_.has_value() || reason == RevokeReason::kReplaced) return;
  MarkRevoked(state_->contributions, device, now.index);
  MarkRevoked(state_->comments, device, now.index);
  MarkRevoked(state_->answers, device, now.index);
  MarkRevoked(state_->withdrawals, device, now.index);
}

void ReportMachine::AdvanceTo(Instant now) {
  if (!state_.has_value()) return;
  for (auto next = NextMoment(*state_); next.has_value() && next->at_ms < now.time_ms;
       next = NextMoment(*state_)) {
    if (next->warns) {
      Warn(next->due, next->at_ms);
    } else {
      Pass(now, next->due, next->at_ms);
    }
  }
}

std::optional<int64_t> ReportMachine::NextDue_ms() const {
  if (!state_.has_value()) return std::nullopt;
  const std::optional<ReportMoment> next = NextMoment(*state_);
  if (!next.has_value()) return std::nullopt;
  return next->at_ms;
}

void ReportMachine::Open(Instant now, const ReportNote& note, const Hash& hash) {
  state_ = ReportState{.head = note.head,
                       .open = std::get<ReportOpen>(note.act),
                       .opened = hash,
                       .opened_index = now.index,
                       .opened_ms = now.time_ms};
  SkipWarningsBeforeOpening(*state_);
  Enter(ReportPhase::kCollecting, now.time_ms);
}

void ReportMachine::Contribute(ReportAct act) {
  Done(ReportDue::kContribution, act);
  Put(state_->contributions, std::move(act));
}

void ReportMachine::Draft(Instant now, const ReportDraft& draft, const Hash& hash) {
  state_->drafts.push_back(
      {.note = hash, .draft = draft, .index = now.index, .time_ms = now.time_ms});
  state_->comments.clear();
  if (state_->phase == ReportPhase::kCollecting) Enter(ReportPhase::kDraft, now.time_ms);
}

void ReportMachine::Step(Instant now, ReportVerb verb, ReportAct act) {
  switch (verb) {
    case ReportVerb::kComment:
      return Comment(std::move(act));
    case ReportVerb::kFreeze:
      return Freeze(now);
    case ReportVerb::kReopen:
      return Reopen(now);
    case ReportVerb::kSign:
    case ReportVerb::kReserve:
    case ReportVerb::kRefuse:
      return Answer(now, std::move(act));
    case ReportVerb::kWithdraw:
      return Withdraw(now, std::move(act));
  }
}

void ReportMachine::Comment(ReportAct act) {
  Done(ReportDue::kReview, act);
  Put(state_->comments, std::move(act));
}

void ReportMachine::Freeze(Instant now) {
  state_->frozen_index = now.index;
  Enter(ReportPhase::kSigning, now.time_ms);
  GiveUp(now.time_ms);
}

void ReportMachine::Reopen(Instant now) {
  for (auto& [office, answer] : std::exchange(state_->answers, {})) {
    out_.push_back({.kind = Kind::kVoided, .office = office, .at_ms = now.time_ms});
    KeepEarlier(*state_, std::move(answer));
  }
  Enter(ReportPhase::kDraft, now.time_ms);
}

void ReportMachine::Answer(Instant now, ReportAct act) {
  const auto changed = state_->answers.find(act.office);
  if (changed != state_->answers.end()) KeepEarlier(*state_, std::move(changed->second));
  Put(state_->answers, std::move(act));
  if (state_->answers.size() == state_->open.signs.size()) Decide(now.index, now.time_ms);
}

void ReportMachine::Withdraw(Instant now, ReportAct act) {
  Put(state_->withdrawals, std::move(act));
  const auto counted = absl::c_count_if(state_->withdrawals, [this](const auto& withdrawal) {
    return world_.IsGuarantor(withdrawal.first);
  });
  if (counted < int64_t{world_.GuarantorThreshold()}) return;
  End(ReportPhase::kWithdrawn, now.index, now.time_ms);
}

void ReportMachine::Warn(ReportDue due, int64_t at_ms) {
  const int64_t before_s = kReportWarnBefore_s.at(static_cast<size_t>(state_->warned[due]++));
  for (const std::string& office : LateWith(*state_, due)) {
    out_.push_back({.kind = Kind::kReminder,
                    .due = due,
                    .office = office,
                    .before_s = before_s,
                    .at_ms = at_ms});
  }
}

void ReportMachine::Pass(Instant now, ReportDue due, int64_t at_ms) {
  std::set<std::string>& missed = state_->missed[due];
  for (const std::string& office : LateWith(*state_, due)) {
    missed.insert(office);
    out_.push_back({.kind = Kind::kMissed, .due = due, .office = office, .at_ms = at_ms});
  }
  if (due == ReportDue::kSign) Decide(now.index, at_ms);
}

void ReportMachine::Done(ReportDue due, const ReportAct& act) {
  const auto passed = state_->missed.find(due);
  if (passed == state_->missed.end() || passed->second.erase(act.office) == 0) return;
  out_.push_back({.kind = Kind::kDone, .due = due, .office = act.office, .at_ms = act.time_ms});
}

void ReportMachine::GiveUp(int64_t at_ms) {
  for (auto& [due, missing] : state_->missed) {
    for (const std::string& office : std::exchange(missing, {})) {
      out_.push_back({.kind = Kind::kDone, .due = due, .office = office, .at_ms = at_ms});
    }
  }
}

void ReportMachine::Decide(LeafIndex index, int64_t at_ms) {
  const size_t signed_by =
      CountAnswers(*state_, ReportVerb::kSign) + CountAnswers(*state_, ReportVerb::kReserve);
  if (signed_by < state_->open.threshold) return End(ReportPhase::kFailed, index, at_ms);
  state_->outcome = OutcomeOf(*state_);
  End(ReportPhase::kFinal, index, at_ms);
}

void ReportMachine::Enter(ReportPhase phase, int64_t at_ms) {
  state_->phase = phase;
  const Kind kind = phase == ReportPhase::kFinal    ? Kind::kFinal
                    : phase == ReportPhase::kFailed ? Kind::kFailed
                                                    : Kind::kState;
  out_.push_back({.kind = kind, .phase = phase, .outcome = state_->outcome, .at_ms = at_ms});
}

void ReportMachine::End(ReportPhase phase, LeafIndex index, int64_t at_ms) {
  state_->final_index = index;
  state_->final_ms = at_ms;
  Enter(phase, at_ms);
  GiveUp(at_ms);
}

}  // namespace liaison
