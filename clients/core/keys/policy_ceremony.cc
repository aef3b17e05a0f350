#include "clients/core/keys/policy_ceremony.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/ladder.h"
#include "proto/rules/obligation.h"
#include "proto/rules/pattern.h"
#include "proto/text/verified_note.h"

namespace liaison {
namespace {

LeafIndex NextLeaf(const Directory& directory) { return LeafIndex(directory.size().value()); }

bool IsGuarantor(const Directory& directory, absl::string_view office) {
  const Party* party = directory.mission().FindParty(office);
  return party != nullptr && party->kind == PartyKind::kGuarantor;
}

const PolicyFact* Newest(const Directory& directory, PolicyKind kind, absl::string_view id) {
  return directory.PolicyInForce(kind, id, directory.size());
}

// The ladder that a pattern or an obligation climbs; nullopt: it is a ladder. The rules were read.
absl::StatusOr<std::optional<PolicyRef>> LadderOf(PolicyKind kind, absl::string_view rules) {
  if (kind == PolicyKind::kLadder) return std::optional<PolicyRef>();
  if (kind == PolicyKind::kPattern) {
    ASSIGN_OR_RETURN(const PatternPolicy pattern, ParsePatternPolicy(rules));
    return std::optional<PolicyRef>(pattern.ladder);
  }
  ASSIGN_OR_RETURN(const Obligation obligation, ParseObligation(rules));
  return std::optional<PolicyRef>(obligation.ladder);
}

absl::Status CheckFollows(const PolicyNote& policy, const Directory& directory) {
  const PolicyFact* newest = Newest(directory, policy.kind, policy.policy.id);
  const uint64_t version = newest == nullptr ? 1 : newest->policy.policy.version + 1;
  const std::optional<Hash> prev =
      newest == nullptr ? std::nullopt : std::optional<Hash>(newest->hash);
  if (policy.policy.version == version && policy.prev == prev) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the next version of ", policy.policy.id, " is ", version,
                                ", and follows the one in force"),
                   {.reason = "POLICY_STALE",
                    .subject = absl::StrCat(policy.policy.id, " ", policy.policy.version),
                    .field = "version"});
}

}  // namespace

absl::StatusOr<const CertFact*> GuarantorJwg(const Directory& directory, absl::string_view device) {
  ASSIGN_OR_RETURN(const CertFact* fact, directory.SignerAt(device, NextLeaf(directory),
                                                            directory.TimeAt(directory.size())));
  const Certificate& certificate = fact->certificate;
  const std::vector<Role>& roles = certificate.mailboxes;
  if (IsGuarantor(directory, certificate.office) &&
      std::find(roles.begin(), roles.end(), Role::kJwg) != roles.end()) {
    return fact;
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   "policies are signed by devices of the guarantors' joint working group",
                   {.reason = "NOT_JWG", .subject = std::string(device), .field = "signature"});
}

absl::StatusOr<std::vector<std::string>> SignedBy(const Note& note, const Directory& directory,
                                                  const PublicCrypto& crypto) {
  std::vector<std::string> offices;
  std::vector<VKey> keys;
  for (const SignatureLine& line : note.signatures) {
    ASSIGN_OR_RETURN(const CertFact* fact, GuarantorJwg(directory, line.name));
    const std::string& office = fact->certificate.office;
    if (!offices.empty() && office <= offices.back()) {
      return Malformed("signature", "ORDER", "one line of each office, in charter order");
    }
    offices.push_back(office);
    keys.push_back(fact->certificate.key);
  }
  RETURN_IF_ERROR(Verify(note, keys, crypto).status());
  return offices;
}

std::vector<std::string> MaySign(const Directory& directory,
                                 const std::vector<std::string>& signed_by) {
  std::vector<std::string> offices;
  for (const OfficeRoot& root : directory.charter().offices) {
    if (IsGuarantor(directory, root.office) &&
        std::find(signed_by.begin(), signed_by.end(), root.office) == signed_by.end()) {
      offices.push_back(root.office);
    }
  }
  return offices;
}

