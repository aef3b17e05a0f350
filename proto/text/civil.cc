#include "proto/text/civil.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"

namespace liaison {
namespace {

constexpr size_t kMaxZoneNameBytes = 64;
constexpr size_t kMaxVersionBytes = 16;

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

}  // namespace

absl::StatusOr<std::string> ParseZoneName(absl::string_view text) {
  const auto fits = [](char c) {
    return IsAlnum(c) || c == '_' || c == '+' || c == '/' || c == '-';
  };
  if (!text.empty() && text.size() <= kMaxZoneNameBytes &&
      absl::ascii_isalpha(static_cast<unsigned char>(text.front())) && absl::c_all_of(text, fits)) {
    return std::string(text);
  }
  return Malformed("", "ZONE", "not the name of a time zone, such as Asia/Almaty");
}

absl::StatusOr<std::string> ParseTzVersion(absl::string_view text) {
  if (!text.empty() && text.size() <= kMaxVersionBytes && absl::c_all_of(text, IsAlnum)) {
    return std::string(text);
  }
  return Malformed("", "DATABASE", "must be the version of a tz database, such as 2024a");
}

}  // namespace liaison
