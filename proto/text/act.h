// The receipt: what a mailbox says about an envelope or alert; a signed, sealed leaf. What an
// office says to itself is in office_act.h. Source: CRYPTO 1.8.
#ifndef LIAISON_PROTO_TEXT_ACT_H_
#define LIAISON_PROTO_TEXT_ACT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

inline constexpr char kReceiptKind[] = "receipt";

enum class ReceiptState : uint8_t {
  kDelivered,
  kRead,
  kAcknowledged,
  kPassedOn,
  kResolved,
  kRefused,
  kCannotOpen,
};
absl::string_view ReceiptStateName(ReceiptState state);
absl::StatusOr<ReceiptState> ParseReceiptState(absl::string_view text);

struct OnBehalf {
  MailboxId mailbox;
  Hash delegation;
  friend bool operator==(const OnBehalf&, const OnBehalf&) = default;
};
// "irn/head <b64>".
absl::StatusOr<OnBehalf> ParseOnBehalf(absl::string_view text);
std::string TextOf(const OnBehalf& on_behalf);

struct Receipt {
  std::string ns;
  std::string hub;
  std::array<uint8_t, 16> nonce{};
  std::string from;
  MailboxId as;
  std::optional<OnBehalf> on_behalf;
  Hash target;                     // header text hash, or an alert's body hash
  std::optional<LeafIndex> index;  // nullopt: came by bag
  ReceiptState state = ReceiptState::kDelivered;
  std::string reason;          // lower-case code, or empty
  std::optional<Hash> detail;  // notice text hash
  StreamLine stream;           // to the target's `as` mailbox
  Seen seen;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// Whether this is the text or the signed note of a receipt, by its first line: which grammar to
// ask.
bool IsReceipt(absl::string_view ns, absl::string_view text);

// The mailbox whose state the receipt changes.
const MailboxId& ActingMailbox(const Receipt& receipt);

// Grammar, in this order, one field a line:
//   NS/receipt/v1 · hub · nonce <32 hex> · from · as · on-behalf ? · target · index · state ·
//   reason ? · detail ? · stream <to> <n> <b64> · seen <size> <b64>
absl::StatusOr<Receipt> ParseReceipt(absl::string_view ns, absl::string_view text);
std::string PrintReceipt(const Receipt& receipt);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_ACT_H_
