// Spans of time in words, and times as they are typed.
#ifndef LIAISON_CLIENTS_CLI_TIME_TEXT_H_
#define LIAISON_CLIENTS_CLI_TIME_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"

namespace liaison {

// "1 h 30 min": the two largest units, the rest cut off; "0 ms" for nothing or less.
std::string SpanText(const Context& context, int64_t span_ms);

// The same in whole seconds, for what goes on while it is read.
std::string AgeText(const Context& context, int64_t span_ms);

// What was typed as a time in UTC: "2026-12-01 06:00", "2026-12-01T06:00Z", with seconds too; in
// Unix milliseconds. Empty: now, by the own clock. Errors: a usage error, field "instant".
absl::StatusOr<int64_t> ParseInstant(const Context& context, const std::string& text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_TIME_TEXT_H_
