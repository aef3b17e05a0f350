// The hub's "no": signed, so that a hub that refuses leaves evidence with the sender; and its "I do
// not know", which is never signed. Source: CRYPTO 1.10.
#ifndef LIAISON_HUB_SEQUENCER_REFUSAL_H_
#define LIAISON_HUB_SEQUENCER_REFUSAL_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "hub/hub_types.h"
#include "proto/wire/sign.h"

namespace liaison {

// Thread: any.
class RefusalSigner {
 public:
  // `hub` is the key NS/hub and outlives it.
  RefusalSigner(absl::string_view ns, const NoteSigner& hub) : ns_(ns), hub_(hub) {}

  // The outcome for a submission whose signed note is `note`. Unavailable means that nobody knows,
  // or that the hub has a trouble of its own: such an answer judges nothing and carries no refusal.
  Outcome Refuse(absl::string_view note, const absl::Status& status, int64_t time_ms) const;

 private:
  const std::string ns_;
  const NoteSigner& hub_;
};

// The status to answer where the hub itself could not read or write: Unavailable, whatever the
// cause. A damaged database must not look like a forged notice.
absl::Status OwnTrouble(const absl::Status& status);

}  // namespace liaison

#endif  // LIAISON_HUB_SEQUENCER_REFUSAL_H_
