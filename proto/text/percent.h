// Names of attached files on one line: percent-encoding with one spelling. RFC 3986's unreserved
// characters stand for themselves, every other byte is % and two capital hex digits (as the RFC and
// its tools write; this is the one place where hex is not lower-case).
#ifndef LIAISON_PROTO_TEXT_PERCENT_H_
#define LIAISON_PROTO_TEXT_PERCENT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr size_t kMaxFileNameBytes = 255;  // decoded

std::string EncodeFileName(absl::string_view name);
// The name, safe to use for a new file in a folder: valid UTF-8, no control character, no slash or
// backslash, neither "." nor "..". Whether a person may be shown it is for the client to judge.
// Errors: InvalidArgument PERCENT (not as EncodeFileName writes), FILE_NAME.
absl::StatusOr<std::string> DecodeFileName(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_PERCENT_H_
