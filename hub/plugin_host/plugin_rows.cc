#include "hub/plugin_host/plugin_rows.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/store/keys.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kDueValueBytes = kNumber + kNumber + Hash::kSize;

std::string TrackPrefix(absl::string_view row, const TrackId& track) {
  return absl::StrCat(row, track.plugin, absl::string_view("\0", 1), PrintNumber(track.generation));
}

}  // namespace

std::string PluginKey(absl::string_view plugin) { return absl::StrCat("r", plugin); }
std::string TrackKey(const TrackId& track) { return TrackPrefix("c", track); }
std::string StateKey(const TrackId& track, absl::string_view key) {
  return absl::StrCat(TrackPrefix("s", track), key);
}
std::string TimerKey(const TrackId& track, absl::string_view key) {
  return absl::StrCat(TrackPrefix("k", track), key);
}
std::string ParkedKey(const TrackId& track, absl::string_view order_key, LeafIndex seq) {
  return absl::StrCat(TrackPrefix("p", track), order_key, PrintNumber(seq.value()));
}
std::string QuarantineKey(absl::string_view plugin, LeafIndex seq, LeafIndex control) {
  return absl::StrCat("q", plugin, absl::string_view("\0", 1), PrintNumber(seq.value()),
                      PrintNumber(control.value()));
}
std::string DueKey(const TrackId& track, int64_t due_ms, uint32_t precedence,
                   absl::string_view key) {
  return absl::StrCat(TrackPrefix("", track), PrintNumber(static_cast<uint64_t>(due_ms)),
                      std::string(1, static_cast<char>(precedence)), key);
}

size_t TrackPrefixBytes(const TrackId& track) { return 1 + track.plugin.size() + 1 + kNumber; }

std::string PrefixLimit(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

std::string PrintDueValue(const DueRow& row) {
  return absl::StrCat(PrintNumber(row.generation), PrintNumber(row.cause.value()),
                      row.payload.view());
}

absl::StatusOr<DueRow> ParseDueRow(const TrackId& track, absl::string_view key,
                                   absl::string_view value) {
  const size_t prefix = TrackPrefix("", track).size();
  if (key.size() < prefix + kNumber + 1 || value.size() != kDueValueBytes) {
    return DamagedPluginRow("timer");
  }
  DueRow row;
  ASSIGN_OR_RETURN(const uint64_t due, ParseNumber(key.substr(prefix, kNumber)));
  row.due_ms = static_cast<int64_t>(due);
  row.precedence = static_cast<uint8_t>(key[prefix + kNumber]);
  row.key = std::string(key.substr(prefix + kNumber + 1));
  ASSIGN_OR_RETURN(row.generation, ParseNumber(value.substr(0, kNumber)));
  ASSIGN_OR_RETURN(const uint64_t cause, ParseNumber(value.substr(kNumber, kNumber)));
  row.cause = LeafIndex(cause);
  ASSIGN_OR_RETURN(row.payload, FixedFromBytes<Hash>(value.substr(2 * kNumber)));
  return row;
}

absl::StatusOr<LeafIndex> ParseParkedSeq(absl::string_view key) {
  if (key.size() < kNumber) return DamagedPluginRow("parked");
  ASSIGN_OR_RETURN(const uint64_t seq, ParseNumber(key.substr(key.size() - kNumber)));
  return LeafIndex(seq);
}

RowChange PutRow(Family family, std::string key, std::string value) {
  return {.kind = RowChange::Kind::kPut,
          .family = family,
          .key = std::move(key),
          .value = std::move(value)};
}
RowChange DeleteRow(Family family, std::string key) {
  return {.kind = RowChange::Kind::kDelete, .family = family, .key = std::move(key)};
}
RowChange DeletePrefix(Family family, const std::string& prefix) {
  return {.kind = RowChange::Kind::kDeleteRange,
          .family = family,
          .key = prefix,
          .value = PrefixLimit(prefix)};
}

std::vector<RowChange> DeleteTrack(const TrackId& track) {
  std::vector<RowChange> changes;
  for (const absl::string_view row : {"s", "k", "p"}) {
    changes.push_back(DeletePrefix(Family::kPlugin, TrackPrefix(row, track)));
  }
  changes.push_back(DeletePrefix(Family::kTimer, TrackPrefix("", track)));
  changes.push_back(DeleteRow(Family::kPlugin, TrackKey(track)));
  return changes;
}

absl::Status DamagedPluginRow(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the hub's database holds a damaged ", what,
                                " row of a plugin: stop, keep the folder, restore a backup"),
                   {.reason = "ROW", .subject = std::string(what), .field = ""});
}

}  // namespace liaison
