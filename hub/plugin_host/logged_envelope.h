// An envelope of the log with its header read. A record of the log never changes, so what was read
// once may be kept.
#ifndef LIAISON_HUB_PLUGIN_HOST_LOGGED_ENVELOPE_H_
#define LIAISON_HUB_PLUGIN_HOST_LOGGED_ENVELOPE_H_

#include <cstdint>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/log/log.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"

namespace liaison {

struct LoggedEnvelope {
  LeafIndex index;
  int64_t time_ms = 0;  // hub time of its leaf
  EnvelopeHeader header;
};

// By the hash of their text.
using LoggedEnvelopes = absl::flat_hash_map<Hash, std::shared_ptr<const LoggedEnvelope>>;

// nullptr: the record is something else. Errors: as ParseHeader; the log holds none that gives one.
absl::StatusOr<std::shared_ptr<const LoggedEnvelope>> ReadEnvelope(absl::string_view ns,
                                                                   LeafIndex index,
                                                                   const StoredRecord& record);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_LOGGED_ENVELOPE_H_
