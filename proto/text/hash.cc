#include "proto/text/hash.h"

#include <array>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

// Value of a lower-case hex digit, -1 if it is none.
int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

constexpr absl::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint64_t kNoDigit = uint64_t{1} << 24;  // above what four digits hold
constexpr std::array<uint64_t, 256> kBase64Values = [] {
  std::array<uint64_t, 256> values{};
  for (uint64_t& value : values) value = kNoDigit;
  for (size_t i = 0; i < kBase64Digits.size(); ++i) {
    values[static_cast<uint8_t>(kBase64Digits[i])] = i;
  }
  return values;
}();

// What four digits hold, 24 bits; more where one of them is no digit.
uint64_t BitsOf(absl::string_view digits) {
  const auto value = [digits](size_t i) { return kBase64Values[static_cast<uint8_t>(digits[i])]; };
  return value(0) << 18 | value(1) << 12 | value(2) << 6 | value(3);
}

}  // namespace

std::string EncodeBase64(absl::string_view bytes) { return absl::Base64Escape(bytes); }

absl::StatusOr<std::string> DecodeBase64(absl::string_view text) {
  // Abseil's decoder forgives white space, missing padding and stray bits. Encoding again and
  // comparing leaves exactly one spelling of every value, whatever else it may forgive.
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes) || absl::Base64Escape(bytes) != text) {
    return Malformed("", "BASE64", "not canonical base64 with padding (RFC 4648 section 4)");
  }
  return bytes;
}

// Without memory, and without a second spelling to compare with: reports hold a million hashes.
bool DecodeBase64Exactly(absl::string_view text, uint8_t* out, size_t size) {
  if (text.size() != (size + 2) / 3 * 4) return false;
  for (; size >= 3; size -= 3, out += 3, text.remove_prefix(4)) {
    const uint64_t bits = BitsOf(text);
    if (bits >= kNoDigit) return false;
    for (size_t i = 0; i < 3; ++i) out[i] = static_cast<uint8_t>(bits >> (16 - 8 * i));
  }
  if (size == 0) return true;
  // One or two bytes are left: their digits, padded with what says nothing.
  std::string last(text.substr(0, size + 1));
  last.append(3 - size, 'A');
  const uint64_t bits = BitsOf(last);
  const uint64_t behind_the_end = bits & ((uint64_t{1} << (24 - 8 * size)) - 1);
  if (bits >= kNoDigit || behind_the_end != 0) return false;
  for (size_t i = 0; i < size; ++i) out[i] = static_cast<uint8_t>(bits >> (16 - 8 * i));
  return text.substr(size + 1) == absl::string_view("==").substr(0, 3 - size);
}

std::string EncodeHex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }

absl::StatusOr<std::string> DecodeHex(absl::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = HexDigit(text[i]);
    const int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) return Malformed("", "HEX", "not lower-case hex");
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  if (text.size() % 2 != 0) return Malformed("", "HEX", "an odd number of hex digits");
  return bytes;
}

absl::Status CopyExactly(absl::string_view bytes, uint8_t* out, size_t size) {
  if (bytes.size() != size) {
    return Malformed("", "LENGTH", absl::StrCat(bytes.size(), " bytes where ", size, " belong"));
  }
  std::memcpy(out, bytes.data(), size);
  return absl::OkStatus();
}

}  // namespace liaison
