// Every key and every stored value of the hub's database, made and read in one place.
// Stored values are frozen: a change of any layout below needs a new kFormatVersion and a way to
// open the old one.
//
//   family   key                                         value
//   log      index (8)                                   version kind public time body-hash body
//   sealed   index (8)                                   the age file
//   tree     level (1) index (8)                         hash of a perfect subtree (32)
//   index    'a' blob's SHA-256 (32) body hash (32)      size (8): this record names the attachment
//            'b' body hash (32)                          index (8)
//            'd' target hash (32) device                 (empty) `delivered` was given
//            'e' envelope id (16)                        stable hash (32) first header hash (32)
//            'h' office                                  time of the last accepted record (8)
//            'i' inbox name NUL precedence (1) index (8) (empty)
//            'm' name                                    meta: "format", "checkpoint"
//            's' device NUL mailbox                      counter (8) text hash (32) index (8)
//   plugin   made by hub/plugin_host/plugin_rows         (see there)
//   timer    likewise: what is due, in the order in which it fires
//
// Numbers are big-endian, so that key order is number order. Names contain no NUL.
#ifndef LIAISON_HUB_STORE_KEYS_H_
#define LIAISON_HUB_STORE_KEYS_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/record.h"

namespace liaison {

inline constexpr absl::string_view kFormatVersion = "1";

enum class Family : uint8_t { kLog, kSealed, kTree, kIndex, kPlugin, kTimer };
inline constexpr std::array<Family, 6> kFamilies = {
    Family::kLog, Family::kSealed, Family::kTree, Family::kIndex, Family::kPlugin, Family::kTimer};
absl::string_view FamilyName(Family family);  // frozen

std::string LeafKey(LeafIndex index);  // log and sealed
std::string NodeKey(int level, uint64_t index);
// Errors of all readers in this file: DataLoss ROW.
absl::StatusOr<LeafIndex> ParseLeafKey(absl::string_view key);

// What stands before the body in a `log` row.
struct RecordHead {
  RecordKind kind = RecordKind::kEnvelope;
  bool is_public = false;
  int64_t time_ms = 0;
  Hash body_hash;
  friend bool operator==(const RecordHead&, const RecordHead&) = default;
};
inline constexpr size_t kRecordHeadBytes = 1 + 1 + 1 + 8 + 32;
std::string PrintRecordHead(const RecordHead& head);
absl::StatusOr<RecordHead> ParseRecordHead(absl::string_view row);

// First byte of the rows in `index`.
enum class Row : char {
  kBlob = 'a',
  kBody = 'b',
  kDelivered = 'd',
  kEnvelope = 'e',
  kHeard = 'h',
  kInbox = 'i',
  kMeta = 'm',
  kStream = 's',
};
// `body` may be empty: where the rows of this blob begin.
std::string BlobKey(const Hash& sha256, absl::string_view body);
std::string BodyKey(const Hash& body);
std::string DeliveredKey(const Hash& target, absl::string_view device);
std::string EnvelopeKey(const std::array<uint8_t, 16>& id);
std::string HeardKey(absl::string_view office);
std::string InboxKey(absl::string_view inbox, Precedence precedence, LeafIndex index);
std::string MetaKey(absl::string_view name);
std::string StreamKey(absl::string_view device, absl::string_view to);
// The first key behind every key of this row type.
std::string RowLimit(Row row);

absl::StatusOr<LeafIndex> ParseInboxIndex(absl::string_view key);
absl::StatusOr<std::string> ParseHeardOffice(absl::string_view key);

std::string PrintNumber(uint64_t value);
absl::StatusOr<uint64_t> ParseNumber(absl::string_view value);

struct EnvelopeRow {
  Hash stable;  // SHA-256 of the stable part
  Hash first;   // text hash of the first header under this id
  friend bool operator==(const EnvelopeRow&, const EnvelopeRow&) = default;
};
std::string PrintEnvelopeRow(const EnvelopeRow& row);
absl::StatusOr<EnvelopeRow> ParseEnvelopeRow(absl::string_view value);

// The newest link of one stream.
struct StreamRow {
  uint64_t counter = 0;
  Hash hash;  // text hash of the header or act
  LeafIndex index;
  friend bool operator==(const StreamRow&, const StreamRow&) = default;
};
std::string PrintStreamRow(const StreamRow& row);
absl::StatusOr<StreamRow> ParseStreamRow(absl::string_view value);

}  // namespace liaison

#endif  // LIAISON_HUB_STORE_KEYS_H_
