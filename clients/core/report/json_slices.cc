#include "clients/core/report/json_slices.h"

namespace liaison {
namespace {

// Bytes of the string that begins here, quotes included; 0: it does not end.
size_t StringBytes(absl::string_view text) {
  for (size_t end = text.find('"', 1); end != absl::string_view::npos;
       end = text.find('"', end + 1)) {
    // A quote behind an odd number of backslashes is a character of the string.
    size_t slashes = 0;
    while (text[end - 1 - slashes] == '\\') ++slashes;
    if (slashes % 2 == 0) return end + 1;
  }
  return 0;
}

}  // namespace

size_t JsonValueBytes(absl::string_view text) {
  size_t depth = 0;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      const size_t size = StringBytes(text.substr(i));
      if (size == 0) return 0;
      i += size;
      if (depth == 0) return i;
      continue;
    }
    const bool ends = c == '}' || c == ']' || c == ',';
    if (depth == 0 && ends) return i;
    if (c == '{' || c == '[') ++depth;
    ++i;
    if ((c == '}' || c == ']') && --depth == 0) return i;
  }
  return 0;
}

}  // namespace liaison
