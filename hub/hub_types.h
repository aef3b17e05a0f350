// The values that pass through the hub: who speaks, what is handed in, what is answered, what is
// handed out. Plain data; the stages (hub.h lists them) share it.
#ifndef LIAISON_HUB_HUB_TYPES_H_
#define LIAISON_HUB_HUB_TYPES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/record.h"

namespace liaison {

struct HubOptions {
  std::string ns;         // the mission's name space
  std::string data_path;  // RocksDB lies in data/log, keys in data/keys
  size_t group_records_max = 256;
  size_t group_bytes_max = 512 * 1024;
  size_t sealed_bytes_max = 512 * 1024;
  size_t queue_records_max = 4096;         // beyond: ResourceExhausted, reason QUEUE_FULL
  size_t queue_bytes_max = 64 << 20;       // likewise
  uint32_t submits_per_minute_max = 6000;  // per device, before any signature is checked
  uint64_t reserve_bytes = 64ull << 20;    // nearly full: only acts and flash get in (DESIGN 3)
  // Sealed attachments. A gibibyte of plaintext grows by age's header and 16 bytes per 64 KiB, and
  // by the padding to Padme's sizes, below 1/8 of it at this size.
  uint64_t blob_bytes_max = (1ull << 30) + (128ull << 20);
  uint64_t blobs_bytes_max = 64ull << 30;        // all of them
  uint64_t blob_bytes_per_day_max = 8ull << 30;  // per device
  size_t blob_parts_max = 16;                    // per device: begun and not complete
};

// Who speaks: the device or registrar whose certificate pins the connection's TLS key.
struct Principal {
  std::string device;  // "NS/tur/d07", "NS/tur/r01"
  std::string office;
  std::vector<MailboxId> mailboxes;
  bool local = false;  // the admin socket: may submit public notes only
};

struct Submission {
  RecordKind kind = RecordKind::kEnvelope;  // kEnvelope, kAct or kNote
  std::string note;                         // signed note bytes
  std::string sealed;                       // kEnvelope only: the age file
};

struct Accepted {
  LeafIndex index;
  int64_t time_ms = 0;
  std::vector<Hash> proof;
  std::string checkpoint;  // signed note bytes
};
// Exactly one of three: accepted; refused (`refusal` is a signed NS/refusal/v1, `status` says why);
// unknown (`status` is Unavailable and `refusal` empty: the same bytes may be sent again).
struct Outcome {
  std::optional<Accepted> accepted{};
  std::string refusal{};
  absl::Status status{};
};

// What a release opens. It lies below the reader's cursor, so that this is the only way it comes.
struct ReleasedEnvelope {
  LeafIndex index;
  int64_t time_ms = 0;
  std::string header;  // signed note bytes
};

struct InboxRecord {
  LeafIndex index;
  int64_t time_ms = 0;
  RecordKind kind = RecordKind::kEnvelope;
  std::string body;  // signed note bytes, or the hub's own text
  // Of an envelope, or of the one that is released; empty where it is gone. A control's data.
  std::string sealed;
  Precedence precedence = Precedence::kRoutine;
  std::string delegation{};  // receipts on behalf only: the delegation's signed note
  std::optional<ReleasedEnvelope> released{};  // releases only, for those whom they name
};
// Per precedence, the first index not yet delivered.
using InboxCursors = std::array<LeafIndex, kPrecedences>;
struct InboxBatch {
  std::vector<InboxRecord> records;              // at most 64 and 1 MiB, one precedence, by index
  std::array<TreeSize, kPrecedences> through{};  // complete below this
  std::string checkpoint;                        // covers all of it
};

struct HubStatus {
  TreeSize size;
  int64_t time_ms = 0;  // now, by the hub: devices compare their clock with it
  std::string checkpoint;
  std::string state;  // "serving", "nearly-full", "read-only"
  std::vector<std::pair<std::string, int64_t>> offices_heard_ms{};
  uint64_t blob_bytes = 0;          // attachments that are complete
  uint64_t partial_blob_bytes = 0;  // those on their way in
};

}  // namespace liaison

#endif  // LIAISON_HUB_HUB_TYPES_H_
