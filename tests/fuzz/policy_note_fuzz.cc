#include "proto/rules/ladder.h"
#include "proto/rules/obligation.h"
#include "proto/rules/pattern.h"
#include "proto/text/policy_note.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool ReadsRules(const PolicyNote& note) {
  if (note.kind == PolicyKind::kLadder) return ParseLadderPolicy(note.rules).ok();
  if (note.kind == PolicyKind::kPattern) return ParsePatternPolicy(note.rules).ok();
  return ParseObligation(note.rules).ok();
}

bool TryPolicyNote(absl::string_view input) {
  const absl::StatusOr<PolicyNote> note = ParsePolicyNote(kFuzzNs, input);
  return RoundTrips(note, PrintPolicyNote, input) && ReadsRules(*note);
}

const FuzzTarget kPolicyNoteTarget("policy_note", TryPolicyNote);

}  // namespace
}  // namespace liaison
