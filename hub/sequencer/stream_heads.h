// The newest link of every stream, as the writer knows it: what is committed, and what the group in
// work adds. Bounded by certified devices times mailboxes.
#ifndef LIAISON_HUB_SEQUENCER_STREAM_HEADS_H_
#define LIAISON_HUB_SEQUENCER_STREAM_HEADS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/store/index.h"
#include "hub/store/keys.h"
#include "proto/text/header.h"

namespace liaison {

// Thread: the sequencer's.
class StreamHeads {
 public:
  explicit StreamHeads(const Index& index) : index_(index) {}

  // The line must be the next link of `device`'s stream. Errors: AlreadyExists COUNTER_USED,
  // FailedPrecondition COUNTER_SKIPPED, PREV (all with field "stream"); Unavailable.
  absl::Status CheckNext(absl::string_view device, const StreamLine& line);
  // Takes over a line that was checked. If the group then fails, nothing may be sequenced any more.
  void Advance(absl::string_view device, const StreamLine& line, const Hash& hash, LeafIndex index);

 private:
  absl::StatusOr<StreamRow> Head(absl::string_view device, absl::string_view to);

  const Index& index_;
  absl::flat_hash_map<std::string, StreamRow> heads_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_SEQUENCER_STREAM_HEADS_H_
