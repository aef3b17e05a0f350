// A device's weekly prekeys: published eight weeks ahead, opened with until 30 days after their
// end, then destroyed. That is the whole forward secrecy: who takes the device later cannot open
// what the hub and the wiretapper kept from before. Source: CRYPTO 1.9, 4.2.
#ifndef LIAISON_CLIENTS_CORE_KEYS_PREKEYS_H_
#define LIAISON_CLIENTS_CORE_KEYS_PREKEYS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/keys/key_store.h"
#include "clients/core/sealing/age_key.h"
#include "proto/base/random.h"
#include "proto/text/directory_note.h"
#include "proto/text/hash.h"
#include "proto/wire/sign.h"

namespace liaison {

inline constexpr int64_t kPrekeyLife_s = 7 * 24 * 3600;
inline constexpr int64_t kPrekeyAhead_s = 8 * kPrekeyLife_s;
inline constexpr int64_t kPrekeyGrace_s = 30 * 24 * 3600;

struct PrekeyWindow {
  uint64_t serial = 0;
  int64_t not_before_s = 0;
  int64_t not_after_s = 0;
  friend bool operator==(const PrekeyWindow&, const PrekeyWindow&) = default;
};

// The weeks still to be published so that senders find prekeys that this device can open for eight
// weeks from `hub_time_s` on. Weeks lie on the grid that the first prekey's not-before set
// (`hub_time_s`, if there is none yet) and follow each other without gaps; weeks that are over are
// not made up for. Serials go on from the highest. A week whose identity was lost (`openable` says
// false) is published again from there on: senders take the highest serial.
// `published`: this device's, any order.
std::vector<PrekeyWindow> PlanPrekeys(absl::Span<const Prekey> published, int64_t hub_time_s,
                                      absl::FunctionRef<bool(uint64_t serial)> openable);

// Makes what PlanPrekeys wants: signed NS/prekey/v1 notes, in serial order. Each identity is
// durable in the store before its note is returned. An identity that the store already has is used
// again: its note may have been submitted with unknown outcome, and must stay openable. `device`:
// the device's signer, whose name is the subject. `charter`: hash of the serial 1 charter.
absl::StatusOr<std::vector<std::string>> MakePrekeys(absl::string_view ns, const Hash& charter,
                                                     const NoteSigner& device,
                                                     absl::Span<const Prekey> published,
                                                     int64_t hub_time_s, KeyStore& store,
                                                     Random& random);

// Serials, ascending, whose secrets must go: published and 30 days over.
std::vector<uint64_t> ExpiredPrekeys(absl::Span<const Prekey> published, int64_t hub_time_s);
// Destroys those that the store still has; returns the serials destroyed.
absl::StatusOr<std::vector<uint64_t>> DestroyExpiredPrekeys(absl::Span<const Prekey> published,
                                                            int64_t hub_time_s, KeyStore& store);

// The identities that the store still has, newest first: `identities[i]` belongs to `serials[i]`.
// Two lists, because Open takes a span of identities and answers with an index. One damaged file
// does not close the others; but while there is any, NO_MATCH does not accuse a sender.
struct LivePrekeys {
  std::vector<uint64_t> serials;
  std::vector<AgeIdentity> identities;
  std::vector<uint64_t> damaged;
};
absl::StatusOr<LivePrekeys> LoadPrekeys(KeyStore& store);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_PREKEYS_H_
