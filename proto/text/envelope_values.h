// Values that the header shares with acts, notices and records: references to streams, checkpoints,
// policies and blobs.
#ifndef LIAISON_PROTO_TEXT_ENVELOPE_VALUES_H_
#define LIAISON_PROTO_TEXT_ENVELOPE_VALUES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

// "irn/duty 57 <b64>". Counter 1 goes with 32 zero bytes, and only counter 1. Errors: also STREAM.
absl::StatusOr<StreamLine> ParseStream(absl::string_view text);
// As ParseStream, but "hub" may stand for the mailbox: acts without a target mailbox.
absl::StatusOr<StreamLine> ParseActStream(absl::string_view text);
// "599 <b64>"; size 0 has no root to have seen.
absl::StatusOr<Seen> ParseSeen(absl::string_view text);
// "L-STD 1".
absl::StatusOr<PolicyRef> ParsePolicyRef(absl::string_view text);
// "<b64> <size>", size from 1.
absl::StatusOr<HeaderAttachment> ParseAttachment(absl::string_view text);

std::string TextOf(const StreamLine& stream);
std::string TextOf(const Seen& seen);
std::string TextOf(const PolicyRef& policy);

// Both sorted.
bool AreDisjoint(const std::vector<MailboxId>& a, const std::vector<MailboxId>& b);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_ENVELOPE_VALUES_H_
