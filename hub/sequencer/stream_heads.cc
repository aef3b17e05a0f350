#include "hub/sequencer/stream_heads.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/sequencer/refusal.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<StreamRow> StreamHeads::Head(absl::string_view device, absl::string_view to) {
  const std::string key = StreamKey(device, to);
  const auto found = heads_.find(key);
  if (found != heads_.end()) return found->second;
  const absl::StatusOr<std::optional<StreamRow>> row = index_.FindStream(device, to);
  if (!row.ok()) return OwnTrouble(row.status());
  return heads_[key] = row->value_or(StreamRow());
}

absl::Status StreamHeads::CheckNext(absl::string_view device, const StreamLine& line) {
  ASSIGN_OR_RETURN(const StreamRow head, Head(device, line.to));
  if (line.counter <= head.counter) {
    return MakeError(
        absl::StatusCode::kAlreadyExists,
        absl::StrCat("counter ", line.counter, " to ", line.to,
                     " was used: fetch the stream's head, number again from ", head.counter + 1),
        {.reason = "COUNTER_USED", .subject = line.to, .field = "stream"});
  }
  if (line.counter != head.counter + 1) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     absl::StrCat("counter ", line.counter, " to ", line.to, " skips ",
                                  head.counter + 1, ": submit what is missing first"),
                     {.reason = "COUNTER_SKIPPED", .subject = line.to, .field = "stream"});
  }
  if (line.prev != head.hash) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     absl::StrCat("the link to the previous message to ", line.to,
                                  " is another one: fetch the stream's head"),
                     {.reason = "PREV", .subject = line.to, .field = "stream"});
  }
  return absl::OkStatus();
}

void StreamHeads::Advance(absl::string_view device, const StreamLine& line, const Hash& hash,
                          LeafIndex index) {
  heads_[StreamKey(device, line.to)] = {.counter = line.counter, .hash = hash, .index = index};
}

}  // namespace liaison
