// Values that the workflow notes of maps and reports share.
#ifndef LIAISON_PROTO_TEXT_WORKFLOW_VALUES_H_
#define LIAISON_PROTO_TEXT_WORKFLOW_VALUES_H_

#include <algorithm>
#include <array>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/error.h"
#include "proto/text/values.h"

namespace liaison {

// The place of a word in a closed list. Errors: `rule`.
template <typename Value, size_t N>
ValueParser<Value> OneOf(const std::array<absl::string_view, N>& names, absl::string_view rule) {
  return [&names, rule](absl::string_view text) -> absl::StatusOr<Value> {
    const auto* found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return Malformed("", rule, "not one of the words of this line");
    return static_cast<Value>(found - names.begin());
  };
}

// `ns`/log. Whoever signs for one log must not be heard in another, so it has a rule of its own.
// Errors: WRONG_LOG.
ValueParser<std::string> OurLog(absl::string_view ns);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_WORKFLOW_VALUES_H_
