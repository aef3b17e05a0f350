#include "proto/rules/incident.h"

#include <algorithm>
#include <array>
#include <utility>

namespace liaison {
namespace {

constexpr int64_t kLate_ms = 60 * 1000;
// Of one call, so that what follows from one record stays bounded.
constexpr size_t kDecisionsMax = 12;
constexpr size_t kEmptyRungsMax = 8;
// That an alert can name; of more, whose alarm sounds is not told: everybody's does.
constexpr size_t kAlarmedMax = 64;

constexpr std::array<absl::string_view, 6> kPhaseNames = {"open",      "acknowledged", "resolved",
                                                          "withdrawn", "exhausted",    "unstaffed"};

bool IsOver(IncidentPhase phase) {
  return phase == IncidentPhase::kResolved || phase == IncidentPhase::kWithdrawn;
}

std::vector<MailboxId> MailboxesOf(const PlannedRung& rung) {
  std::vector<MailboxId> all = rung.sealed;
  all.insert(all.end(), rung.unsealed.begin(), rung.unsealed.end());
  return all;
}

void AddSorted(const std::vector<MailboxId>& more, std::vector<MailboxId>& all) {
  all.insert(all.end(), more.begin(), more.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

absl::string_view IncidentPhaseName(IncidentPhase phase) {
  return kPhaseNames.at(static_cast<size_t>(phase));
}

IncidentMachine::IncidentMachine(const LadderPlan& plan, const Addressing& addressing,
                                 LadderWorld& world, Incident& incident, std::vector<Decision>& out)
    : plan_(plan), addressing_(addressing), world_(world), incident_(incident), out_(out) {}

void IncidentMachine::Raise(Instant now) {
  incident_ = {.raised_ms = now.time_ms, .raised = now.index, .due_ms = now.time_ms};
  AdvanceTo(now);
}

void IncidentMachine::AdvanceTo(Instant now) {
  const size_t before = out_.size();
  for (std::optional<int64_t> due = NextDue_ms(); due.has_value() && *due <= now.time_ms;
       due = NextDue_ms()) {
    if (out_.size() - before >= kDecisionsMax) return;
    if (incident_.phase == IncidentPhase::kOpen && incident_.rung == 0) {
      Start(now);
    } else if (incident_.phase == IncidentPhase::kOpen && incident_.due_ms == *due) {
      const size_t next = PositionOf(incident_.rung) + 1;
      const bool early = next < plan_.rungs.size() && IsEarly(plan_.rungs[next], *due);
      Climb(next, {.reason = "DUE", .evidence = std::nullopt, .due_ms = *due, .base_early = early},
            now);
    } else if (incident_.duty_change_ms == *due) {
      LookAtDuty(*due);
    } else {
      FireUnresolved(now);
    }
  }
}

void IncidentMachine::Start(Instant now) {
  const int64_t due_ms = incident_.due_ms;
  if (!plan_.wait_if_empty && !AnybodyAtAll(due_ms)) return SayUnstaffed(due_ms);
  Climb(0, {.reason = "RAISED", .evidence = std::nullopt, .due_ms = due_ms}, now);
}

std::optional<int64_t> IncidentMachine::NextDue_ms() const {
  std::optional<int64_t> due;
  const auto take = [&due](int64_t one) { due = std::min(due.value_or(one), one); };
  if (incident_.phase == IncidentPhase::kOpen) {
    take(incident_.due_ms);
    if (incident_.duty_change_ms.has_value()) take(*incident_.duty_change_ms);
  }
  if (plan_.unresolved.has_value() && !incident_.unresolved_told && !IsOver(incident_.phase)) {
    take(incident_.raised_ms + plan_.unresolved->after_ms);
  }
  return due;
}

void IncidentMachine::Climb(size_t first, Cause cause, Instant now) {
  size_t empty = 0;
  for (size_t position = first; position < plan_.rungs.size(); ++position) {
    const PlannedRung& rung = plan_.rungs[position];
    incident_.rung = rung.number;
    incident_.due_ms = cause.due_ms + WaitOf_ms(position);
    incident_.duty_change_ms.reset();
    const Found found = LookAt(rung, cause);
    if (found == Found::kSomebody) return Tell(rung, cause, now);
    if (found == Found::kUndeliverable) continue;
    // Before a rung that is nobody's by the policy itself nothing lets a release be early.
    if (plan_.wait_if_empty || found == Found::kNobodys) return NoteJump(cause);
    SayEmpty(rung, "EMPTY", cause.due_ms);
    if (++empty < kEmptyRungsMax) continue;
    // The rest is due at once, as of the same instant.
    incident_.due_ms = cause.due_ms;
    return NoteJump(cause);
  }
  End(cause.due_ms, now);
}

IncidentMachine::Found IncidentMachine::LookAt(const PlannedRung& rung, Cause& cause) {
  std::optional<LeafIndex> roster;
  std::optional<LeafIndex> lost;
  for (const MailboxId& mailbox : MailboxesOf(rung)) {
    const std::optional<LeafIndex> since = world_.UndeliverableSince(mailbox);
    const std::optional<LadderWorld::Duty> duty = world_.DutyOf(mailbox, cause.due_ms);
    if (since.has_value()) {
      lost = std::max(lost.value_or(*since), *since);
    } else if (duty.has_value() && duty->devices.empty()) {
      roster = duty->roster;
    } else {
      return Found::kSomebody;
    }
  }
  if (!roster.has_value() && !lost.has_value()) return Found::kNobodys;
  // A release has one reason, and it must hold for every rung that was passed on the way: that
  // somebody asked for it; else that a roster was empty, which only its office can check; else
  // where the directory stood when the last of them was lost.
  const bool asked = cause.reason == "MANUAL" || cause.reason == "REFUSED";
  if (!asked && roster.has_value()) {
    cause.reason = "EMPTY";
    cause.evidence = roster;
  } else if (!asked && cause.reason != "EMPTY") {
    const LeafIndex before = cause.reason == "UNDELIVERABLE" ? *cause.evidence : incident_.raised;
    cause.reason = "UNDELIVERABLE";
    cause.evidence = std::max(*lost, before);
  }
  return roster.has_value() ? Found::kEmpty : Found::kUndeliverable;
}

// From here on rungs of this loop come earlier than the sender wrote.
void IncidentMachine::NoteJump(const Cause& cause) {
  if (!cause.evidence.has_value()) return;
  if (RestsOnRelease(cause)) {
    // The directory must show both rungs that were passed: as it stands now.
    const bool lost = incident_.jump_reason == "UNDELIVERABLE";
    if (lost) incident_.jump = std::max(*incident_.jump, *cause.evidence);
    return;
  }
  incident_.jump_reason = cause.reason;
  incident_.jump = cause.evidence;
  incident_.released.reset();
}

void IncidentMachine::Tell(const PlannedRung& rung, const Cause& cause, Instant now) {
  const Decision told = Make("NOTIFY", rung.number, cause.reason, cause.due_ms);
  std::optional<int64_t> changes_ms;
  incident_.alarmed = DevicesOnDuty(rung, now.time_ms, &changes_ms);
  incident_.delivered = false;
  if (plan_.renotify_on_handover) incident_.duty_change_ms = changes_ms;
  NoteJump(cause);
  // Of rung 1 the content is there since acceptance; only the alarm is missing.
  const bool first = PositionOf(rung.number) == 0;
  const std::vector<MailboxId> released =
      first ? std::vector<MailboxId>() : Deliverable(rung.sealed);
  if (!released.empty()) {
    Decision release = told;
    release.kind = Decision::Kind::kRelease;
    release.code.clear();
    release.mailboxes = released;
    SetEvidence(rung, cause, release);
    out_.push_back(std::move(release));
  }
  Decision alarm = told;
  alarm.mailboxes = Deliverable(rung.unsealed);
  if (first) AddSorted(Deliverable(rung.sealed), alarm.mailboxes);
  AddSorted(released, incident_.told);
  AddSorted(alarm.mailboxes, incident_.told);
  if (!alarm.mailboxes.empty()) {
    alarm.devices = incident_.alarmed;
    out_.push_back(std::move(alarm));
  }
  SayLate(told, now);
}

// What the hub and every reader will look at if the release is earlier than the sender wrote
// (release_check.h).
void IncidentMachine::SetEvidence(const PlannedRung& rung, const Cause& cause,
                                  Decision& release) const {
  release.evidence = cause.evidence;
  const bool by_itself = cause.evidence.has_value() && !RestsOnRelease(cause);
  if (!IsEarly(rung, cause.due_ms) || by_itself) return;
  // It is early because one before was.
  if (incident_.released.has_value()) {
    release.evidence = incident_.released;
  } else {
    release.evidence = incident_.jump;
    release.reason = incident_.jump_reason;
  }
}

std::vector<MailboxId> IncidentMachine::Deliverable(const std::vector<MailboxId>& mailboxes) {
  std::vector<MailboxId> deliverable;
  for (const MailboxId& mailbox : mailboxes) {
    if (!world_.UndeliverableSince(mailbox).has_value()) deliverable.push_back(mailbox);
  }
  return deliverable;
}

void IncidentMachine::FireUnresolved(Instant now) {
  const PlannedRung& step = *plan_.unresolved;
  incident_.unresolved_told = true;
  const int64_t due_ms = incident_.raised_ms + step.after_ms;
  if (Deliverable(MailboxesOf(step)).empty()) return SayEmpty(step, "UNDELIVERABLE", due_ms);
  const Incident before = incident_;
  Tell(step, {.reason = "UNRESOLVED", .evidence = std::nullopt, .due_ms = due_ms}, now);
  // It is no rung of the climb: what is known of that one stays.
  incident_.delivered = before.delivered;
  incident_.alarmed = before.alarmed;
  incident_.duty_change_ms = before.duty_change_ms;
}

void IncidentMachine::End(int64_t due_ms, Instant now) {
  if (incident_.told.empty()) return SayUnstaffed(due_ms);
  if (incident_.loop < plan_.repeat && AnybodyAtAll(due_ms)) {
    ++incident_.loop;
    incident_.released.reset();
    incident_.jump.reset();
    incident_.jump_reason.clear();
    return Climb(0, {.reason = "REPEAT", .evidence = std::nullopt, .due_ms = due_ms}, now);
  }
  incident_.phase = IncidentPhase::kExhausted;
  Decision end = Make("EXHAUSTED", incident_.rung, "EXHAUSTED", due_ms);
  end.mailboxes = Owners();
  out_.push_back(end);
  SayLate(end, now);
}

void IncidentMachine::LookAtDuty(int64_t at_ms) {
  const PlannedRung& rung = *Current();
  std::optional<int64_t> changes_ms;
  const std::vector<std::string> devices = DevicesOnDuty(rung, at_ms, &changes_ms);
  incident_.duty_change_ms = changes_ms;
  Decision handover = Make("HANDOVER", incident_.rung, "HANDOVER", at_ms);
  std::set_difference(devices.begin(), devices.end(), incident_.alarmed.begin(),
                      incident_.alarmed.end(), std::back_inserter(handover.devices));
  incident_.alarmed = devices;
  if (handover.devices.empty()) return;
  if (handover.devices.size() > kAlarmedMax) handover.devices.clear();
  for (const MailboxId& mailbox : MailboxesOf(rung)) {
    if (Reachable(mailbox, at_ms)) handover.mailboxes.push_back(mailbox);
  }
  std::sort(handover.mailboxes.begin(), handover.mailboxes.end());
  out_.push_back(std::move(handover));
}

void IncidentMachine::Receipt(Instant now, ReceiptState state, const MailboxId& acting) {
  if (IsOver(incident_.phase)) return;
  const PlannedRung* current = Current();
  const bool of_current = current != nullptr && [mailboxes = MailboxesOf(*current), &acting] {
    return std::find(mailboxes.begin(), mailboxes.end(), acting) != mailboxes.end();
  }();
  if (state == ReceiptState::kDelivered) {
    if (of_current) incident_.delivered = true;
    return;
  }
  const bool of_addressee = WasTold(acting) || acting.office == addressing_.office;
  const bool of_sender = !addressing_.office.empty() && acting.office == addressing_.as.office;
  if (state == ReceiptState::kRefused && of_current && incident_.phase == IncidentPhase::kOpen) {
    // A rung that is overdue has left this one behind already.
    if (incident_.due_ms <= now.time_ms) return AdvanceTo(now);
    return Climb(PositionOf(incident_.rung) + 1,
                 {.reason = "REFUSED", .evidence = now.index, .due_ms = now.time_ms}, now);
  }
  const bool resolved = state == ReceiptState::kResolved && (of_addressee || of_sender);
  const bool acknowledged =
      (state == ReceiptState::kAcknowledged || state == ReceiptState::kPassedOn) && of_addressee;
  if (!resolved && !acknowledged) return;
  const bool first = incident_.phase != IncidentPhase::kAcknowledged;
  if (first) {
    SayWhatWasSkipped(now);
    StandDown(resolved ? "RESOLVED" : "ACKNOWLEDGED", now, &acting);
  }
  incident_.phase = resolved ? IncidentPhase::kResolved : IncidentPhase::kAcknowledged;
}

void IncidentMachine::Escalate(Instant now, std::optional<uint32_t> rung, const MailboxId& acting) {
  const size_t next = incident_.rung == 0 ? 0 : PositionOf(incident_.rung) + 1;
  const size_t to = rung.has_value() ? PositionOf(*rung) : next;
  Decision answer = Make("", rung.value_or(incident_.rung), "MANUAL", now.time_ms);
  answer.mailboxes = {acting};
  if (IsOver(incident_.phase)) {
    answer.code = "NOT_OPEN";
  } else if (to >= plan_.rungs.size()) {
    answer.code = "NO_SUCH_RUNG";
  } else if (to < next) {
    answer.code = "ALREADY_ESCALATED";
  } else {
    incident_.phase = IncidentPhase::kOpen;
    return Climb(to, {.reason = "MANUAL", .evidence = now.index, .due_ms = now.time_ms}, now);
  }
  out_.push_back(std::move(answer));
}

void IncidentMachine::Withdraw(Instant now) {
  EndWithout(now, IncidentPhase::kWithdrawn, "WITHDRAWN");
}

void IncidentMachine::Done(Instant now) { EndWithout(now, IncidentPhase::kResolved, "RESOLVED"); }

// Nobody has answered it.
void IncidentMachine::EndWithout(Instant now, IncidentPhase phase, const std::string& reason) {
  if (IsOver(incident_.phase)) return;
  SayWhatWasSkipped(now);
  if (incident_.phase != IncidentPhase::kAcknowledged) StandDown(reason, now, nullptr);
  incident_.phase = phase;
}

void IncidentMachine::LookAgain(Instant now) {
  const PlannedRung* rung = Current();
  if (incident_.phase != IncidentPhase::kOpen || incident_.delivered || rung == nullptr) return;
  if (incident_.due_ms <= now.time_ms) return;  // its timer does more
  Cause cause{.reason = "DUE", .evidence = std::nullopt, .due_ms = now.time_ms};
  cause.base_early = IsEarly(*rung, now.time_ms);
  if (LookAt(*rung, cause) != Found::kUndeliverable) return;
  Climb(PositionOf(incident_.rung) + 1, std::move(cause), now);
}

void IncidentMachine::Released(LeafIndex index, uint32_t rung, uint32_t loop) {
  if (rung == incident_.rung && loop == incident_.loop) incident_.released = index;
}

// An alarm that still sounds is to end, but at who has just acted.
void IncidentMachine::StandDown(const std::string& reason, Instant now, const MailboxId* acting) {
  Decision down = Make("STAND_DOWN", incident_.rung, reason, now.time_ms);
  for (const MailboxId& mailbox : incident_.told) {
    if (acting == nullptr || !(mailbox == *acting)) down.mailboxes.push_back(mailbox);
  }
  if (!down.mailboxes.empty()) out_.push_back(std::move(down));
}

// An answer that comes before the timers of an outage stops them; what they would have done is
// said.
void IncidentMachine::SayWhatWasSkipped(Instant now) {
  if (incident_.phase != IncidentPhase::kOpen || incident_.due_ms >= now.time_ms) return;
  int64_t due_ms = incident_.due_ms;
  size_t position = PositionOf(incident_.rung) + 1;
  Decision skipped = Make("SKIPPED", 0, "ANSWERED", due_ms);
  for (; position < plan_.rungs.size() && due_ms < now.time_ms; ++position) {
    skipped.rung = plan_.rungs[position].number;
    due_ms += WaitOf_ms(position);
  }
  if (skipped.rung == 0) return;  // only the end of the ladder was due
  skipped.mailboxes = Owners();
  skipped.late_ms = now.time_ms - incident_.due_ms;
  out_.push_back(std::move(skipped));
}

void IncidentMachine::SayLate(const Decision& late, Instant now) {
  if (now.time_ms - late.due_ms < kLate_ms) return;
  Decision said = Make("LATE", late.rung, late.reason, late.due_ms);
  said.mailboxes = Owners();
  said.late_ms = now.time_ms - late.due_ms;
  out_.push_back(std::move(said));
}

void IncidentMachine::SayEmpty(const PlannedRung& rung, const std::string& reason, int64_t due_ms) {
  Decision empty = Make("EMPTY", rung.number, reason, due_ms);
  empty.mailboxes = Owners();
  out_.push_back(std::move(empty));
}

void IncidentMachine::SayUnstaffed(int64_t due_ms) {
  incident_.phase = IncidentPhase::kUnstaffed;
  Decision unstaffed = Make("UNSTAFFED", 0, "UNSTAFFED", due_ms);
  unstaffed.mailboxes = Owners();
  if (!addressing_.office.empty()) {
    AddSorted({{.office = addressing_.office, .role = Role::kHead}}, unstaffed.mailboxes);
  }
  out_.push_back(std::move(unstaffed));
}

bool IncidentMachine::Reachable(const MailboxId& mailbox, int64_t at_ms) {
  if (world_.UndeliverableSince(mailbox).has_value()) return false;
  const std::optional<LadderWorld::Duty> duty = world_.DutyOf(mailbox, at_ms);
  return !duty.has_value() || !duty->devices.empty();
}

bool IncidentMachine::AnybodyAtAll(int64_t at_ms) {
  return std::any_of(plan_.rungs.begin(), plan_.rungs.end(), [&](const PlannedRung& rung) {
    const std::vector<MailboxId> mailboxes = MailboxesOf(rung);
    return std::any_of(mailboxes.begin(), mailboxes.end(),
                       [&](const MailboxId& mailbox) { return Reachable(mailbox, at_ms); });
  });
}

std::vector<std::string> IncidentMachine::DevicesOnDuty(const PlannedRung& rung, int64_t at_ms,
                                                        std::optional<int64_t>* changes_ms) {
  std::vector<std::string> devices;
  bool everybody = false;
  for (const MailboxId& mailbox : MailboxesOf(rung)) {
    const std::optional<LadderWorld::Duty> duty = world_.DutyOf(mailbox, at_ms);
    // A mailbox without roster has no list of devices: then nobody is left out.
    everybody = everybody || !duty.has_value();
    if (!duty.has_value()) continue;
    devices.insert(devices.end(), duty->devices.begin(), duty->devices.end());
    if (!duty->changes_ms.has_value()) continue;
    *changes_ms = std::min(changes_ms->value_or(*duty->changes_ms), *duty->changes_ms);
  }
  if (everybody) return {};
  std::sort(devices.begin(), devices.end());
  devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
  if (devices.size() > kAlarmedMax) return {};
  return devices;
}

// The directory proves that a rung could be passed, not that its turn had come.
bool IncidentMachine::RestsOnRelease(const Cause& cause) {
  return cause.reason == "UNDELIVERABLE" && cause.base_early;
}

bool IncidentMachine::IsEarly(const PlannedRung& rung, int64_t due_ms) const {
  return due_ms < incident_.raised_ms + rung.after_ms;
}

bool IncidentMachine::WasTold(const MailboxId& mailbox) const {
  return std::binary_search(incident_.told.begin(), incident_.told.end(), mailbox);
}

size_t IncidentMachine::PositionOf(uint32_t rung) const {
  const auto found = std::find_if(plan_.rungs.begin(), plan_.rungs.end(),
                                  [&](const PlannedRung& one) { return one.number == rung; });
  return static_cast<size_t>(found - plan_.rungs.begin());
}

const PlannedRung* IncidentMachine::Current() const {
  const size_t position = PositionOf(incident_.rung);
  return position < plan_.rungs.size() ? &plan_.rungs[position] : nullptr;
}

int64_t IncidentMachine::WaitOf_ms(size_t position) const {
  const size_t next = position + 1;
  if (next >= plan_.rungs.size()) return plan_.last_wait_ms;
  return plan_.rungs[next].after_ms - plan_.rungs[position].after_ms;
}

// Who hears what becomes of it: who sent the notice; of an alert, who was told.
std::vector<MailboxId> IncidentMachine::Owners() const {
  if (!addressing_.office.empty()) return {addressing_.as};
  if (!incident_.told.empty()) return incident_.told;
  std::vector<MailboxId> all;
  for (const PlannedRung& rung : plan_.rungs) AddSorted(MailboxesOf(rung), all);
  return all;
}

Decision IncidentMachine::Make(absl::string_view code, uint32_t rung, const std::string& reason,
                               int64_t due_ms) const {
  return {.kind = Decision::Kind::kAlert,
          .code = std::string(code),
          .rung = rung,
          .loop = incident_.loop,
          .reason = reason,
          .due_ms = due_ms};
}

}  // namespace liaison
