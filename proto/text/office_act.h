// The acts that are no receipts. An office says to itself: a delegation lets one of its devices
// give receipts for a mailbox until a given time; a handover passes a desk from one officer to the
// next, with what is open; a roster says who is on duty when. To all whom it concerns: what is to
// happen to an incident or an obligation. Source: CRYPTO 1.8.
#ifndef LIAISON_PROTO_TEXT_OFFICE_ACT_H_
#define LIAISON_PROTO_TEXT_OFFICE_ACT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/act.h"
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
  StreamLine stream;  // to "hub", so that a restored key store finds its heads
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

// What an officer wants done with an incident. Its stream runs to the mailbox that speaks in the
// incident's envelope; to the hub where the incident is an alert's.
enum class IncidentVerb : uint8_t {
  kEscalate,
  kSnooze,
  kHold,
  kReleaseHold,
  kStillHandling,
  kRebind,
};
absl::string_view IncidentVerbName(IncidentVerb verb);

struct IncidentAct {
  ActHead head;
  std::optional<OnBehalf> on_behalf;
  Hash incident;       // header hash of its first envelope; or an alert's body hash
  std::string office;  // the addressee whose incident it is; empty: an alert's
  IncidentVerb verb = IncidentVerb::kEscalate;
  std::optional<uint32_t> rung;
  std::optional<int64_t> until_s;
  std::optional<PolicyRef> ladder;
  std::string reason;  // lower-case code
  friend bool operator==(const IncidentAct&, const IncidentAct&) = default;
};

enum class ObligationVerb : uint8_t { kComplete, kWaive };
absl::string_view ObligationVerbName(ObligationVerb verb);

struct ObligationAct {
  ActHead head;
  std::optional<OnBehalf> on_behalf;
  PolicyRef obligation;
  ObligationVerb verb = ObligationVerb::kComplete;
  std::string reason;  // lower-case code, or empty
  friend bool operator==(const ObligationAct&, const ObligationAct&) = default;
};

struct RosterAct {
  ActHead head;
  std::string id;  // as of a policy
  uint64_t version = 1;
  std::optional<Hash> prev;  // text hash of the version before; nullopt for version 1
  std::string roster;        // canonical JSON; read by proto/rules/roster.h
  friend bool operator==(const RosterAct&, const RosterAct&) = default;
};

using OfficeAct = std::variant<Delegation, Handover, IncidentAct, ObligationAct, RosterAct>;
const ActHead& HeadOf(const OfficeAct& act);
ActHead& HeadOf(OfficeAct& act);

// Grammar, in this order, one field a line:
//   hub · nonce <32 hex> · from · as · own lines · stream hub <n> <b64> · seen <size> <b64>
//   NS/delegation/v1       to · for · until
//   NS/handover/v1         desk · to · open <b64> *
//   NS/incident-act/v1     on-behalf ? · incident <b64> <office|-> · act · rung ? · until ? ·
//                          ladder <id> <version> ? · reason      (stream also to a mailbox)
//   NS/obligation-act/v1   on-behalf ? · obligation <id> <version> · act · reason ?
//   NS/roster/v1           id · version · prev <b64|->; behind `seen` a blank line and canonical
//   JSON
// Errors: InvalidArgument with field and rule; TYPE where the first line is of none.
absl::StatusOr<OfficeAct> ParseOfficeAct(absl::string_view ns, absl::string_view text);
std::string PrintOfficeAct(const OfficeAct& act);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_OFFICE_ACT_H_
