#include "clients/core/report/json_slices.h"

#include <cstddef>

#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Broken() {
  return Malformed("json", "SYNTAX", "not the JSON that this program writes");
}

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

// Bytes of the value that begins here; 0: it does not end.
size_t ValueBytes(absl::string_view text) {
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

// What stands between the brackets, one `item` a time; each leaves its rest.
absl::Status ForEach(absl::string_view text, char open, char close,
                     absl::FunctionRef<absl::Status(absl::string_view& rest)> item) {
  if (text.size() < 2 || text.front() != open || text.back() != close) return Broken();
  absl::string_view rest = text.substr(1);
  if (rest.size() == 1) return absl::OkStatus();
  while (true) {
    RETURN_IF_ERROR(item(rest));
    if (rest.size() == 1) return absl::OkStatus();
    if (!absl::ConsumePrefix(&rest, ",")) return Broken();
  }
}

absl::StatusOr<absl::string_view> TakeValue(absl::string_view& rest) {
  const size_t size = ValueBytes(rest);
  if (size == 0) return Broken();
  const absl::string_view value = rest.substr(0, size);
  rest.remove_prefix(size);
  if (rest.empty()) return Broken();
  return value;
}

}  // namespace

absl::Status ForEachJsonItem(absl::string_view array,
                             absl::FunctionRef<absl::Status(absl::string_view item)> read) {
  return ForEach(array, '[', ']', [&](absl::string_view& rest) -> absl::Status {
    ASSIGN_OR_RETURN(const absl::string_view value, TakeValue(rest));
    return read(value);
  });
}

absl::Status ForEachJsonMember(
    absl::string_view object,
    absl::FunctionRef<absl::Status(absl::string_view name, absl::string_view value)> read) {
  return ForEach(object, '{', '}', [&](absl::string_view& rest) -> absl::Status {
    if (rest.front() != '"') return Broken();
    ASSIGN_OR_RETURN(const absl::string_view quoted, TakeValue(rest));
    if (!absl::ConsumePrefix(&rest, ":")) return Broken();
    ASSIGN_OR_RETURN(const absl::string_view value, TakeValue(rest));
    return read(quoted.substr(1, quoted.size() - 2), value);
  });
}

}  // namespace liaison
