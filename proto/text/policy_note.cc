#include "proto/text/policy_note.h"

#include <algorithm>
#include <array>
#include <utility>

#include "proto/base/error.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

// In the order of the enum values.
constexpr std::array<absl::string_view, 3> kPolicyKinds = {"ladder", "pattern", "obligation"};

}  // namespace

absl::string_view PolicyKindName(PolicyKind kind) {
  return kPolicyKinds.at(static_cast<size_t>(kind));
}

std::optional<PolicyKind> PolicyKindOf(absl::string_view note_kind) {
  const auto* found = std::find(kPolicyKinds.begin(), kPolicyKinds.end(), note_kind);
  if (found == kPolicyKinds.end()) return std::nullopt;
  return static_cast<PolicyKind>(found - kPolicyKinds.begin());
}

absl::StatusOr<PolicyNote> ParsePolicyNote(absl::string_view ns, absl::string_view text) {
  const std::string note_kind = NoteKind(ns, text).value_or("");
  const std::optional<PolicyKind> kind = PolicyKindOf(note_kind);
  if (!kind.has_value()) {
    return Malformed("text", "TYPE", "the first line names no policy that this edition knows");
  }
  PolicyNote note{.kind = *kind, .ns = std::string(ns)};
  FieldReader in(ns, note_kind, text, kMaxPublicNoteBytes);
  in.Required("hub", note.hub, HubOf(ns));
  in.Required("nonce", note.nonce, ParseNonce);
  in.Required("id", note.policy.id, ParsePolicyId);
  in.Required("version", note.policy.version, ParseSize);
  in.OrDash("prev", note.prev, ParseHash);
  in.Check(note.prev.has_value() == (note.policy.version > 1), "prev", "PREV",
           "names the version before; - for the first");
  in.Required("from", note.from, DeviceIn(ns));
  in.Required("as", note.as, ParseMailbox);
  in.Required("seen", note.seen, ParseSeen);
  in.JsonTail("rules", note.rules);
  return in.Finish(std::move(note));
}

std::string PrintPolicyNote(const PolicyNote& note) {
  FieldWriter out(note.ns, PolicyKindName(note.kind));
  out.Line("hub", note.hub).Line("nonce", note.nonce).Line("id", note.policy.id);
  out.Line("version", note.policy.version).Line("prev", note.prev).Line("from", note.from);
  out.Line("as", note.as).Line("seen", note.seen);
  return out.JsonTail(note.rules).Take();
}

}  // namespace liaison
