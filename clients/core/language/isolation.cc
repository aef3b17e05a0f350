#include "clients/core/language/isolation.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/language/characters.h"

namespace liaison {
namespace {

constexpr char32_t kMinus = 0x2212;

bool IsDigit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 0x0660 && c <= 0x0669) || (c >= 0x06f0 && c <= 0x06f9);
}
bool IsLatin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSign(char32_t c) { return c == '-' || c == '+' || c == kMinus; }
bool IsJoiner(char32_t c) {
  constexpr char32_t kEnDash = 0x2013;
  return IsSign(c) || c == kEnDash || c == ':' || c == '.' || c == ',' || c == '/' || c == '_' ||
         c == '#' || c == '%';
}

// The longest token at `start`; `start` itself where none begins there.
size_t TokenEnd(absl::string_view text, size_t start) {
  size_t end = start;
  bool has_digit = false;
  for (size_t at = start; at < text.size();) {
    const bool first = at == start;
    const std::optional<char32_t> c = NextCharacter(text, at);
    if (!c || !(IsDigit(*c) || IsLatin(*c) || (first ? IsSign(*c) : IsJoiner(*c)))) break;
    if (IsJoiner(*c)) continue;
    has_digit = has_digit || IsDigit(*c);
    end = at;
  }
  return has_digit ? end : start;
}

}  // namespace

std::string IsolateLeftToRight(absl::string_view text) {
  return absl::StrCat("\u2066", text, "\u2069");
}

std::string WithoutIsolates(absl::string_view text) {
  return absl::StrReplaceAll(text,
                             {{"\u2066", ""}, {"\u2067", ""}, {"\u2068", ""}, {"\u2069", ""}});
}

std::string IsolateTokens(absl::string_view text) {
  std::string out;
  bool in_word = false;  // a token begins where a word does
  for (size_t at = 0; at < text.size();) {
    const size_t end = in_word ? at : TokenEnd(text, at);
    if (end > at) {
      absl::StrAppend(&out, IsolateLeftToRight(text.substr(at, end - at)));
      at = end;
      continue;
    }
    const size_t from = at;
    const std::optional<char32_t> c = NextCharacter(text, at);
    in_word = c && (IsLatin(*c) || IsDigit(*c));
    absl::StrAppend(&out, text.substr(from, at - from));
  }
  return out;
}

}  // namespace liaison
