// Mailboxes to which nobody can seal, as of a record: no device with a certificate in force and a
// prekey. A function of the log below the record and of its time, so that a replay finds the same.
// Source: CRYPTO 1.9; plugin.proto.
#ifndef LIAISON_HUB_PLUGIN_HOST_UNDELIVERABLE_H_
#define LIAISON_HUB_PLUGIN_HOST_UNDELIVERABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

struct RecordTime {
  LeafIndex index;
  int64_t time_ms = 0;
};

// Among the mailboxes that the header delivers to or climbs to; sorted. `directory` knows all
// public notes up to the record, here and below.
std::vector<MailboxId> UndeliverableOf(const EnvelopeHeader& header, RecordTime at,
                                       const Directory& directory);
// Among all mailboxes of the offices that the public note concerns; sorted; none where it changes
// no keys. Errors: DataLoss (the log holds what it cannot hold).
absl::StatusOr<std::vector<MailboxId>> UndeliverableAfter(absl::string_view kind,
                                                          absl::string_view text, RecordTime at,
                                                          const Directory& directory);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_UNDELIVERABLE_H_
