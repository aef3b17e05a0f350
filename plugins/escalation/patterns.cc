#include "plugins/escalation/patterns.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "plugins/escalation/keys.h"

namespace liaison::escalation {
namespace {

namespace v1 = plugin::v1;

constexpr size_t kEraseRows = 25;
constexpr size_t kRefsMax = 16;
constexpr size_t kTimeBytes = 8;

// Behind every row of that time.
std::string After(const std::string& window, int64_t time_ms) {
  return absl::StrCat(window, TimeBytes(time_ms), std::string(kHashBytes, '\xFF'));
}

int64_t TimeOf(absl::string_view row, const std::string& window) {
  uint64_t time_ms = 0;
  for (const char byte : row.substr(window.size(), kTimeBytes)) {
    time_ms = time_ms << 8 | static_cast<uint8_t>(byte);
  }
  return static_cast<int64_t>(time_ms);
}

}  // namespace

void Patterns::Count(absl::string_view envelope, const TagRow& tag, int64_t time_ms,
                     google::protobuf::RepeatedPtrField<std::string>& counted) {
  for (const auto& [id, pattern] : book_.Patterns()) {
    if (pattern.slot == tag.slot()) CountIn(id, pattern, envelope, tag, time_ms, counted);
  }
}

void Patterns::CountIn(const std::string& id, const PatternPolicy& pattern,
                       absl::string_view envelope, const TagRow& tag, int64_t time_ms,
                       google::protobuf::RepeatedPtrField<std::string>& counted) {
  Group group;
  group.set_consumed_ms(-1);
  if (const auto row = state_.Get(GroupKey(id, tag.value()))) group.ParseFromString(*row);
  // It belongs to what was raised. (The same envelope has a second tag while weeks change.)
  if (time_ms < group.until_ms() || group.raised() == envelope) return;
  const std::string window = WindowKey(id, tag.value());
  const int64_t from_ms = std::max(time_ms - pattern.window_ms, group.consumed_ms());
  const std::vector<plugin::Row> before =
      state_.Scan(window, After(window, from_ms), pattern.count);
  const std::string row = absl::StrCat(window, TimeBytes(time_ms), envelope);
  if (before.size() + 1 < pattern.count) {
    outcome_.Put(row, "");
    *counted.Add() = row;
    outcome_.SetTimer(window, time_ms + pattern.window_ms, Precedence::kRoutine);
    return;
  }
  group.set_consumed_ms(time_ms);
  group.set_until_ms(TimeOf(before.empty() ? row : before.front().key, window) + pattern.window_ms);
  const bool raised_by_other_tag = state_.Get(absl::StrCat("raised/", id)).value_or("") == envelope;
  group.set_raised(std::string(envelope));
  outcome_.Put(GroupKey(id, tag.value()), group.SerializeAsString());
  if (raised_by_other_tag) return;
  outcome_.Put(absl::StrCat("raised/", id), envelope);
  Raise(id, pattern, before, envelope);
}

void Patterns::Raise(const std::string& id, const PatternPolicy& pattern,
                     const std::vector<plugin::Row>& before, absl::string_view envelope) {
  const LadderPolicy* ladder = book_.Ladder(pattern.ladder);
  const std::vector<MailboxId> mailboxes = book_.Resolve(
      ladder == nullptr ? std::vector<LadderTarget>() : ladder->rungs.front().targets);
  v1::Alert& alert = outcome_.Alert("PATTERN", pattern.precedence, mailboxes);
  const size_t skipped = before.size() + 1 > kRefsMax ? before.size() + 1 - kRefsMax : 0;
  for (size_t i = skipped; i < before.size(); ++i) {
    alert.add_refs(before[i].key.substr(before[i].key.size() - kHashBytes));
  }
  alert.add_refs(std::string(envelope));
  AddToken(alert, "pattern", id);
  AddToken(alert, "slot", pattern.slot);
  AddNumber(alert, "count", static_cast<int64_t>(before.size()) + 1);
  AddNumber(alert, "window_ms", pattern.window_ms);
  alert.mutable_ladder()->set_id(pattern.ladder.id);
  alert.mutable_ladder()->set_version(pattern.ladder.version);
}

void Patterns::OnTimer(const std::string& window, int64_t time_ms) {
  const std::vector<plugin::Row> rows = state_.Scan(window, "", kEraseRows);
  for (const plugin::Row& row : rows) outcome_.Erase(row.key);
  if (rows.size() == kEraseRows) outcome_.SetTimer(window, time_ms, Precedence::kRoutine);
}

}  // namespace liaison::escalation
