#include "proto/text/names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr size_t kMaxOfficeBytes = 16;
constexpr size_t kMaxPolicyIdBytes = 32;

// In the order of the enum values.
constexpr std::array<absl::string_view, 4> kRoleNames = {"duty", "head", "jwg", "editor"};
constexpr std::array<absl::string_view, kPrecedences> kPrecedenceNames = {"flash", "immediate",
                                                                          "priority", "routine"};

bool IsLowerOrDigit(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

// Lower case letters and digits at both ends, between them also `inner`.
bool IsToken(absl::string_view text, absl::string_view inner, size_t max_bytes) {
  if (text.empty() || text.size() > max_bytes) return false;
  if (!IsLowerOrDigit(text.front()) || !IsLowerOrDigit(text.back())) return false;
  return std::all_of(text.begin(), text.end(), [inner](char c) {
    return IsLowerOrDigit(c) || inner.find(c) != absl::string_view::npos;
  });
}

// `letter` and then `min` to `max` digits.
bool IsNumbered(absl::string_view text, char letter, size_t min, size_t max) {
  if (text.size() < 1 + min || text.size() > 1 + max || text.front() != letter) return false;
  return std::all_of(text.begin() + 1, text.end(), absl::ascii_isdigit);
}

bool IsKeyLabel(absl::string_view text) {
  return IsDeviceLabel(text) || IsRegistrarLabel(text) || text == "root" || text == "witness";
}

}  // namespace

bool IsName(absl::string_view text) { return IsToken(text, "._/-", kMaxNameBytes); }

bool IsOffice(absl::string_view text) { return IsToken(text, "-", kMaxOfficeBytes); }

bool IsDeviceLabel(absl::string_view text) { return IsNumbered(text, 'd', 2, 4); }

bool IsRegistrarLabel(absl::string_view text) { return IsNumbered(text, 'r', 2, 2); }

bool IsPolicyId(absl::string_view text) {
  if (text.empty() || text.size() > kMaxPolicyIdBytes) return false;
  if (!absl::ascii_isupper(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

std::string DeviceName::ToString() const { return absl::StrCat(ns, "/", office, "/", label); }

absl::StatusOr<DeviceName> ParseDeviceName(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (!IsName(text) || parts.size() != 3 || !IsName(parts[0]) || !IsOffice(parts[1]) ||
      !IsKeyLabel(parts[2])) {
    return Malformed("", "NAME", "not the name of a key, such as <name space>/tur/d07");
  }
  return DeviceName{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
}

absl::string_view RoleName(Role role) { return kRoleNames.at(static_cast<size_t>(role)); }

absl::StatusOr<Role> ParseRole(absl::string_view text) {
  const auto* found = std::find(kRoleNames.begin(), kRoleNames.end(), text);
  if (found == kRoleNames.end()) {
    return Malformed("", "ROLE", "not a role: duty, head, jwg or editor");
  }
  return static_cast<Role>(found - kRoleNames.begin());
}

std::string MailboxId::ToString() const { return absl::StrCat(office, "/", RoleName(role)); }

absl::StatusOr<MailboxId> ParseMailbox(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  absl::StatusOr<Role> role = ParseRole(parts.back());
  if (parts.size() != 2 || !IsOffice(parts[0]) || !role.ok()) {
    return Malformed("", "MAILBOX",
                     "not a mailbox: office, slash, and duty, head, jwg or editor, as in irn/duty");
  }
  return MailboxId{std::string(parts[0]), *role};
}

absl::string_view PrecedenceName(Precedence precedence) {
  return kPrecedenceNames.at(static_cast<size_t>(precedence));
}

absl::StatusOr<Precedence> ParsePrecedence(absl::string_view text) {
  const auto* found = std::find(kPrecedenceNames.begin(), kPrecedenceNames.end(), text);
  if (found == kPrecedenceNames.end()) {
    return Malformed("", "PRECEDENCE", "not a precedence: flash, immediate, priority or routine");
  }
  return static_cast<Precedence>(found - kPrecedenceNames.begin());
}

absl::StatusOr<uint64_t> ParseDecimal(absl::string_view text, uint64_t max) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) {
    return Malformed("", "INTEGER", "not a decimal integer: digits only, no sign");
  }
  if (text.size() > 1 && text.front() == '0') {
    return Malformed("", "INTEGER", "an integer has no leading zero");
  }
  uint64_t value = 0;
  for (const char c : text) {
    const uint64_t digit = static_cast<uint64_t>(c - '0');
    if (digit > max || value > (max - digit) / 10) {
      return Malformed("", "INTEGER", absl::StrCat("more than the limit of ", max));
    }
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace liaison
