#include "clients/core/keys/map_policy_ceremony.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "clients/core/keys/policy_ceremony.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/json_reader.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

constexpr size_t kMaxParties = 64;
constexpr int64_t kHeldBy_s = 24 * 3600;
constexpr int64_t kMaxAge_s = 600;

absl::StatusOr<std::string> AsItIs(absl::string_view text) { return std::string(text); }

// A list as the note wants it: sorted.
void ReadList(JsonReader& in, absl::string_view member, std::vector<std::string>& out) {
  if (!in.Has(member)) return;
  in.Values(member, 0, kMaxParties, out, AsItIs);
  std::sort(out.begin(), out.end());
}

template <typename Number>
void ReadNumber(JsonReader& in, absl::string_view member, int64_t min, int64_t otherwise,
                Number& out) {
  int64_t value = otherwise;
  if (in.Has(member)) in.Number(member, min, std::numeric_limits<uint32_t>::max(), value);
  out = static_cast<Number>(value);
}

void ReadConcerned(JsonReader& in, MapPolicy& policy) {
  if (!in.Has("concerned")) return;
  in.Object("concerned", [&](const Json& object, const std::string& path) -> absl::Status {
    JsonReader parties("rules", object, path);
    for (const auto& [party, how] : *object.object()) {
      size_t choice = 0;
      parties.Choice(party, {"consulted", "required"}, choice);
      policy.concerned.push_back({.party = party, .required = choice == 1});
    }
    return parties.Finish(true).status();
  });
}

absl::StatusOr<MapPolicy> ReadRules(absl::string_view rules) {
  ASSIGN_OR_RETURN(const Json json, ParseJsonTail("rules", rules));
  MapPolicy policy;
  JsonReader in("rules", json, "");
  ReadList(in, "approve", policy.approve);
  int64_t threshold = 0;
  in.Number("threshold", 1, static_cast<int64_t>(kMaxParties), threshold);
  policy.threshold = static_cast<uint32_t>(threshold);
  ReadConcerned(in, policy);
  ReadList(in, "propose", policy.propose);
  ReadNumber(in, "persons", 1, 1, policy.persons);
  ReadNumber(in, "revert_threshold", 1, threshold, policy.revert_threshold);
  ReadNumber(in, "held_by_s", 1, kHeldBy_s, policy.held_by_s);
  ReadNumber(in, "max_age_s", 1, kMaxAge_s, policy.max_age_s);
  if (in.Has("public")) in.Boolean("public", policy.is_public);
  ReadList(in, "readers", policy.readers);
  ReadList(in, "neighbours", policy.neighbours);
  return in.Finish(std::move(policy));
}

absl::Status CheckFirst(absl::string_view map, const Directory& directory) {
  if (directory.FindMapPolicy(map) == nullptr) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAlreadyExists,
                   "the map has a policy; it cannot be changed yet",
                   {.reason = "MAP_HAS_POLICY", .subject = std::string(map), .field = "map"});
}

}  // namespace

absl::StatusOr<std::string> DraftMapPolicy(absl::string_view map, absl::string_view rules,
                                           const Directory& directory, const Seen& seen,
                                           const NoteSigner& device, Random& random) {
  ASSIGN_OR_RETURN(const CertFact* fact, GuarantorJwg(directory, device.vkey().name));
  RETURN_IF_ERROR(CheckFirst(map, directory));
  ASSIGN_OR_RETURN(MapPolicy policy, ReadRules(rules));
  policy.head = {.ns = directory.ns(),
                 .hub = absl::StrCat(directory.ns(), "/log"),
                 .nonce = random.Bytes<16>(),
                 .map = std::string(map),
                 .from = device.vkey().name,
                 .as = {.office = fact->certificate.office, .role = Role::kJwg},
                 .seen = seen};
  for (const auto* parties : {&policy.approve, &policy.propose, &policy.readers}) {
    for (const std::string& party : *parties) {
      if (directory.mission().FindParty(party) != nullptr) continue;
      return MakeError(absl::StatusCode::kNotFound, "the mission has no such office",
                       {.reason = "UNKNOWN_OFFICE", .subject = party, .field = "rules"});
    }
  }
  const std::string text = PrintMapNote(policy);
  RETURN_IF_ERROR(ParseMapNote(directory.ns(), text).status());
  return device.SignNote(text);
}

absl::StatusOr<OpenMapPolicy> ReadMapPolicy(absl::string_view bytes, const Directory& directory,
                                            const PublicCrypto& crypto) {
  OpenMapPolicy open;
  ASSIGN_OR_RETURN(open.note, ParseNote(bytes, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(MapNote note, ParseMapNote(directory.ns(), open.note.text));
  auto* policy = std::get_if<MapPolicy>(&note);
  if (policy == nullptr) return Malformed("text", "TYPE", "it is no policy of a map");
  open.policy = std::move(*policy);
  ASSIGN_OR_RETURN(open.signed_by, SignedBy(open.note, directory, crypto));
  RETURN_IF_ERROR(CheckFirst(open.policy.head.map, directory));
  open.missing = MaySign(directory, open.signed_by);
  return open;
}

}  // namespace liaison
