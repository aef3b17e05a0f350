// The client's only way to a hub, as an interface: gRPC in the shipped program (grpc_connection),
// in memory under the simulation, scripted and hostile in tests. What comes through it is never
// trusted.
#ifndef LIAISON_CLIENTS_CORE_CONNECTION_HUB_CONNECTION_H_
#define LIAISON_CLIENTS_CORE_CONNECTION_HUB_CONNECTION_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/record.h"

namespace liaison {

struct OutgoingRecord {
  RecordKind kind = RecordKind::kEnvelope;  // kEnvelope, kAct, kNote
  std::string note;                         // signed note bytes
  std::string sealed;
};
struct SubmitAnswer {
  // Either accepted (a claim until its proof is checked against the own mirror) ...
  bool accepted = false;
  LeafIndex index;
  int64_t time_ms = 0;
  std::vector<Hash> proof;
  std::string checkpoint;
  // ... or refused: a signed NS/refusal/v1.
  std::string refusal;
};
// What a release opens; a claim, as the whole record.
struct ReleasedClaim {
  LeafIndex index;
  int64_t time_ms = 0;
  std::string header;  // signed note bytes
};
struct IncomingRecord {
  LeafIndex index;
  int64_t time_ms = 0;
  RecordKind kind = RecordKind::kEnvelope;
  std::string body;
  std::string sealed;  // of an envelope, or of the one that is released
  Precedence precedence = Precedence::kRoutine;
  std::string delegation{};  // receipts on behalf only: the delegation's signed note, a claim
  std::optional<ReleasedClaim> released{};  // releases to a mailbox of this device only
};
struct IncomingBatch {
  std::vector<IncomingRecord> records;
  std::array<TreeSize, kPrecedences> through{};
  std::string beacon;
  std::string checkpoint;
};
struct HubStatusAnswer {
  TreeSize size;
  int64_t time_ms = 0;
  std::string checkpoint;
  std::string state;
  std::vector<std::pair<std::string, int64_t>> offices_heard_ms;
};

// How much of a blob the hub has.
struct BlobState {
  uint64_t committed = 0;  // bytes on its disk
  bool complete = false;   // a record may name it
};
// What the next piece of a transfer is: at most kMaxBlobPieceBytes; empty: no more in this call.
using BlobSource = absl::FunctionRef<absl::StatusOr<std::string>()>;
using BlobSink = absl::FunctionRef<absl::Status(absl::string_view)>;
inline constexpr size_t kMaxBlobPieceBytes = size_t{256} * 1024;

// Errors of all: Unavailable HUB_UNREACHABLE (same call again), Unauthenticated (the hub does not
// know this device, or this is not the pinned hub), ResourceExhausted, InvalidArgument.
// Thread: any.
class HubConnection {
 public:
  HubConnection() = default;
  HubConnection(const HubConnection&) = delete;
  HubConnection& operator=(const HubConnection&) = delete;
  virtual ~HubConnection() = default;

  virtual absl::StatusOr<SubmitAnswer> Submit(const OutgoingRecord& record) = 0;
  virtual absl::StatusOr<std::string> GetResource(absl::string_view path) = 0;
  virtual absl::StatusOr<HubStatusAnswer> GetStatus() = 0;
  // Streams batches until `on_batch` returns an error (returned), the stream breaks (Unavailable),
  // `stop` is notified (Cancelled), or, with `only_what_is_there`, everything was sent (ok).
  virtual absl::Status Watch(const std::array<LeafIndex, kPrecedences>& cursors,
                             bool only_what_is_there, absl::Notification& stop,
                             absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) = 0;

  virtual absl::StatusOr<BlobState> BlobStatus(const Hash& sha256, uint64_t size) = 0;
  // Sends what `next` gives, from `offset` on: what the hub has committed. An error of `next` ends
  // the call and is returned; the hub keeps what came before. A line that moves less than a
  // trickle is broken (Unavailable). Errors: also ResourceExhausted (quota, disk).
  virtual absl::StatusOr<BlobState> PutBlob(const Hash& sha256, uint64_t size, uint64_t offset,
                                            BlobSource next) = 0;
  // Gives `length` bytes (0: to the end) from `offset` to `on_data`, in pieces of any size. The hub
  // may send more, less, or other bytes: whoever asks counts and checks. An error of `on_data` ends
  // the call and is returned. `object`: text hash of the header or public note that names the blob.
  // Errors: also NotFound NO_BLOB, PermissionDenied; Unavailable as PutBlob.
  virtual absl::Status GetBlob(const Hash& sha256, const Hash& object, uint64_t offset,
                               uint64_t length, BlobSink on_data) = 0;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_CONNECTION_HUB_CONNECTION_H_
