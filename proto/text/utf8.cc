#include "proto/text/utf8.h"

#include <cstdint>
#include <cstring>

namespace liaison {
namespace {

struct LeadByte {
  uint8_t low, high;                // of the lead byte
  uint8_t second_low, second_high;  // of the byte behind it; this is what excludes the bad forms
  size_t length;
};

// RFC 3629 section 4, row by row.
constexpr LeadByte kLeadBytes[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

bool IsBetween(uint8_t byte, uint8_t low, uint8_t high) { return byte >= low && byte <= high; }

// Length of the character that `rest` starts with, 0 if there is no valid one.
size_t CharacterLength(absl::string_view rest) {
  const auto byte = [rest](size_t i) { return static_cast<uint8_t>(rest[i]); };
  if (byte(0) < 0x80) return 1;
  for (const LeadByte& lead : kLeadBytes) {
    if (!IsBetween(byte(0), lead.low, lead.high)) continue;
    if (rest.size() < lead.length) return 0;
    if (!IsBetween(byte(1), lead.second_low, lead.second_high)) return 0;
    for (size_t i = 2; i < lead.length; ++i) {
      if (!IsBetween(byte(i), 0x80, 0xBF)) return 0;
    }
    return lead.length;
  }
  return 0;
}

// Whole words of ASCII at the beginning of `rest`, in bytes: most texts are nothing else.
size_t AsciiWords(absl::string_view rest) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  size_t at = 0;
  for (uint64_t word = 0; rest.size() - at >= sizeof(word); at += sizeof(word)) {
    std::memcpy(&word, rest.data() + at, sizeof(word));
    if ((word & kHighBits) != 0) break;
  }
  return at;
}

}  // namespace

size_t ValidUtf8Prefix(absl::string_view text) {
  size_t at = AsciiWords(text);
  while (at < text.size()) {
    const size_t length = CharacterLength(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

}  // namespace liaison
