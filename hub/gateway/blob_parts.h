// What the streams of attachments work with, and what both directions share.
#ifndef LIAISON_HUB_GATEWAY_BLOB_PARTS_H_
#define LIAISON_HUB_GATEWAY_BLOB_PARTS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/gateway/blob_worker.h"
#include "hub/gateway/principal.h"
#include "hub/hub.h"
#include "proto/base/clock.h"
#include "proto/text/hash.h"

namespace liaison {

// All outlive the streams.
struct BlobParts {
  Hub& hub;
  const PeerAuthenticator& peers;
  const Clock& clock;
  BlobWorker& worker;
};

// Errors: InvalidArgument LENGTH with the field.
absl::StatusOr<Hash> ReadBlobHash(absl::string_view field, absl::string_view bytes);
// A stream that moved nothing for too long. Unavailable STALLED: the same call again goes on.
absl::Status Stalled();

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_BLOB_PARTS_H_
