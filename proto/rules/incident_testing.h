// What the tests of the incident's machine share: a world that says what it was told, and decisions
// as lines of text.
#ifndef LIAISON_PROTO_RULES_INCIDENT_TESTING_H_
#define LIAISON_PROTO_RULES_INCIDENT_TESTING_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/rules/incident.h"
#include "proto/rules/roster.h"

namespace liaison {

struct TestRoster {
  Roster roster;
  LeafIndex index;
};

// A copy is the world as it was.
struct TestWorldFacts {
  bool with_changes = false;  // of rosters, which take long to find
  ZoneRules zone = ZoneRules({{0, 0}});
  std::map<MailboxId, TestRoster> rosters;
  std::map<MailboxId, LeafIndex> lost;
};

class TestWorld final : public LadderWorld {
 public:
  explicit TestWorld(const TestWorldFacts& facts) : facts_(facts) {}
  std::optional<Duty> DutyOf(const MailboxId& mailbox, int64_t time_ms) override {
    const auto found = facts_.rosters.find(mailbox);
    if (found == facts_.rosters.end()) return std::nullopt;
    const auto& [roster, index] = found->second;
    Duty duty{.devices = OnDuty(roster, facts_.zone, time_ms), .changes_ms = {}, .roster = index};
    if (facts_.with_changes) duty.changes_ms = NextDutyChange_ms(roster, facts_.zone, time_ms);
    return duty;
  }
  std::optional<LeafIndex> UndeliverableSince(const MailboxId& mailbox) override {
    const auto found = facts_.lost.find(mailbox);
    if (found == facts_.lost.end()) return std::nullopt;
    return found->second;
  }

 private:
  const TestWorldFacts& facts_;
};

// "RELEASE rus/head,tur/head r3 l0 DUE due 1800000", "NOTIFY irn/duty d01 ...", "LATE ... late 5".
// Times as from `raised_ms`. A release's evidence is not here: who checks releases judges it.
inline std::string DecisionText(const Decision& one, int64_t raised_ms) {
  const bool release = one.kind == Decision::Kind::kRelease;
  std::string text = absl::StrCat(
      release ? "RELEASE" : one.code, " ",
      absl::StrJoin(one.mailboxes, ",",
                    [](std::string* out, const MailboxId& mailbox) { *out += mailbox.ToString(); }),
      one.devices.empty() ? "" : " ", absl::StrJoin(one.devices, ","), " r", one.rung, " l",
      one.loop, " ", one.reason, " due ", one.due_ms - raised_ms);
  if (one.late_ms != 0) absl::StrAppend(&text, " late ", one.late_ms);
  return text;
}
inline std::vector<std::string> DecisionTexts(const std::vector<Decision>& decisions,
                                              int64_t raised_ms) {
  std::vector<std::string> texts;
  for (const Decision& one : decisions) texts.push_back(DecisionText(one, raised_ms));
  return texts;
}

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_INCIDENT_TESTING_H_
