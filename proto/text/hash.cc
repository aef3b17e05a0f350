#include "proto/text/hash.h"

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
