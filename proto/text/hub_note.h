// What the hub signs with NS/hub and does not log: refusals and beacons. Source: CRYPTO 1.10.
#ifndef LIAISON_PROTO_TEXT_HUB_NOTE_H_
#define LIAISON_PROTO_TEXT_HUB_NOTE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace liaison {

// NS/refusal/v1 · hub · object <b64 sha256 of the submitted bytes> · code · field · rule · time
// <ms> code is an absl::StatusCode name in UPPER_SNAKE; field and rule as in ErrorDetail, "-" if
// none.
struct Refusal {
  std::string ns;
  std::string hub;
  Hash object;
  std::string code;
  std::string field;
  std::string rule;
  int64_t time_ms = 0;
  friend bool operator==(const Refusal&, const Refusal&) = default;
};
absl::StatusOr<Refusal> ParseRefusal(absl::string_view ns, absl::string_view text);
std::string PrintRefusal(const Refusal& refusal);

// NS/beacon/v1 · hub · size · root · time <ms>
struct Beacon {
  std::string ns;
  std::string hub;
  TreeSize size;
  Hash root;
  int64_t time_ms = 0;
  friend bool operator==(const Beacon&, const Beacon&) = default;
};
absl::StatusOr<Beacon> ParseBeacon(absl::string_view ns, absl::string_view text);
std::string PrintBeacon(const Beacon& beacon);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_HUB_NOTE_H_
