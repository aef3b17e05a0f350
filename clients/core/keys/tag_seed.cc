#include "clients/core/keys/tag_seed.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kDigits = "0123456789abcdef";
constexpr size_t kCheckBytes = 4;
constexpr size_t kGroupBytes = 4;
constexpr size_t kPaperBytes = kTagSeedBytes + kCheckBytes;
// Two digits a byte, and behind each group a blank or the line's end.
constexpr size_t kPaperDigits = 2 * kPaperBytes + kPaperBytes / kGroupBytes;

Hash CheckOf(absl::string_view seed) { return HmacSha256(seed, "tag seed on paper"); }

absl::Status NoSeed() {
  return Malformed(
      "seed", "TAG_SEED",
      "the seed on the paper has nine groups of eight hexadecimal digits, and the last "
      "one fits the others");
}

}  // namespace

Secret MakeTagSeed(Random& random) {
  Secret seed(kTagSeedBytes);
  random.Fill(seed.data(), seed.size());
  return seed;
}

Secret PrintTagSeed(const Secret& seed) {
  Secret bytes(kPaperBytes);
  std::copy_n(seed.data(), kTagSeedBytes, bytes.data());
  std::copy_n(CheckOf(seed.view()).bytes.begin(), kCheckBytes, bytes.data() + kTagSeedBytes);
  Secret text(kPaperDigits);
  uint8_t* out = text.data();
  for (size_t i = 0; i < kPaperBytes; ++i) {
    *out++ = static_cast<uint8_t>(kDigits[bytes.data()[i] >> 4]);
    *out++ = static_cast<uint8_t>(kDigits[bytes.data()[i] & 15]);
    if ((i + 1) % kGroupBytes == 0) *out++ = i + 1 == kPaperBytes ? '\n' : ' ';
  }
  return text;
}

absl::StatusOr<Secret> ParseTagSeed(absl::string_view text) {
  Secret bytes(kPaperBytes);
  size_t digits = 0;
  for (const char c : text) {
    if (absl::ascii_isspace(static_cast<unsigned char>(c))) continue;
    const size_t value = kDigits.find(absl::ascii_tolower(static_cast<unsigned char>(c)));
    if (value == absl::string_view::npos || digits == 2 * kPaperBytes) return NoSeed();
    uint8_t& byte = bytes.data()[digits / 2];
    byte = static_cast<uint8_t>(byte * 16 + value);
    ++digits;
  }
  const absl::string_view seed = bytes.view().substr(0, kTagSeedBytes);
  if (digits != 2 * kPaperBytes ||
      bytes.view().substr(kTagSeedBytes) != CheckOf(seed).view().substr(0, kCheckBytes)) {
    return NoSeed();
  }
  return Secret::CopyOf(seed);
}

}  // namespace liaison
