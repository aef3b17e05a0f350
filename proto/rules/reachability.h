// From when on a mailbox has no device that a sender could seal to, if nobody acts: `status` and
// `doctor` warn before. Source: DESIGN section 6. Pure.
#ifndef LIAISON_PROTO_RULES_REACHABILITY_H_
#define LIAISON_PROTO_RULES_REACHABILITY_H_

#include <cstdint>
#include <vector>

#include "proto/rules/directory.h"
#include "proto/text/names.h"

namespace liaison {

inline constexpr int64_t kReachabilityWarning_ms = int64_t{7} * 24 * 3600 * 1000;

struct Reachability {
  MailboxId mailbox;
  // Hub time of the first moment, from now on, at which no device has both a certificate in force
  // and a prekey: now itself where that is so already.
  int64_t until_ms = 0;
  bool unreachable = false;  // already
  bool ends_soon = false;    // within kReachabilityWarning_ms, or already
};

// Every mailbox that a device's certificate ever named, of offices that are parties now; by office
// and role. Only what is logged counts: a renewal or prekey that begins later does, a revoked
// device does not. `now_ms`: hub time.
std::vector<Reachability> ReachabilityOfAll(const Directory& directory, int64_t now_ms);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_REACHABILITY_H_
