#include "clients/core/sealing/bech32.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "proto/base/error.h"
#include "proto/base/secret.h"

namespace liaison {
namespace {

constexpr char kCharset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

// The running checksum: feed it the expanded prefix, then the data, 5 bits at a time.
class Checksum {
 public:
  explicit Checksum(absl::string_view prefix) {
    for (const char c : prefix) Add(static_cast<uint8_t>(absl::ascii_tolower(c)) >> 5);
    Add(0);
    for (const char c : prefix) Add(static_cast<uint8_t>(absl::ascii_tolower(c)) & 31);
  }
  void Add(uint32_t value) {
    constexpr std::array<uint32_t, 5> kGenerator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                    0x2a1462b3};
    const uint32_t top = state_ >> 25;
    state_ = (state_ & 0x1ffffff) << 5 ^ value;
    for (size_t i = 0; i < kGenerator.size(); ++i) {
      if ((top >> i & 1) != 0) state_ ^= kGenerator[i];
    }
  }
  uint32_t value() const { return state_; }

 private:
  uint32_t state_ = 1;
};

bool IsUpper(absl::string_view prefix) {
  return std::any_of(prefix.begin(), prefix.end(), absl::ascii_isupper);
}

char Letter(uint32_t value, bool upper) {
  const char c = kCharset[value & 31];
  return upper ? absl::ascii_toupper(c) : c;
}

// 0-31, or -1.
int ValueOf(char c, bool upper) {
  if (upper ? absl::ascii_islower(c) : absl::ascii_isupper(c)) return -1;
  const absl::string_view charset(kCharset);
  const size_t at = charset.find(absl::ascii_tolower(c));
  return at == absl::string_view::npos ? -1 : static_cast<int>(at);
}

absl::Status Refuse(absl::string_view rule, absl::string_view message) {
  return Malformed("bech32", rule, message);
}

// Decodes the part behind the separator, checksum included.
absl::Status DecodePart(absl::string_view prefix, absl::string_view part, uint8_t* out,
                        size_t size) {
  const bool upper = IsUpper(prefix);
  const size_t data_chars = part.size() - kBech32ChecksumChars;
  Checksum checksum(prefix);
  uint32_t bits = 0;
  int count = 0;
  size_t written = 0;
  for (size_t i = 0; i < part.size(); ++i) {
    const int value = ValueOf(part[i], upper);
    if (value < 0) return Refuse("CHARACTER", "a character that keys never contain; type it again");
    checksum.Add(static_cast<uint32_t>(value));
    if (i >= data_chars) continue;
    bits = (bits << 5 | static_cast<uint32_t>(value)) & 0xfff;
    count += 5;
    if (count >= 8 && written < size) {
      count -= 8;
      out[written++] = static_cast<uint8_t>(bits >> count);
    }
  }
  if (checksum.value() != 1) return Refuse("CHECKSUM", "the key has a typing error; compare it");
  const uint32_t rest = bits & ((1U << count) - 1);
  if (rest != 0) return Refuse("PADDING", "the key is not in its one spelling");
  return absl::OkStatus();
}

}  // namespace

void EncodeBech32(absl::string_view prefix, const uint8_t* bytes, size_t size, char* out) {
  const bool upper = IsUpper(prefix);
  out = std::copy(prefix.begin(), prefix.end(), out);
  *out++ = '1';
  Checksum checksum(prefix);
  uint32_t bits = 0;
  int count = 0;
  const auto emit = [&](uint32_t value) {
    checksum.Add(value & 31);
    *out++ = Letter(value, upper);
  };
  for (size_t i = 0; i < size; ++i) {
    bits = (bits << 8 | bytes[i]) & 0xfff;
    for (count += 8; count >= 5;) emit(bits >> (count -= 5));
  }
  if (count > 0) emit(bits << (5 - count));
  for (size_t i = 0; i < kBech32ChecksumChars; ++i) checksum.Add(0);
  const uint32_t sum = checksum.value() ^ 1;
  for (int i = static_cast<int>(kBech32ChecksumChars) - 1; i >= 0; --i) {
    *out++ = Letter(sum >> (5 * i), upper);
  }
}

absl::Status DecodeBech32(absl::string_view prefix, absl::string_view text, uint8_t* out,
                          size_t size) {
  std::fill_n(out, size, uint8_t{0});
  if (!absl::StartsWith(text, prefix) || text.size() == prefix.size() ||
      text[prefix.size()] != '1') {
    return Refuse("PREFIX", "not a key of this type");
  }
  if (text.size() != Bech32Size(prefix.size(), size)) {
    return Refuse("LENGTH", "the key has too few or too many characters");
  }
  absl::Status status = DecodePart(prefix, text.substr(prefix.size() + 1), out, size);
  if (!status.ok()) Wipe(out, size);
  return status;
}

}  // namespace liaison
