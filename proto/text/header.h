// The envelope header: what the hub sees, signed by the submitting device. Source: CRYPTO 1.4 (the
// grammar, the order of lines, the sorting); strict parse and print stand side by side.
#ifndef LIAISON_PROTO_TEXT_HEADER_H_
#define LIAISON_PROTO_TEXT_HEADER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"

namespace liaison {

inline constexpr size_t kMaxToMailboxes = 16;
inline constexpr uint32_t kMaxRung = 99;
inline constexpr int64_t kMaxExpiry_s = int64_t{30} * 24 * 3600;

struct PolicyRef {
  std::string id;
  uint64_t version = 0;
  friend bool operator==(const PolicyRef&, const PolicyRef&) = default;
};
struct EscalateLine {
  std::string office;    // addressee office
  uint32_t rung = 0;     // 2, 3, ...
  uint32_t after_s = 0;  // nominal seconds from acceptance, cumulative
  MailboxId mailbox;
  friend bool operator==(const EscalateLine&, const EscalateLine&) = default;
};
struct TagLine {
  std::string slot;  // zone, kind, party, place
  BlindTag value;
  friend bool operator==(const TagLine&, const TagLine&) = default;
};
struct HeaderAttachment {
  Hash sha256;  // of the ciphertext
  uint64_t size = 0;
  friend bool operator==(const HeaderAttachment&, const HeaderAttachment&) = default;
};
// One link of the chain that this device writes to one mailbox (or to the hub).
struct StreamLine {
  std::string to;  // a mailbox, or "hub" (acts without a target mailbox)
  uint64_t counter = 0;
  Hash prev;  // hash of the previous header or act text on it; zero for counter 1
  friend bool operator==(const StreamLine&, const StreamLine&) = default;
};
// The newest checkpoint the signer has verified.
struct Seen {
  TreeSize size;
  Hash root;
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct EnvelopeHeader {
  // Stable part: the notice signs its hash.
  std::string ns;
  std::string hub;  // "NS/log"
  std::array<uint8_t, 16> id{};
  MailboxId as;
  std::vector<MailboxId> to;    // 1..16, sorted
  std::vector<MailboxId> info;  // sorted, disjoint from `to`
  Precedence precedence = Precedence::kRoutine;
  std::optional<uint32_t> ack_within_s;
  std::optional<PolicyRef> ladder;
  std::vector<EscalateLine> escalate;    // sorted by (office, rung, mailbox)
  std::vector<TagLine> tags;             // sorted by (slot, value)
  std::vector<Hash> withdraws;           // sorted
  std::vector<Hash> follows;             // sorted
  std::vector<HeaderAttachment> attach;  // sorted by hash
  // Transit part: made at submission.
  std::string from;
  std::optional<Hash> reseal;
  int64_t expires_s = 0;
  std::string pouch = "none";
  std::vector<StreamLine> streams;  // one per to and info mailbox, sorted; none if reseal
  Seen seen;
  Hash sealed;
  uint64_t sealed_size = 0;
  friend bool operator==(const EnvelopeHeader&, const EnvelopeHeader&) = default;
};

// `text` is a note's text. Checks grammar and everything that needs no other knowledge (sorting,
// limits, streams match mailboxes). Errors: InvalidArgument with field (the line's key) and rule.
absl::StatusOr<EnvelopeHeader> ParseHeader(absl::string_view ns, absl::string_view text);
// The inverse. The header must be well formed (Parse(Print(h)) == h); Print sorts nothing.
std::string PrintHeader(const EnvelopeHeader& header);
// The stable part alone, exactly; the transit part of the answer is empty. Errors: as ParseHeader.
absl::StatusOr<EnvelopeHeader> ParseStablePart(absl::string_view ns, absl::string_view text);
// The bytes whose SHA-256 is the notice's `context`: everything before "from ".
std::string PrintStablePart(const EnvelopeHeader& header);
// The same bytes as a slice of a header text that ParseHeader accepted.
absl::string_view StablePartOf(absl::string_view header_text);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_HEADER_H_
