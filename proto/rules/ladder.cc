#include "proto/rules/ladder.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/json_reader.h"

namespace liaison {
namespace {

constexpr size_t kMaxRungs = 16;
constexpr size_t kMaxTargets = 16;
constexpr int64_t kMaxRepeat = 9;
constexpr char kTo[] = "to";
// In the order of LadderTarget::Group, between kTo and kMailbox.
constexpr std::array<absl::string_view, 4> kGroups = {"addressee", "others", "guarantors",
                                                      "sender"};

bool IsTo(const LadderTarget& target) { return target.group == LadderTarget::Group::kTo; }

absl::Status ReadTargets(JsonReader& in, bool first, std::vector<LadderTarget>& targets) {
  in.Values("targets", 1, kMaxTargets, targets, ParseLadderTarget);
  const bool has_to = std::any_of(targets.begin(), targets.end(), IsTo);
  in.Check(!has_to || (first && targets.size() == 1), "TARGET", "targets",
           "\"to\" stands in the first rung only, and alone");
  return absl::OkStatus();
}

absl::StatusOr<LadderRung> ReadRung(const Json& json, const std::string& path, bool first) {
  LadderRung rung;
  JsonReader in("rules", json, path);
  RETURN_IF_ERROR(ReadTargets(in, first, rung.targets));
  in.Object("wait_s", [&](const Json& object, const std::string& at) {
    JsonReader waits("rules", object, at);
    for (size_t i = 0; i < kPrecedences; ++i) {
      waits.Number(PrecedenceName(static_cast<Precedence>(i)), 1, kMaxExpiry_s, rung.wait_s.at(i));
    }
    return waits.Finish();
  });
  return in.Finish(std::move(rung));
}

absl::StatusOr<UnresolvedStep> ReadUnresolved(const Json& json, const std::string& path) {
  UnresolvedStep step;
  JsonReader in("rules", json, path);
  in.Number("after_s", 1, kMaxExpiry_s, step.after_s);
  RETURN_IF_ERROR(ReadTargets(in, /*first=*/false, step.targets));
  return in.Finish(std::move(step));
}

// A choice of which this edition knows one.
void ReadOnly(JsonReader& in, absl::string_view member, absl::string_view word) {
  std::string text;
  in.Text(member, text);
  in.Check(text == word, "UNSUPPORTED", member,
           absl::StrCat("must be \"", word, "\"; others come in a later edition"));
}

void ReadRungs(JsonReader& in, std::vector<LadderRung>& rungs) {
  in.Items("rungs", 1, kMaxRungs, [&](const Json& item, const std::string& path) -> absl::Status {
    ASSIGN_OR_RETURN(LadderRung rung, ReadRung(item, path, rungs.empty()));
    rungs.push_back(std::move(rung));
    return absl::OkStatus();
  });
}

// From acceptance to the rung at this place.
int64_t After_s(const LadderPolicy& policy, size_t place, Precedence precedence) {
  int64_t after_s = 0;
  for (size_t i = 0; i < place; ++i) {
    after_s += policy.rungs[i].wait_s.at(static_cast<size_t>(precedence));
  }
  return after_s;
}

// What a header's escalate line can say.
bool IsWithinLife(const LadderPolicy& policy) {
  for (size_t i = 0; i < kPrecedences; ++i) {
    const auto precedence = static_cast<Precedence>(i);
    if (After_s(policy, policy.rungs.size() - 1, precedence) > kMaxExpiry_s) return false;
  }
  return true;
}

// An alert that was raised to mailboxes of one office alone means that office.
std::string AddresseeOf(const Addressing& addressing) {
  if (!addressing.office.empty() || addressing.to.empty()) return addressing.office;
  const std::string& office = addressing.to.front().office;
  const bool one = std::all_of(addressing.to.begin(), addressing.to.end(),
                               [&](const MailboxId& to) { return to.office == office; });
  return one ? office : "";
}

std::vector<MailboxId> MailboxesOf(const LadderTarget& target, const Addressing& addressing,
                                   const Mission& mission) {
  using Group = LadderTarget::Group;
  const Role role = target.mailbox.role;
  const std::string addressee = AddresseeOf(addressing);
  std::vector<MailboxId> mailboxes;
  if (target.group == Group::kMailbox) mailboxes = {target.mailbox};
  if (target.group == Group::kTo) {
    for (const MailboxId& to : addressing.to) {
      if (to.office == addressee) mailboxes.push_back(to);
    }
  }
  if (target.group == Group::kAddressee) mailboxes = {{addressee, role}};
  if (target.group == Group::kSender && !addressing.office.empty()) {
    mailboxes = {{addressing.as.office, role}};
  }
  if (target.group != Group::kOthers && target.group != Group::kGuarantors) return mailboxes;
  for (const Party& party : mission.parties) {
    const bool is_asked = target.group == Group::kGuarantors || party.office != addressee;
    if (party.kind == PartyKind::kGuarantor && is_asked) mailboxes.push_back({party.office, role});
  }
  return mailboxes;
}

// The escalate lines of one addressee office.
class LineMaker {
 public:
  LineMaker(const Addressing& addressing, const Mission& mission, std::vector<EscalateLine>& out)
      : addressing_(addressing), mission_(mission), out_(out) {}