absl::StatusOr<std::string> AddGuarantorLine(Note note, const std::vector<std::string>& signed_by,
                                             const Directory& directory, const NoteSigner& device) {
  ASSIGN_OR_RETURN(const CertFact* fact, GuarantorJwg(directory, device.vkey().name));
  const std::string& office = fact->certificate.office;
  const auto place = std::lower_bound(signed_by.begin(), signed_by.end(), office);
  if (place != signed_by.end() && *place == office) {
    return MakeError(absl::StatusCode::kAlreadyExists, "this office has signed it already",
                     {.reason = "POLICY_SIGNED", .subject = office, .field = "signature"});
  }
  note.signatures.insert(note.signatures.begin() + (place - signed_by.begin()),
                         device.SignText(note.text));
  return PrintNote(note);
}

absl::Status CheckPolicyRules(PolicyKind kind, absl::string_view rules) {
  if (kind == PolicyKind::kLadder) return ParseLadderPolicy(rules).status();
  if (kind == PolicyKind::kPattern) return ParsePatternPolicy(rules).status();
  return ParseObligation(rules).status();
}

absl::StatusOr<std::string> DraftPolicy(PolicyKind kind, absl::string_view id,
                                        absl::string_view rules, const Directory& directory,
                                        const Seen& seen, const NoteSigner& device,
                                        Random& random) {
  ASSIGN_OR_RETURN(const CertFact* fact, GuarantorJwg(directory, device.vkey().name));
  RETURN_IF_ERROR(CheckPolicyRules(kind, rules));
  ASSIGN_OR_RETURN(const std::optional<PolicyRef> ladder, LadderOf(kind, rules));
  if (ladder.has_value() && directory.FindPolicy(PolicyKind::kLadder, *ladder) == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "the ladder that it names is not in the log",
                     {.reason = "NO_SUCH_LADDER",
                      .subject = absl::StrCat(ladder->id, " ", ladder->version),
                      .field = "ladder"});
  }
  PolicyNote policy{.kind = kind, .ns = directory.ns(), .hub = directory.ns() + "/log"};
  policy.nonce = random.Bytes<16>();
  policy.policy = {.id = std::string(id), .version = 1};
  if (const PolicyFact* newest = Newest(directory, kind, id); newest != nullptr) {
    policy.policy.version = newest->policy.policy.version + 1;
    policy.prev = newest->hash;
  }
  policy.from = device.vkey().name;
  policy.as = {.office = fact->certificate.office, .role = Role::kJwg};
  policy.seen = seen;
  policy.rules = std::string(rules);
  const std::string text = PrintPolicyNote(policy);
  RETURN_IF_ERROR(ParsePolicyNote(directory.ns(), text).status());
  const std::string note = device.SignNote(text);
  RETURN_IF_ERROR(ParseNote(note, kMaxPublicNoteBytes).status());
  return note;
}

absl::StatusOr<OpenPolicy> ReadPolicy(absl::string_view bytes, const Directory& directory,
                                      const PublicCrypto& crypto) {
  OpenPolicy open;
  ASSIGN_OR_RETURN(open.note, ParseNote(bytes, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(open.policy, ParsePolicyNote(directory.ns(), open.note.text));
  ASSIGN_OR_RETURN(open.signed_by, SignedBy(open.note, directory, crypto));
  RETURN_IF_ERROR(CheckPolicyRules(open.policy.kind, open.policy.rules));
  RETURN_IF_ERROR(CheckFollows(open.policy, directory));
  open.threshold = directory.mission().policy_threshold;
  open.may_sign = MaySign(directory, open.signed_by);
  return open;
}

absl::StatusOr<std::string> AddPolicySignature(const OpenPolicy& open, const Directory& directory,
                                               const NoteSigner& device) {
  return AddGuarantorLine(open.note, open.signed_by, directory, device);
}

}  // namespace liaison
