// Walks through the characters of UTF-8 text that may be damaged.
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_CHARACTERS_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_CHARACTERS_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

namespace liaison {

// The character at `position`, which moves past it; nullopt where the bytes are not UTF-8, and then
// it moves past the longest part that cannot begin a character (Unicode 3.9, "maximal subpart").
// `position` must be below text.size().
std::optional<char32_t> NextCharacter(absl::string_view text, size_t& position);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_CHARACTERS_H_
