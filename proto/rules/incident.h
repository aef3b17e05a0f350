// One incident on its ladder: a deterministic machine (state, input) -> (state, decisions) without
// clock or I/O. The escalation plugin keeps the state in rows and turns decisions into effects;
// clients run the same machine to explain what happened and to say what will. Source: ESCALATION.
//
//   open --ack--> acknowledged --resolve--> resolved        withdrawn: its sender took it back
//    |  ^_______escalate_____|
//    +-- last rung's wait over --> exhausted   nobody on duty, nobody reachable --> unstaffed
//
// Dues run from the due before, not from when it was done, so nothing drifts. Who is on duty is
// asked as of the due, whose alarm sounds as of now.
#ifndef LIAISON_PROTO_RULES_INCIDENT_H_
#define LIAISON_PROTO_RULES_INCIDENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/rules/ladder.h"
#include "proto/text/act.h"
#include "proto/text/names.h"

namespace liaison {

// An alert of a plugin that ends the incident of its own earlier alert, which its ref names.
inline constexpr char kDoneCode[] = "DONE";

enum class IncidentPhase : uint8_t {  // stored values, frozen
  kOpen = 0,
  kAcknowledged = 1,
  kResolved = 2,
  kWithdrawn = 3,
  kExhausted = 4,
  kUnstaffed = 5,
};
absl::string_view IncidentPhaseName(IncidentPhase phase);

struct Incident {
  IncidentPhase phase = IncidentPhase::kOpen;
  int64_t raised_ms = 0;
  LeafIndex raised;    // the record that raised it
  uint32_t count = 1;  // its notice and those that follow it
  uint32_t loop = 0;
  uint32_t rung = 0;                      // that was told last; 0: none in this loop
  int64_t due_ms = 0;                     // while open: when the next one is, as scheduled
  std::vector<MailboxId> told;            // so far, sorted
  std::vector<std::string> alarmed;       // devices on duty whose alarm sounded last, sorted
  std::optional<int64_t> duty_change_ms;  // when to look who is on duty now
  // What lets the next rung of this loop be early: the newest RELEASE, or why the ladder jumped.
  std::optional<LeafIndex> released;
  std::string jump_reason;
  std::optional<LeafIndex> jump;
  bool delivered = false;  // somebody of the rung that was told last has it
  bool unresolved_told = false;
  friend bool operator==(const Incident&, const Incident&) = default;
};

// A place in the log and its time.
struct Instant {
  LeafIndex index;
  int64_t time_ms = 0;
};

// What depends on more than the incident.
class LadderWorld {
 public:
  LadderWorld() = default;
  LadderWorld(const LadderWorld&) = delete;
  LadderWorld& operator=(const LadderWorld&) = delete;
  virtual ~LadderWorld() = default;

  struct Duty {
    std::vector<std::string> devices;  // full names, sorted
    std::optional<int64_t> changes_ms;
    LeafIndex roster;  // the record of the roster that says so
  };
  // nullopt: the mailbox has no roster; all of it is on duty.
  virtual std::optional<Duty> DutyOf(const MailboxId& mailbox, int64_t time_ms) = 0;
  // The record since which nobody can seal to the mailbox; nullopt: somebody can.
  virtual std::optional<LeafIndex> UndeliverableSince(const MailboxId& mailbox) = 0;
};

// What is to be recorded, in order.
struct Decision {
  enum class Kind : uint8_t {
    kRelease,  // RELEASE: opens the envelope to the rung
    kAlert,
  };
  Kind kind = Kind::kAlert;
  // Of an alert: NOTIFY (an alarm sounds), STAND_DOWN, HANDOVER; or, to who sent or acted, EMPTY,
  // LATE, SKIPPED, EXHAUSTED, UNSTAFFED, ALREADY_ESCALATED, NO_SUCH_RUNG, NOT_OPEN.
  std::string code;
  std::vector<MailboxId> mailboxes;
  std::vector<std::string> devices;  // whose alarm sounds; none: all of the mailboxes
  uint32_t rung = 0;
  uint32_t loop = 0;
  // Why now: RAISED, DUE, REPEAT, UNRESOLVED; early: EMPTY, UNDELIVERABLE, REFUSED, MANUAL. Of a
  // stand-down ACKNOWLEDGED, RESOLVED or WITHDRAWN.
  std::string reason;
  int64_t due_ms = 0;                 // as scheduled
  std::optional<LeafIndex> evidence;  // the record that lets a release be early
  int64_t late_ms = 0;                // LATE
  friend bool operator==(const Decision&, const Decision&) = default;
};

// Thread: one. All references outlive it; every method may add to `out` and change `incident`.
class IncidentMachine {
 public:
  IncidentMachine(const LadderPlan& plan, const Addressing& addressing, LadderWorld& world,
                  Incident& incident, std::vector<Decision>& out);

