// The rules of the mission as they stand: parties, policies, rosters, time zones, mailboxes to
// which nobody can seal. Read from the plugin's rows; what was parsed is remembered by its text, so
// that forgetting it changes nothing.
#ifndef LIAISON_PLUGINS_ESCALATION_BOOK_H_
#define LIAISON_PLUGINS_ESCALATION_BOOK_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "plugins/sdk/state_view.h"
#include "proto/rules/directory.h"
#include "proto/rules/incident.h"
#include "proto/rules/ladder.h"
#include "proto/rules/obligation.h"
#include "proto/rules/pattern.h"
#include "proto/rules/roster.h"
#include "proto/rules/time_zones.h"

namespace liaison::escalation {

// Parsed values by the text they came from. A policy's text was checked before it was logged, so it
// parses.
template <typename T>
class Memo {
 public:
  template <typename Parse>
  const T& Of(const std::string& text, const Parse& parse) {
    const auto found = values_.find(text);
    if (found != values_.end()) return *found->second;
    if (values_.size() >= kValuesMax) values_.clear();
    return *values_.emplace(text, std::make_shared<const T>(*parse(text))).first->second;
  }

 private:
  static constexpr size_t kValuesMax = 256;
  std::map<std::string, std::shared_ptr<const T>> values_;
};

struct Memory {
  Memo<Mission> missions;
  Memo<LadderPolicy> ladders;
  Memo<PatternPolicy> patterns;
  Memo<Roster> rosters;
  Memo<TimeZones> zones;
};

// References that it gives stay valid until the next question.
class Book {
 public:
  // Both outlive it.
  Book(plugin::State& state, Memory& memory) : state_(state), memory_(memory) {}

  // nullptr: there is no charter yet.
  const Mission* mission();
  std::string ns();
  const LadderPolicy* Ladder(const PolicyRef& ladder);  // nullptr: unknown
  // Whom targets mean that depend on no notice. If that is nobody: the joint working group, since
  // something must be told to somebody.
  std::vector<MailboxId> Resolve(const std::vector<LadderTarget>& targets);
  // In force, by id.
  std::vector<std::pair<std::string, PatternPolicy>> Patterns();
  const ZoneRules* Zone(absl::string_view name);  // nullptr: unknown
  // Those of `names` that are known.
  TimeZones Zones(const std::vector<std::string>& names);
  struct KnownRoster {
    const Roster* roster;
    LeafIndex index;
  };
  std::optional<KnownRoster> RosterOf(const MailboxId& mailbox);
  std::optional<LeafIndex> LostSince(const MailboxId& mailbox);
  // Reads at once what will be asked of a ladder and of these mailboxes.
  void Fetch(const PolicyRef& ladder, const std::vector<MailboxId>& mailboxes);

 private:
  plugin::State& state_;
  Memory& memory_;
};

// What the book says of mailboxes, for the machine of an incident. Only a ladder that tells of
// changes asks when there will be one.
class BookWorld final : public LadderWorld {
 public:
  BookWorld(Book& book, bool with_changes) : book_(book), with_changes_(with_changes) {}
  std::optional<Duty> DutyOf(const MailboxId& mailbox, int64_t time_ms) override;
  std::optional<LeafIndex> UndeliverableSince(const MailboxId& mailbox) override {
    return book_.LostSince(mailbox);
  }

 private:
  Book& book_;
  const bool with_changes_;
};

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_BOOK_H_
