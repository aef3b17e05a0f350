// Acts that an office says to itself: a delegation lets one of its devices give receipts for a
// mailbox until a given time; a handover passes a desk from one officer to the next, with what is
// open. They have no target; their stream runs to the hub, so that a restored key store finds its
// heads. Source: CRYPTO 1.8.
#ifndef LIAISON_PROTO_TEXT_OFFICE_ACT_H_
#define LIAISON_PROTO_TEXT_OFFICE_ACT_H_

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

// What all of them begin and end with.
struct ActHead {
  std::string ns;
  std::string hub;
  std::array<uint8_t, 16> nonce{};
  std::string from;
  MailboxId as;
  StreamLine stream;  // to "hub"
  Seen seen;
  friend bool operator==(const ActHead&, const ActHead&) = default;
};

// Signed by `from`, who speaks for the mailbox that he lets `to` act for.
struct Delegation {
  ActHead head;
  std::string to;     // device of the same office
  MailboxId mailbox;  // `for`; the same as head.as
  int64_t until_s = 0;
  friend bool operator==(const Delegation&, const Delegation&) = default;
};

// Signed by `from`, then by `to`: two devices of the desk's mailbox.
struct Handover {
  ActHead head;
  MailboxId desk;  // the same as head.as
  std::string to;
  std::vector<Hash> open;  // header hashes of what awaits an answer; sorted
  friend bool operator==(const Handover&, const Handover&) = default;
};

using OfficeAct = std::variant<Delegation, Handover>;
const ActHead& HeadOf(const OfficeAct& act);
ActHead& HeadOf(OfficeAct& act);

// Grammar, in this order, one field a line:
//   hub · nonce <32 hex> · from · as · own lines · stream hub <n> <b64> · seen <size> <b64>
//   NS/delegation/v1   to · for · until
//   NS/handover/v1     desk · to · open <b64> *
// Errors: InvalidArgument with field and rule; TYPE where the first line is of neither.
absl::StatusOr<OfficeAct> ParseOfficeAct(absl::string_view ns, absl::string_view text);
std::string PrintOfficeAct(const OfficeAct& act);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_OFFICE_ACT_H_