  // Begins anew, and tells rung 1. (What is raised but not yet told is done by AdvanceTo.)
  void Raise(Instant now);
  // Does all that is due by then, in order: also what an outage held up.
  void AdvanceTo(Instant now);
  // `delivered` and the states that a person gives. Of a mailbox that is neither told nor the
  // addressee's or the sender's office's nothing counts.
  void Receipt(Instant now, ReceiptState state, const MailboxId& acting);
  // `rung`: to which; nullopt: the next one. `acting` is entitled (incident_target.h).
  void Escalate(Instant now, std::optional<uint32_t> rung, const MailboxId& acting);
  void Withdraw(Instant now);
  // What it was raised for is done: DONE by whoever raised it. As if it had been resolved.
  void Done(Instant now);
  // A RELEASE of the incident is in the log. What follows may rest on the newest one of the climb,
  // not on one that comes late, nor on that of the unresolved step.
  void Released(LeafIndex index, uint32_t rung, uint32_t loop);
  // A mailbox may have become undeliverable.
  void LookAgain(Instant now);

  // When AdvanceTo has something to do, maybe in the past: it does a bounded part at a time;
  // nullopt: never.
  std::optional<int64_t> NextDue_ms() const;

 private:
  // Why a rung is told, and from when on its wait runs.
  struct Cause {
    std::string reason;
    std::optional<LeafIndex> evidence;
    int64_t due_ms = 0;
    // The rung from which it started comes earlier than the sender wrote, because one before did.
    bool base_early = false;
  };
  enum class Found : uint8_t { kSomebody, kEmpty, kUndeliverable, kNobodys };
  void Start(Instant now);
  void Climb(size_t first, Cause cause, Instant now);
  // Where nobody of the rung can be told, `cause` becomes the cause of the next.
  Found LookAt(const PlannedRung& rung, Cause& cause);
  void NoteJump(const Cause& cause);
  void SetEvidence(const PlannedRung& rung, const Cause& cause, Decision& release) const;
  void Tell(const PlannedRung& rung, const Cause& cause, Instant now);
  void FireUnresolved(Instant now);
  void End(int64_t due_ms, Instant now);
  void EndWithout(Instant now, IncidentPhase phase, const std::string& reason);
  void LookAtDuty(int64_t at_ms);
  void StandDown(const std::string& reason, Instant now, const MailboxId* acting);
  void SayWhatWasSkipped(Instant now);
  void SayLate(const Decision& late, Instant now);
  void SayUnstaffed(int64_t due_ms);
  void SayEmpty(const PlannedRung& rung, const std::string& reason, int64_t due_ms);

  bool Reachable(const MailboxId& mailbox, int64_t at_ms);
  bool AnybodyAtAll(int64_t at_ms);
  std::vector<std::string> DevicesOnDuty(const PlannedRung& rung, int64_t at_ms,
                                         std::optional<int64_t>* changes_ms);
  std::vector<MailboxId> Deliverable(const std::vector<MailboxId>& mailboxes);
  static bool RestsOnRelease(const Cause& cause);
  bool IsEarly(const PlannedRung& rung, int64_t due_ms) const;
  bool WasTold(const MailboxId& mailbox) const;
  size_t PositionOf(uint32_t rung) const;  // in the plan; rungs.size(): there is none
  const PlannedRung* Current() const;
  int64_t WaitOf_ms(size_t position) const;
  std::vector<MailboxId> Owners() const;
  Decision Make(absl::string_view code, uint32_t rung, const std::string& reason,
                int64_t due_ms) const;

  const LadderPlan& plan_;
  const Addressing& addressing_;
  LadderWorld& world_;
  Incident& incident_;
  std::vector<Decision>& out_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_INCIDENT_H_