  void Add(size_t rung, int64_t after_s, const std::vector<LadderTarget>& targets) {
    for (const MailboxId& mailbox : ResolveTargets(targets, addressing_, mission_)) {
      if (mailbox.office == mission_.operated_by) continue;
      out_.push_back({.office = addressing_.office,
                      .rung = static_cast<uint32_t>(rung),
                      .after_s = static_cast<uint32_t>(after_s),
                      .mailbox = mailbox});
    }
  }

 private:
  const Addressing& addressing_;
  const Mission& mission_;
  std::vector<EscalateLine>& out_;
};

// Joins a header's lines for one office with a policy.
class Planner {
 public:
  Planner(const LadderPolicy* policy, const Addressing& addressing,
          const std::vector<EscalateLine>& escalate, const Mission& mission)
      : policy_(policy), addressing_(addressing), mission_(mission) {
    for (const EscalateLine& line : escalate) {
      if (line.office != addressing.office) continue;
      PlannedRung& rung = named_[line.rung];
      rung.number = line.rung;
      rung.after_ms = std::max(rung.after_ms, int64_t{line.after_s} * 1000);
      rung.sealed.push_back(line.mailbox);
    }
  }

  LadderPlan Run() {
    LadderPlan plan;
    plan.rungs.push_back(FirstRung());
    // An alert on a ladder that names nobody still goes to whom it was raised to.
    PlannedRung& first = plan.rungs.front();
    if (first.sealed.empty() && first.unsealed.empty()) first.unsealed = addressing_.to;
    if (policy_ != nullptr) AddPolicy(plan);
    for (auto& [number, rung] : named_) plan.rungs.push_back(std::move(rung));
    for (size_t i = 1; i < plan.rungs.size(); ++i) {
      plan.rungs[i].after_ms = std::max(plan.rungs[i].after_ms, plan.rungs[i - 1].after_ms);
    }
    plan.last_wait_ms = LastWait_ms(plan.rungs);
    return plan;
  }

 private:
  static constexpr int64_t kLastWait_ms = int64_t{30} * 60 * 1000;

  // Rung 1 of a notice is its `to`, whatever the policy begins with.
  PlannedRung FirstRung() const {
    PlannedRung rung{.number = 1};
    if (!addressing_.office.empty()) {
      rung.sealed = ResolveTargets({LadderTarget()}, addressing_, mission_);
    } else if (policy_ != nullptr) {
      rung.unsealed = ResolveTargets(policy_->rungs.front().targets, addressing_, mission_);
    }
    return rung;
  }

  void AddPolicy(LadderPlan& plan) {
    plan.repeat = policy_->repeat;
    plan.wait_if_empty = policy_->wait_if_empty;
    plan.renotify_on_handover = policy_->renotify_on_handover;
    const size_t rungs = policy_->rungs.size();
    for (size_t i = 1; i < rungs; ++i) {
      plan.rungs.push_back(
          Join(i + 1, After_s(*policy_, i, addressing_.precedence), policy_->rungs[i].targets));
    }
    const std::optional<UnresolvedStep>& step = policy_->unresolved;
    if (step.has_value()) plan.unresolved = Join(rungs + 1, step->after_s, step->targets);
  }

  // The policy's rung, as the header has it where it does.
  PlannedRung Join(size_t number, int64_t after_s, const std::vector<LadderTarget>& targets) {
    PlannedRung rung{.number = static_cast<uint32_t>(number), .after_ms = after_s * 1000};
    const auto named = named_.extract(rung.number);
    if (!named.empty()) rung = std::move(named.mapped());
    for (MailboxId& mailbox : ResolveTargets(targets, addressing_, mission_)) {
      if (std::find(rung.sealed.begin(), rung.sealed.end(), mailbox) == rung.sealed.end()) {
        rung.unsealed.push_back(std::move(mailbox));
      }
    }
    return rung;
  }

  int64_t LastWait_ms(const std::vector<PlannedRung>& rungs) const {
    if (policy_ != nullptr) {
      const auto precedence = static_cast<size_t>(addressing_.precedence);
      return policy_->rungs.back().wait_s.at(precedence) * 1000;
    }
    if (rungs.size() == 1) return kLastWait_ms;
    const int64_t wait_ms = rungs.back().after_ms - rungs[rungs.size() - 2].after_ms;
    return wait_ms > 0 ? wait_ms : kLastWait_ms;
  }

