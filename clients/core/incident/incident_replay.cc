#include "clients/core/incident/incident_replay.h"

#include <algorithm>
#include <set>
#include <utility>

#include "clients/core/incoming/alert_words.h"

namespace liaison {
namespace {

// A hub that works needs milliseconds; so much may lie between its clock and what we have heard.
constexpr int64_t kGrace_ms = 5'000;
// What a wrong policy could make of one incident.
constexpr size_t kMaxSteps = 10'000;

bool Intersect(const std::vector<MailboxId>& some, const std::vector<MailboxId>& others) {
  return std::find_first_of(some.begin(), some.end(), others.begin(), others.end()) != some.end();
}

bool Does(const CaseRecord& record, const Decision& decision) {
  if (const auto* release = std::get_if<ArchivedRelease>(&record.what)) {
    return decision.kind == Decision::Kind::kRelease && release->release.rung == decision.rung &&
           release->release.loop == decision.loop;
  }
  const auto* archived = std::get_if<ArchivedAlert>(&record.what);
  if (archived == nullptr || decision.kind != Decision::Kind::kAlert) return false;
  const Alert& alert = archived->alert;
  if (alert.code != decision.code || !Intersect(alert.mailboxes, decision.mailboxes)) return false;
  return NumberParam(alert, "rung").value_or(decision.rung) == decision.rung &&
         NumberParam(alert, "loop").value_or(decision.loop) == decision.loop;
}

class Replayer {
 public:
  Replayer(const IncidentCase& incident, const std::vector<MailboxId>& own, PlacedWorld& world)
      : case_(incident),
        own_(own),
        world_(world),
        machine_(case_.plan, case_.addressing, world, result_.state, decided_) {}

  IncidentReplay Run(int64_t now_ms, LeafIndex place) {
    for (const CaseRecord& record : case_.records) {
      world_.SetPlace(record.index);
      const bool of_hub = std::holds_alternative<ArchivedRelease>(record.what) ||
                          std::holds_alternative<ArchivedAlert>(record.what);
      const bool raises = std::holds_alternative<Raised>(record.what);
      // Inputs come before timers of the same instant; what the hub records comes after.
      if (!raises) Climb(of_hub ? record.time_ms : record.time_ms - 1, record.index);
      Take(record, {.index = record.index, .time_ms = record.time_ms});
    }
    world_.SetPlace(place);
    Climb(now_ms, place);
    FindMissing(now_ms);
    Forecast(place);
    return std::move(result_);
  }

 private:
  // Step by step at the scheduled instants: as a hub does that is never late.
  void Climb(int64_t until_ms, LeafIndex index) {
    for (size_t i = 0; i < kMaxSteps; ++i) {
      const std::optional<int64_t> due = machine_.NextDue_ms();
      if (!due.has_value() || *due > until_ms) return;
      const Incident before = result_.state;
      machine_.AdvanceTo({.index = index, .time_ms = *due});
      if (result_.state == before) return;
    }
  }

  void Take(const CaseRecord& record, Instant now) {
    if (std::holds_alternative<Raised>(record.what)) return machine_.Raise(now);
    if (std::holds_alternative<FollowUp>(record.what)) ++result_.state.count;
    if (std::holds_alternative<Withdrawal>(record.what)) machine_.Withdraw(now);
    if (const auto* receipt = std::get_if<ArchivedReceipt>(&record.what)) {
      machine_.Receipt(now, receipt->state, receipt->as);
    }
    if (const auto* archived = std::get_if<ArchivedOfficeAct>(&record.what)) {
      const auto* act = std::get_if<IncidentAct>(&archived->act);
      if (act != nullptr) machine_.Escalate(now, act->rung, act->head.as);
    }
    if (const auto* release = std::get_if<ArchivedRelease>(&record.what)) {
      Follow(release->release.rung, release->release.loop, now);
    }
    if (const auto* alert = std::get_if<ArchivedAlert>(&record.what)) TakeAlert(alert->alert, now);
  }

