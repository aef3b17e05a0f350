// The signed public notes that set the rules of escalation: ladders, patterns over blind tags, and
// the obligations of the instrument. Strict parse and print. Source: CRYPTO 1.9.
#ifndef LIAISON_PROTO_TEXT_POLICY_NOTE_H_
#define LIAISON_PROTO_TEXT_POLICY_NOTE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {

enum class PolicyKind : uint8_t { kLadder, kPattern, kObligation };
absl::string_view PolicyKindName(PolicyKind kind);
// "ladder", "pattern", "obligation"; nullopt: no policy.
std::optional<PolicyKind> PolicyKindOf(absl::string_view note_kind);

// Proposed by `from`, whose mailbox is `as`; in force at the leaf whose signature lines meet the
// charter's threshold (proto/rules/policy.h).
struct PolicyNote {
  PolicyKind kind = PolicyKind::kLadder;
  std::string ns;
  std::string hub;
  Nonce nonce{};
  PolicyRef policy;
  std::optional<Hash> prev;  // text hash of the version before; nullopt for version 1
  std::string from;
  MailboxId as;
  Seen seen;
  std::string rules;  // canonical JSON
  friend bool operator==(const PolicyNote&, const PolicyNote&) = default;
};

// Grammar, in this order, one field a line:
//   NS/<kind>/v1 · hub · nonce <32 hex> · id · version · prev <b64|-> · from · as ·
//   seen <size> <b64> · blank line · canonical JSON
// Errors: InvalidArgument with field and rule; TYPE where the first line is of none.
absl::StatusOr<PolicyNote> ParsePolicyNote(absl::string_view ns, absl::string_view text);
std::string PrintPolicyNote(const PolicyNote& note);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_POLICY_NOTE_H_
