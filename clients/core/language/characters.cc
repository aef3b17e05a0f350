#include "clients/core/language/characters.h"

#include <unicode/utf8.h>

namespace liaison {

// The macro assigns int to uint8_t inside; the values fit.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
std::optional<char32_t> NextCharacter(absl::string_view text, size_t& position) {
  UChar32 character = 0;
  U8_NEXT(text.data(), position, text.size(), character);
  if (character < 0) return std::nullopt;
  return static_cast<char32_t>(character);
}
#pragma GCC diagnostic pop

}  // namespace liaison
