#include "clients/cli/time_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/time.h"

namespace liaison {
namespace {

constexpr struct {
  int64_t ms;
  const char* key;
} kUnits[] = {{86'400'000, "span.d"},
              {3'600'000, "span.h"},
              {60'000, "span.min"},
              {1000, "span.s"},
              {1, "span.ms"}};
constexpr size_t kShownUnits = 2;

}  // namespace

std::string SpanText(const Context& context, int64_t span_ms) {
  int64_t rest_ms = std::max<int64_t>(span_ms, 0);
  std::vector<std::string> parts;
  for (const auto& unit : kUnits) {
    if (parts.size() == kShownUnits) break;
    const int64_t count = rest_ms / unit.ms;
    rest_ms %= unit.ms;
    if (count > 0) parts.push_back(context.output.Say(unit.key, {count}));
  }
  return parts.empty() ? context.output.Say(kUnits[std::size(kUnits) - 1].key, {0})
                       : absl::StrJoin(parts, " ");
}

std::string AgeText(const Context& context, int64_t span_ms) {
  const int64_t seconds = std::max<int64_t>(span_ms, 0) / 1000;
  return seconds == 0 ? context.output.Say("span.s", {0}) : SpanText(context, seconds * 1000);
}

absl::StatusOr<int64_t> ParseInstant(const Context& context, const std::string& text) {
  if (text.empty()) return NowMs(context.world.clock);
  absl::Time time;
  std::string error;
  for (const char* format : {"%Y-%m-%dT%H:%M:%E*SZ", "%Y-%m-%dT%H:%MZ", "%Y-%m-%d %H:%M"}) {
    if (absl::ParseTime(format, text, &time, &error)) return absl::ToUnixMillis(time);
  }
  return Usage("instant", text, "a time in UTC, as \"2026-12-01 06:00\"");
}

}  // namespace liaison
