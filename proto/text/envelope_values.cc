#include "proto/text/envelope_values.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kHubStream = "hub";

absl::StatusOr<StreamLine> ParseStreamTo(absl::string_view to, absl::string_view counter,
                                         absl::string_view prev) {
  StreamLine stream{.to = std::string(to), .counter = 0, .prev = {}};
  ASSIGN_OR_RETURN(stream.counter, ParseSize(counter));
  ASSIGN_OR_RETURN(stream.prev, ParseHash(prev));
  if ((stream.counter == 1) != (stream.prev == Hash())) {
    return Malformed("", "STREAM", "counter 1, and only it, follows 32 zero bytes");
  }
  return stream;
}

}  // namespace

absl::StatusOr<StreamLine> ParseStream(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<3>(text));
  RETURN_IF_ERROR(ParseMailbox(words[0]).status());
  return ParseStreamTo(words[0], words[1], words[2]);
}

absl::StatusOr<StreamLine> ParseActStream(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<3>(text));
  if (words[0] != kHubStream) return ParseStream(text);
  return ParseStreamTo(words[0], words[1], words[2]);
}

absl::StatusOr<Seen> ParseSeen(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  Seen seen;
  ASSIGN_OR_RETURN(seen.size, ParseTreeSize(words[0]));
  ASSIGN_OR_RETURN(seen.root, ParseHash(words[1]));
  return seen;
}

absl::StatusOr<PolicyRef> ParsePolicyRef(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  PolicyRef policy;
  ASSIGN_OR_RETURN(policy.id, ParsePolicyId(words[0]));
  ASSIGN_OR_RETURN(policy.version, ParseSize(words[1]));
  return policy;
}

absl::StatusOr<HeaderAttachment> ParseAttachment(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  HeaderAttachment attachment;
  ASSIGN_OR_RETURN(attachment.sha256, ParseHash(words[0]));
  ASSIGN_OR_RETURN(attachment.size, ParseSize(words[1]));
  return attachment;
}

std::string TextOf(const StreamLine& stream) {
  return absl::StrCat(stream.to, " ", stream.counter, " ", ToBase64(stream.prev));
}

std::string TextOf(const Seen& seen) {
  return absl::StrCat(seen.size.value(), " ", ToBase64(seen.root));
}

std::string TextOf(const PolicyRef& policy) { return absl::StrCat(policy.id, " ", policy.version); }

bool AreDisjoint(const std::vector<MailboxId>& a, const std::vector<MailboxId>& b) {
  std::vector<MailboxId> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both.empty();
}

}  // namespace liaison