  // The hub had a reason to go on that is not on this desk: another office's roster, an act.
  void Follow(uint32_t rung, uint32_t loop, Instant now) {
    Incident& state = result_.state;
    if (state.loop != loop || rung <= state.rung) return;
    const size_t decided = decided_.size();
    machine_.Escalate(now, rung, case_.addressing.as);
    decided_.resize(decided);
  }

  void TakeAlert(const Alert& alert, Instant now) {
    Incident& state = result_.state;
    const std::string reason = TextParam(alert, "reason").value_or("");
    if (alert.code == kNotifyCode && reason != "UNRESOLVED") {
      Follow(static_cast<uint32_t>(NumberParam(alert, "rung").value_or(0)),
             static_cast<uint32_t>(NumberParam(alert, "loop").value_or(0)), now);
    }
    // An answer that only others have seen.
    if (alert.code == kStandDownCode && state.phase == IncidentPhase::kOpen) {
      if (reason == "ACKNOWLEDGED") state.phase = IncidentPhase::kAcknowledged;
      if (reason == "RESOLVED") state.phase = IncidentPhase::kResolved;
      if (reason == "WITHDRAWN") state.phase = IncidentPhase::kWithdrawn;
    }
    const bool by_who_raised_it = !case_.plugin.empty() && alert.head.by.plugin == case_.plugin;
    if (alert.code == kDoneCode && by_who_raised_it) machine_.Done(now);
    if (alert.code == "EXHAUSTED") state.phase = IncidentPhase::kExhausted;
    if (alert.code == "UNSTAFFED") state.phase = IncidentPhase::kUnstaffed;
  }

  // Whether the hub tells it to this desk as well.
  bool IsVisible(const Decision& decision) const {
    if (Intersect(decision.mailboxes, own_)) return true;
    if (decision.kind != Decision::Kind::kRelease) return false;
    const bool to_us = std::any_of(
        case_.addressing.to.begin(), case_.addressing.to.end(), [&](const MailboxId& to) {
          return to.office == case_.office && std::find(own_.begin(), own_.end(), to) != own_.end();
        });
    return to_us || std::find(own_.begin(), own_.end(), case_.addressing.as) != own_.end();
  }

  void FindMissing(int64_t now_ms) {
    std::set<LeafIndex> used;
    const bool open = result_.state.phase == IncidentPhase::kOpen ||
                      result_.state.phase == IncidentPhase::kExhausted;
    for (const Decision& decision : decided_) {
      const auto done =
          std::find_if(case_.records.begin(), case_.records.end(), [&](const CaseRecord& record) {
            return !used.contains(record.index) && Does(record, decision);
          });
      if (done != case_.records.end()) {
        used.insert(done->index);
        continue;
      }
      if (!IsVisible(decision) || decision.due_ms + kGrace_ms > now_ms) continue;
      result_.missing.push_back({.decision = decision, .overdue = open});
    }
  }

  void Forecast(LeafIndex place) {
    result_.next_ms = machine_.NextDue_ms();
    if (!result_.next_ms.has_value()) return;
    const Incident now = result_.state;
    const size_t decided = decided_.size();
    machine_.AdvanceTo({.index = place, .time_ms = *result_.next_ms});
    result_.next.assign(decided_.begin() + static_cast<std::ptrdiff_t>(decided), decided_.end());
    result_.state = now;
  }

  const IncidentCase& case_;
  const std::vector<MailboxId>& own_;
  PlacedWorld& world_;
  IncidentReplay result_;
  std::vector<Decision> decided_;
  IncidentMachine machine_;
};

}  // namespace

IncidentReplay ReplayIncident(const IncidentCase& incident, const std::vector<MailboxId>& own,
                              PlacedWorld& world, int64_t now_ms, LeafIndex place) {
  return Replayer(incident, own, world).Run(now_ms, place);
}

}  // namespace liaison
