// What steps about maps and reports hold.
#ifndef LIAISON_PLUGINS_PLUGKIT_STEP_VALUES_H_
#define LIAISON_PLUGINS_PLUGKIT_STEP_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "proto/text/values.h"

namespace liaison {

// Of the test mission, sorted.
std::vector<std::string> TestGuarantors();

std::string OrElse(const std::string& text, absl::string_view otherwise);
// `otherwise` where there are none.
std::vector<std::string> SortedOr(const google::protobuf::RepeatedPtrField<std::string>& texts,
                                  std::vector<std::string> otherwise);

// The same for the same name.
Nonce NonceOf(absl::string_view name);

// The instant `offset` after `began`; none of an empty one. Errors: InvalidArgument SCRIPT.
absl::StatusOr<std::optional<int64_t>> SecondsAt(const std::string& offset, absl::Time began);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_STEP_VALUES_H_
