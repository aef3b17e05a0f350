// Names, mailboxes and closed lists. Source: CRYPTO, head of the page and 1.1; DOMAIN, words.
#ifndef LIAISON_PROTO_TEXT_NAMES_H_
#define LIAISON_PROTO_TEXT_NAMES_H_

#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr size_t kMaxNameBytes = 96;

// [a-z0-9]([a-z0-9._/-]*[a-z0-9])?, at most 96 bytes.
bool IsName(absl::string_view text);
// An office: [a-z0-9]([a-z0-9-]*[a-z0-9])?, at most 16 bytes, no slash.
bool IsOffice(absl::string_view text);
// A device pseudonym's last part: "d" and 2-4 digits. Registrar: "r" and 2 digits.
bool IsDeviceLabel(absl::string_view text);
bool IsRegistrarLabel(absl::string_view text);
// Ladder, pattern and obligation ids: [A-Z][A-Z0-9-]{0,31}.
bool IsPolicyId(absl::string_view text);

// "NS/tur/d07" with its parts. `ns` may contain dots, never a slash.
struct DeviceName {
  std::string ns;
  std::string office;
  std::string label;  // "d07", "r01", "root", "witness"
  std::string ToString() const;
  friend auto operator<=>(const DeviceName&, const DeviceName&) = default;
};
// Errors: InvalidArgument NAME.
absl::StatusOr<DeviceName> ParseDeviceName(absl::string_view text);

// The closed list of roles that have mailboxes.
enum class Role : uint8_t { kDuty, kHead, kJwg, kEditor };
absl::string_view RoleName(Role role);
absl::StatusOr<Role> ParseRole(absl::string_view text);

// "irn/duty": an office and a role. Ordered as its text is.
struct MailboxId {
  std::string office;
  Role role = Role::kDuty;
  std::string ToString() const;
  friend bool operator==(const MailboxId&, const MailboxId&) = default;
  friend bool operator<(const MailboxId& a, const MailboxId& b) {
    return a.ToString() < b.ToString();
  }
  template <typename H>
  friend H AbslHashValue(H state, const MailboxId& id) {
    return H::combine(std::move(state), id.office, static_cast<uint8_t>(id.role));
  }
};
// Errors: InvalidArgument MAILBOX.
absl::StatusOr<MailboxId> ParseMailbox(absl::string_view text);

// Ordered: a smaller value is more urgent; also the index of the inbox cursor.
enum class Precedence : uint8_t { kFlash = 0, kImmediate = 1, kPriority = 2, kRoutine = 3 };
inline constexpr size_t kPrecedences = 4;
absl::string_view PrecedenceName(Precedence precedence);
absl::StatusOr<Precedence> ParsePrecedence(absl::string_view text);

// Decimal without sign and leading zero, at most `max`. Errors: InvalidArgument INTEGER.
absl::StatusOr<uint64_t> ParseDecimal(absl::string_view text, uint64_t max);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_NAMES_H_
