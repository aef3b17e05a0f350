// The signed public notes of the maps: a version that is proposed, what parties say to it, the
// policy under which a series of versions stands, and who holds which. Strict parse and print.
// Source: MAPS section 3; text rules CRYPTO 1.1.
#ifndef LIAISON_PROTO_TEXT_MAP_NOTE_H_
#define LIAISON_PROTO_TEXT_MAP_NOTE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {

// A map's or feature's id: [a-z][a-z0-9-]{0,62}. Errors: MAP_ID.
absl::StatusOr<std::string> ParseMapId(absl::string_view text);

// What all of them begin and end with.
struct MapHead {
  std::string ns;
  std::string hub;
  Nonce nonce{};
  std::string map;
  std::string from;
  MailboxId as;
  Seen seen;
  friend bool operator==(const MapHead&, const MapHead&) = default;
};

struct MapBlob {
  Hash sha256;
  uint64_t size = 0;
  friend bool operator==(const MapBlob&, const MapBlob&) = default;
};
struct MapDelta {
  uint64_t from = 0;  // version
  MapBlob blob;       // sealed
  friend bool operator==(const MapDelta&, const MapDelta&) = default;
};

// NS/map/v1. Its text hash names the proposal, here and in every step.
struct MapProposal {
  MapHead head;
  uint64_t version = 1;
  std::optional<Hash> base;      // digest of the previous version's document; none for version 1
  MapBlob content;               // the document
  MapBlob blob;                  // the same, sealed: an attachment that the hub holds
  std::vector<MapDelta> deltas;  // sorted by `from`
  std::optional<int64_t> effective_s;
  std::optional<int64_t> expiry_s;
  int64_t open_until_s = 0;
  Hash policy;  // text hash of the policy in force
  std::optional<uint64_t> reverts;
  std::optional<Hash> counters;  // proposals
  std::optional<Hash> rebases;
  friend bool operator==(const MapProposal&, const MapProposal&) = default;
};

enum class MapVerb : uint8_t {
  kApprove,
  kRefuse,
  kRetract,
  kWithdraw,
  kComment,
  kDispute,
  kSettle,
};
absl::string_view MapVerbName(MapVerb verb);

// NS/map-step/v1. Two officers' lines where the policy wants two persons.
struct MapStep {
  MapHead head;
  MapVerb verb = MapVerb::kApprove;
  Hash target;  // text hash of the proposal
  uint64_t version = 1;
  std::optional<Hash> content;  // approve: the digest that is approved
  std::optional<Hash> text;     // header hash of a sealed notice that says why
  friend bool operator==(const MapStep&, const MapStep&) = default;
};

struct MapConcerned {
  std::string party;
  bool required = false;  // else: consulted
  friend bool operator==(const MapConcerned&, const MapConcerned&) = default;
};

// NS/map-policy/v1. Parties are offices, sorted in every list.
struct MapPolicy {
  MapHead head;
  uint64_t serial = 1;
  std::optional<Hash> prev;  // text hash of the policy before; none for serial 1
  std::vector<std::string> approve;
  uint32_t threshold = 1;
  std::vector<MapConcerned> concerned;  // sorted by party
  std::vector<std::string> propose;
  uint32_t persons = 1;
  uint32_t revert_threshold = 1;
  uint32_t held_by_s = 0;
  uint32_t max_age_s = 0;
  bool is_public = false;  // audience: else sealed
  std::vector<std::string> readers;
  std::vector<std::string> neighbours;  // maps
  friend bool operator==(const MapPolicy&, const MapPolicy&) = default;
};

enum class MapHeldState : uint8_t { kHeld, kSeen, kCannotOpen };
absl::string_view MapHeldStateName(MapHeldState state);

// NS/map-held/v1.
struct MapHeld {
  MapHead head;
  uint64_t version = 1;
  Hash content;
  MapHeldState state = MapHeldState::kHeld;
  friend bool operator==(const MapHeld&, const MapHeld&) = default;
};

using MapNote = std::variant<MapProposal, MapStep, MapPolicy, MapHeld>;
const MapHead& HeadOf(const MapNote& note);
// "map", "map-step", "map-policy", "map-held".
bool IsMapNoteKind(absl::string_view note_kind);

// Grammar, in this order, one field a line:
//   hub · nonce <32 hex> · map · own lines · from · as · seen <size> <b64>
//   NS/map/v1          version · base <b64|-> · content <b64> <size> · blob <b64> <size> ·
//                      delta <from> <b64> <size> * · effective <s|-> · expiry <s|-> ·
//                      open-until <s> · policy <b64> · reverts <n> ? · counters <b64> ? ·
//                      rebases <b64> ?
//   NS/map-step/v1     step · target <b64> · version · content <b64> (approve only) · text <b64> ?
//   NS/map-policy/v1   serial · prev <b64|-> · approve <party> * · threshold · concerned <party>
//                      required|consulted * · propose <party> * · persons 1|2 · revert-threshold ·
//                      held-by <s> · max-age <s> · audience sealed|public · readers <party> * ·
//                      neighbours <map> *
//   NS/map-held/v1     version · content <b64> · state held|seen|cannot_open
// Errors: InvalidArgument with field and rule; TYPE where the first line is of none.
absl::StatusOr<MapNote> ParseMapNote(absl::string_view ns, absl::string_view text);
std::string PrintMapNote(const MapNote& note);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_MAP_NOTE_H_
