// A bag: what one desk carries to others, or to the hub, by stick, mail or modem when the line is
// down. One file: a head of lines, a blank line, then the parts one after the other, as long as the
// head says.
//
//   NS/bag/v1
//   from NS/tur/d07
//   time 1795478400
//   checkpoint 215
//   entry 1 envelope 812 4325       number, kind, bytes of the signed note, of the sealed body
//   entry 2 act 540 0
//
// Nobody signs a bag: every part proves itself, or is worth nothing. So `from`, `time` and the
// order are claims, and so is what is not in it. Source: CRYPTO 1.11, DESIGN section 6.
#ifndef LIAISON_PROTO_TEXT_BAG_H_
#define LIAISON_PROTO_TEXT_BAG_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/record.h"

namespace liaison {

inline constexpr size_t kMaxBagBytes = 64 * 1024 * 1024;
inline constexpr size_t kMaxBagEntries = 1000;
inline constexpr size_t kMaxSealedBytes = 512 * 1024;        // what a hub takes at the most
inline constexpr size_t kMaxBagCheckpointBytes = 16 * 1024;  // with the lines of witnesses

struct BagEntry {
  RecordKind kind = RecordKind::kEnvelope;  // or kAct
  std::string note;                         // signed header or act, as submitted
  std::string sealed;                       // envelopes only
  friend bool operator==(const BagEntry&, const BagEntry&) = default;
};

struct Bag {
  std::string ns;
  std::string from;               // a claim
  int64_t time_s = 0;             // a claim
  std::string checkpoint;         // the newest that `from` had verified
  std::vector<BagEntry> entries;  // in the order in which a hub takes them
  friend bool operator==(const Bag&, const Bag&) = default;
};

// The whole file. Every length is checked against its limit and against the file before anything is
// copied; no part is looked into. Errors: InvalidArgument with the field and its rule: those of
// FieldReader; SIZE (too long), NUMBER (not 1, 2, 3), KIND, LENGTH (the file is shorter or longer
// than its head says), DUPLICATE (the same note twice).
absl::StatusOr<Bag> ParseBag(absl::string_view ns, absl::string_view bytes);
std::string PrintBag(const Bag& bag);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_BAG_H_
