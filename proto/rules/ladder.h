// Ladders: who is told of an unanswered notice, and when. A policy says it in general, the sender's
// header for one notice, and a plan joins the two for one addressee office. Source: DESIGN section
// 8, ESCALATION; the format is proto/schema/ladder.schema.json. Pure.
#ifndef LIAISON_PROTO_RULES_LADDER_H_
#define LIAISON_PROTO_RULES_LADDER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/rules/directory.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

// Written "to" (the addressees themselves, rung 1 only), "addressee/head" (of the addressee's
// office), "others/head" (of the guarantors but the addressee), "guarantors/jwg", "sender/head", or
// a mailbox.
struct LadderTarget {
  enum class Group : uint8_t { kTo, kAddressee, kOthers, kGuarantors, kSender, kMailbox };
  Group group = Group::kTo;
  MailboxId mailbox;  // of a group only the role counts
  friend bool operator==(const LadderTarget&, const LadderTarget&) = default;
};
absl::StatusOr<LadderTarget> ParseLadderTarget(absl::string_view text);  // errors: TARGET
std::string LadderTargetText(const LadderTarget& target);

struct LadderRung {
  std::vector<LadderTarget> targets;
  std::array<int64_t, kPrecedences> wait_s{};  // until the next rung
};
// A step that comes if a notice, acknowledged or not, is not resolved in time.
struct UnresolvedStep {
  int64_t after_s = 0;  // from acceptance
  std::vector<LadderTarget> targets;
};
struct LadderPolicy {
  std::vector<LadderRung> rungs;  // the first is rung 1
  uint32_t repeat = 0;            // how often it begins again
  bool wait_if_empty = false;     // on_empty: a rung with nobody on duty burns its wait
  bool renotify_on_handover = false;
  std::optional<UnresolvedStep> unresolved;
};
// `rules` is canonical JSON. Errors: InvalidArgument, field "rules".
absl::StatusOr<LadderPolicy> ParseLadderPolicy(absl::string_view rules);

// Whom a notice concerns, as far as targets depend on it. An alert's incident has no addressee.
struct Addressing {
  MailboxId as;               // who speaks; an alert: unused
  std::vector<MailboxId> to;  // all addressees
  std::string office;         // the addressee office in question; empty: an alert
  Precedence precedence = Precedence::kRoutine;
};
// Sorted, unique. Mailboxes of offices that are no party are left out.
std::vector<MailboxId> ResolveTargets(const std::vector<LadderTarget>& targets,
                                      const Addressing& addressing, const Mission& mission);

// The `escalate` lines of a header on this ladder, for every office among `to`, sorted. Rungs of
// the hub's operator, where that is a party, are left out (CRYPTO 1.4).
std::vector<EscalateLine> EscalateLines(const LadderPolicy& policy, const MailboxId& as,
                                        const std::vector<MailboxId>& to, Precedence precedence,
                                        const Mission& mission);

struct PlannedRung {
  uint32_t number = 0;   // as in the header
  int64_t after_ms = 0;  // nominal, from the raise; never less than that of the rung before
  std::vector<MailboxId> sealed;  // rung 1, and what the header names: content is or will be there
  std::vector<MailboxId> unsealed;  // only told
};
struct LadderPlan {
  std::vector<PlannedRung> rungs;  // at least rung 1
  int64_t last_wait_ms = 0;        // from the last rung to the end of the ladder
  uint32_t repeat = 0;
  bool wait_if_empty = false;
  bool renotify_on_handover = false;
  std::optional<PlannedRung> unresolved;
};
// For one addressee office. What the header names is law (the sender signed it, readers check
// releases by it); the policy adds the rest. Without a policy (nullptr) the header alone gives the
// rungs: a notice climbs also on a ladder that nobody knows.
LadderPlan PlanFor(const LadderPolicy* policy, const Addressing& addressing,
                   const std::vector<EscalateLine>& escalate, const Mission& mission);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_LADDER_H_
