#include "hub/store/keys.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr char kRecordVersion = 1;
constexpr size_t kNumberBytes = 8;

absl::Status DamagedRow(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the hub's database holds a damaged ", what,
                                " row: stop, keep the folder, restore a backup"),
                   {.reason = "ROW", .subject = std::string(what), .field = ""});
}

void AppendNumber(uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<uint8_t>(value >> shift)));
  }
}

// `bytes` holds at least kNumberBytes.
uint64_t TakeNumber(absl::string_view& bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) {
    value = (value << 8) | static_cast<uint8_t>(bytes[i]);
  }
  bytes.remove_prefix(kNumberBytes);
  return value;
}

// `bytes` holds at least Hash::kSize.
Hash TakeHash(absl::string_view& bytes) {
  Hash hash;
  std::copy_n(bytes.data(), Hash::kSize, reinterpret_cast<char*>(hash.bytes.data()));
  bytes.remove_prefix(Hash::kSize);
  return hash;
}

std::string RowKey(Row row, absl::string_view rest) {
  return absl::StrCat(absl::string_view(reinterpret_cast<const char*>(&row), 1), rest);
}

constexpr absl::string_view kNul("\0", 1);

}  // namespace

absl::string_view FamilyName(Family family) {
  switch (family) {
    case Family::kLog:
      return "log";
    case Family::kSealed:
      return "sealed";
    case Family::kTree:
      return "tree";
    case Family::kIndex:
      return "index";
    case Family::kPlugin:
      return "plugin";
    case Family::kTimer:
      return "timer";
  }
  return "";
}

std::string LeafKey(LeafIndex index) { return PrintNumber(index.value()); }

std::string NodeKey(int level, uint64_t index) {
  std::string key(1, static_cast<char>(level));
  AppendNumber(index, key);
  return key;
}

absl::StatusOr<LeafIndex> ParseLeafKey(absl::string_view key) {
  if (key.size() != kNumberBytes) return DamagedRow("leaf");
  return LeafIndex(TakeNumber(key));
}

std::string PrintRecordHead(const RecordHead& head) {
  std::string out;
  out.reserve(kRecordHeadBytes);
  out.push_back(kRecordVersion);
  out.push_back(static_cast<char>(head.kind));
  out.push_back(head.is_public ? 1 : 0);
  AppendNumber(static_cast<uint64_t>(head.time_ms), out);
  absl::StrAppend(&out, head.body_hash.view());
  return out;
}

absl::StatusOr<RecordHead> ParseRecordHead(absl::string_view row) {
  if (row.size() < kRecordHeadBytes || row[0] != kRecordVersion) return DamagedRow("record");
  const auto kind = static_cast<uint8_t>(row[1]);
  const auto is_public = static_cast<uint8_t>(row[2]);
  if (kind < static_cast<uint8_t>(RecordKind::kEnvelope) ||
      kind > static_cast<uint8_t>(RecordKind::kControl) || is_public > 1) {
    return DamagedRow("record");
  }
  row.remove_prefix(3);
  RecordHead head;
  head.kind = static_cast<RecordKind>(kind);
  head.is_public = is_public == 1;
  head.time_ms = static_cast<int64_t>(TakeNumber(row));
  head.body_hash = TakeHash(row);
  return head;
}

std::string BlobKey(const Hash& sha256, absl::string_view body) {
  return RowKey(Row::kBlob, absl::StrCat(sha256.view(), body));
}

std::string BodyKey(const Hash& body) { return RowKey(Row::kBody, body.view()); }

std::string DeliveredKey(const Hash& target, absl::string_view device) {
  return RowKey(Row::kDelivered, absl::StrCat(target.view(), device));
}

std::string EnvelopeKey(const std::array<uint8_t, 16>& id) {
  return RowKey(Row::kEnvelope,
                absl::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
}

std::string HeardKey(absl::string_view office) { return RowKey(Row::kHeard, office); }

std::string InboxKey(absl::string_view inbox, Precedence precedence, LeafIndex index) {
  std::string key = RowKey(Row::kInbox, absl::StrCat(inbox, kNul));
  key.push_back(static_cast<char>(precedence));
  AppendNumber(index.value(), key);
  return key;
}

std::string MetaKey(absl::string_view name) { return RowKey(Row::kMeta, name); }

std::string StreamKey(absl::string_view device, absl::string_view to) {
  return RowKey(Row::kStream, absl::StrCat(device, kNul, to));
}

std::string RowLimit(Row row) {
  return std::string(1, static_cast<char>(static_cast<char>(row) + 1));
}

absl::StatusOr<LeafIndex> ParseInboxIndex(absl::string_view key) {
  // Row, at least one byte of name, NUL, precedence, index.
  if (key.size() < 1 + 1 + 1 + 1 + kNumberBytes) return DamagedRow("inbox");
  absl::string_view number = key.substr(key.size() - kNumberBytes);
  return LeafIndex(TakeNumber(number));
}

absl::StatusOr<std::string> ParseHeardOffice(absl::string_view key) {
  if (key.size() < 2) return DamagedRow("heard");
  return std::string(key.substr(1));
}

std::string PrintNumber(uint64_t value) {
  std::string out;
  out.reserve(kNumberBytes);
  AppendNumber(value, out);
  return out;
}

absl::StatusOr<uint64_t> ParseNumber(absl::string_view value) {
  if (value.size() != kNumberBytes) return DamagedRow("number");
  return TakeNumber(value);
}

std::string PrintEnvelopeRow(const EnvelopeRow& row) {
  return absl::StrCat(row.stable.view(), row.first.view());
}

absl::StatusOr<EnvelopeRow> ParseEnvelopeRow(absl::string_view value) {
  if (value.size() != 2 * Hash::kSize) return DamagedRow("envelope");
  EnvelopeRow row;
  row.stable = TakeHash(value);
  row.first = TakeHash(value);
  return row;
}

std::string PrintStreamRow(const StreamRow& row) {
  std::string out = PrintNumber(row.counter);
  absl::StrAppend(&out, row.hash.view());
  AppendNumber(row.index.value(), out);
  return out;
}

absl::StatusOr<StreamRow> ParseStreamRow(absl::string_view value) {
  if (value.size() != kNumberBytes + Hash::kSize + kNumberBytes) return DamagedRow("stream");
  StreamRow row;
  row.counter = TakeNumber(value);
  row.hash = TakeHash(value);
  row.index = LeafIndex(TakeNumber(value));
  return row;
}

}  // namespace liaison
