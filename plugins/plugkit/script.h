// Scripts as data: script.proto says what they may hold.
#ifndef LIAISON_PLUGINS_PLUGKIT_SCRIPT_H_
#define LIAISON_PLUGINS_PLUGKIT_SCRIPT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "plugins/plugkit/script.pb.h"

namespace liaison {

// The parameter of an alert that says when something became true; in records as an offset.
inline constexpr absl::string_view kInstantParam = "at_ms";

// Errors: InvalidArgument SCRIPT with what and where: no JSON of this form, an unknown member, a
// time that cannot be read.
absl::StatusOr<plugkit::Script> ParseScript(absl::string_view json);

// When "+0" is. ParseScript has read it before.
absl::Time BeginOf(const plugkit::Script& script);
// When its mission was founded.
absl::Time FoundedOf(const plugkit::Script& script);
// Canonical JSON of what the script has as an object. Errors: InvalidArgument SCRIPT (a fraction,
// null).
absl::StatusOr<std::string> RulesText(const google::protobuf::Struct& rules);

// "+1h30m", "90m", "0". Errors: InvalidArgument SCRIPT.
absl::StatusOr<absl::Duration> ParseOffset(absl::string_view text);
// The same, or before the beginning: "-720h".
absl::StatusOr<absl::Duration> ParseInstant(absl::string_view text);
std::string PrintOffset(absl::Duration offset);

// As a line for people, and as the script spells it.
std::string PrintRecord(const plugkit::Record& record);
std::string RecordJson(const plugkit::Record& record);
// Whether all that `expected` says is so.
bool Fits(const plugkit::Record& expected, const plugkit::Record& record);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_SCRIPT_H_
