// UTF-8, strictly: no overlong form, no surrogate, nothing above U+10FFFF. Source: RFC 3629.
#ifndef LIAISON_PROTO_TEXT_UTF8_H_
#define LIAISON_PROTO_TEXT_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace liaison {

// The number of leading bytes that are whole, valid characters; text.size() if all of it is.
size_t ValidUtf8Prefix(absl::string_view text);

inline bool IsUtf8(absl::string_view text) { return ValidUtf8Prefix(text) == text.size(); }

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_UTF8_H_