  const LadderPolicy* const policy_;
  const Addressing& addressing_;
  const Mission& mission_;
  std::map<uint32_t, PlannedRung> named_;  // by the header, not yet planned
};

}  // namespace

absl::StatusOr<LadderTarget> ParseLadderTarget(absl::string_view text) {
  using Group = LadderTarget::Group;
  LadderTarget target;
  if (text == kTo) return target;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  const auto* group = std::find(kGroups.begin(), kGroups.end(), parts.first);
  const auto is_wrong = [](const auto& parsed) {
    return Malformed(
        "", "TARGET",
        absl::StrCat("not \"to\", a group with a role, or a mailbox: ", parsed.status().message()));
  };
  if (group == kGroups.end()) {
    const absl::StatusOr<MailboxId> mailbox = ParseMailbox(text);
    if (!mailbox.ok()) return is_wrong(mailbox);
    return LadderTarget{.group = Group::kMailbox, .mailbox = *mailbox};
  }
  const absl::StatusOr<Role> role = ParseRole(parts.second);
  if (!role.ok()) return is_wrong(role);
  const auto place = static_cast<uint8_t>(group - kGroups.begin());
  return LadderTarget{.group = static_cast<Group>(place + 1), .mailbox = {"", *role}};
}

std::string LadderTargetText(const LadderTarget& target) {
  if (IsTo(target)) return kTo;
  if (target.group == LadderTarget::Group::kMailbox) return target.mailbox.ToString();
  return absl::StrCat(kGroups.at(static_cast<size_t>(target.group) - 1), "/",
                      RoleName(target.mailbox.role));
}

absl::StatusOr<LadderPolicy> ParseLadderPolicy(absl::string_view rules) {
  ASSIGN_OR_RETURN(const Json json, ParseJsonTail("rules", rules));
  LadderPolicy policy;
  JsonReader in("rules", json, "");
  ReadOnly(in, "ack", "any");
  ReadOnly(in, "catch_up", "strict");
  ReadOnly(in, "on_undeliverable", "advance");
  size_t on_empty = 0;
  in.Choice("on_empty", {"advance", "wait"}, on_empty);
  policy.wait_if_empty = on_empty == 1;
  in.Boolean("renotify_on_handover", policy.renotify_on_handover);
  int64_t repeat = 0;
  in.Number("repeat", 0, kMaxRepeat, repeat);
  policy.repeat = static_cast<uint32_t>(repeat);
  ReadRungs(in, policy.rungs);
  if (in.Has("unresolved")) {
    in.Object("unresolved", [&](const Json& object, const std::string& path) -> absl::Status {
      ASSIGN_OR_RETURN(policy.unresolved, ReadUnresolved(object, path));
      return absl::OkStatus();
    });
  }
  in.Check(!in.ok() || IsWithinLife(policy), "RANGE", "rungs",
           "the last rung comes more than 30 days after acceptance");
  return in.Finish(std::move(policy));
}

std::vector<MailboxId> ResolveTargets(const std::vector<LadderTarget>& targets,
                                      const Addressing& addressing, const Mission& mission) {
  std::set<MailboxId> resolved;
  for (const LadderTarget& target : targets) {
    for (MailboxId& mailbox : MailboxesOf(target, addressing, mission)) {
      if (mission.FindParty(mailbox.office) != nullptr) resolved.insert(std::move(mailbox));
    }
  }
  return {resolved.begin(), resolved.end()};
}

std::vector<EscalateLine> EscalateLines(const LadderPolicy& policy, const MailboxId& as,
                                        const std::vector<MailboxId>& to, Precedence precedence,
                                        const Mission& mission) {
  std::set<std::string> offices;
  for (const MailboxId& mailbox : to) offices.insert(mailbox.office);
  std::vector<EscalateLine> lines;
  for (const std::string& office : offices) {
    const Addressing addressing{.as = as, .to = to, .office = office, .precedence = precedence};
    LineMaker maker(addressing, mission, lines);
    const size_t rungs = policy.rungs.size();
    for (size_t i = 1; i < rungs; ++i) {
      maker.Add(i + 1, After_s(policy, i, precedence), policy.rungs[i].targets);
    }
    const std::optional<UnresolvedStep>& step = policy.unresolved;
    if (step.has_value()) maker.Add(rungs + 1, step->after_s, step->targets);
  }
  return lines;
}

LadderPlan PlanFor(const LadderPolicy* policy, const Addressing& addressing,
                   const std::vector<EscalateLine>& escalate, const Mission& mission) {
  return Planner(policy, addressing, escalate, mission).Run();
}

}  // namespace liaison
