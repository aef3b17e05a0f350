#include "plugins/escalation/book.h"

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "plugins/escalation/keys.h"
#include "plugins/escalation/rows.pb.h"

namespace liaison::escalation {
namespace {

constexpr size_t kPatternsMax = 64;

uint64_t NumberIn(const std::string& text) {
  uint64_t number = 0;
  static_cast<void>(absl::SimpleAtoi(text, &number));  // a row of our own
  return number;
}

}  // namespace

const Mission* Book::mission() {
  const std::optional<std::string> row = state_.Get(kSetupKey);
  if (!row.has_value()) return nullptr;
  return &memory_.missions.Of(*row, [](const std::string& text) {
    Setup setup;
    setup.ParseFromString(text);
    return ParseMission(setup.mission());
  });
}

std::string Book::ns() {
  Setup setup;
  setup.ParseFromString(state_.Get(kSetupKey).value_or(""));
  return setup.ns();
}

const LadderPolicy* Book::Ladder(const PolicyRef& ladder) {
  const std::optional<std::string> rules =
      state_.Get(RulesKey(PolicyKindName(PolicyKind::kLadder), ladder.id, ladder.version));
  return rules.has_value() ? &memory_.ladders.Of(*rules, ParseLadderPolicy) : nullptr;
}

std::vector<MailboxId> Book::Resolve(const std::vector<LadderTarget>& targets) {
  const Mission* parties = mission();
  if (parties == nullptr) return {};
  std::vector<MailboxId> resolved = ResolveTargets(targets, {}, *parties);
  if (!resolved.empty()) return resolved;
  const LadderTarget group{.group = LadderTarget::Group::kGuarantors,
                           .mailbox = {.office = "", .role = Role::kJwg}};
  return ResolveTargets({group}, {}, *parties);
}

std::vector<std::pair<std::string, PatternPolicy>> Book::Patterns() {
  std::vector<std::pair<std::string, PatternPolicy>> patterns;
  for (const plugin::Row& row : state_.Scan(kPatternPrefix, "", kPatternsMax)) {
    const std::string id(absl::StripPrefix(row.key, kPatternPrefix));
    const std::optional<std::string> rules =
        state_.Get(RulesKey(PolicyKindName(PolicyKind::kPattern), id, NumberIn(row.value)));
    if (rules.has_value()) {
      patterns.emplace_back(id, memory_.patterns.Of(*rules, ParsePatternPolicy));
    }
  }
  return patterns;
}

const ZoneRules* Book::Zone(absl::string_view name) {
  const std::optional<std::string> row = state_.Get(absl::StrCat(kZonePrefix, name));
  return row.has_value() ? memory_.zones.Of(*row, ParseTimeZones).Find(name) : nullptr;
}

TimeZones Book::Zones(const std::vector<std::string>& names) {
  TimeZones zones;
  for (const std::string& name : names) {
    const ZoneRules* rules = Zone(name);
    if (rules != nullptr) zones.zones.emplace(name, *rules);
  }
  return zones;
}

std::optional<Book::KnownRoster> Book::RosterOf(const MailboxId& mailbox) {
  const std::optional<std::string> row =
      state_.Get(absl::StrCat(kRosterPrefix, mailbox.ToString()));
  if (!row.has_value()) return std::nullopt;
  RosterRow roster;
  roster.ParseFromString(*row);
  return KnownRoster{.roster = &memory_.rosters.Of(roster.rules(), ParseRoster),
                     .index = LeafIndex(roster.index())};
}

std::optional<LeafIndex> Book::LostSince(const MailboxId& mailbox) {
  const std::optional<std::string> row = state_.Get(absl::StrCat(kLostPrefix, mailbox.ToString()));
  if (!row.has_value()) return std::nullopt;
  return LeafIndex(NumberIn(*row));
}

void Book::Fetch(const PolicyRef& ladder, const std::vector<MailboxId>& mailboxes) {
  std::vector<std::string> keys = {
      RulesKey(PolicyKindName(PolicyKind::kLadder), ladder.id, ladder.version)};
  for (const MailboxId& mailbox : mailboxes) {
    keys.push_back(absl::StrCat(kRosterPrefix, mailbox.ToString()));
    keys.push_back(absl::StrCat(kLostPrefix, mailbox.ToString()));
  }
  state_.Fetch(keys);
}

std::optional<LadderWorld::Duty> BookWorld::DutyOf(const MailboxId& mailbox, int64_t time_ms) {
  const std::optional<Book::KnownRoster> known = book_.RosterOf(mailbox);
  if (!known.has_value()) return std::nullopt;
  const ZoneRules* zone = book_.Zone(known->roster->zone);
  // Without rules nobody can say who is on duty: then everybody is.
  if (zone == nullptr) return std::nullopt;
  Duty duty{.roster = known->index};
  for (const std::string& label : OnDuty(*known->roster, *zone, time_ms)) {
    duty.devices.push_back(absl::StrCat(book_.ns(), "/", mailbox.office, "/", label));
  }
  if (with_changes_) duty.changes_ms = NextDutyChange_ms(*known->roster, *zone, time_ms);
  return duty;
}

}  // namespace liaison::escalation
