#include "plugins/maps/changes.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "plugins/maps/keys.h"
#include "plugins/maps/rows.pb.h"

namespace liaison::maps {

void Changes::Note(const shared::EndedDevice& ended) {
  Change change;
  change.set_time_ms(now_.time_ms);
  change.set_revoked(ended.name);
  change.set_reason(static_cast<uint32_t>(ended.reason));
  effects_.Put(ChangeKey(now_.index.value()), change.SerializeAsString());
  effects_.Put(kChangesKey, absl::StrCat(now_.index.value() + 1));
}

uint64_t Changes::End() {
  uint64_t end = 0;
  static_cast<void>(absl::SimpleAtoi(state_.Get(kChangesKey).value_or("0"), &end));
  return end;
}

std::vector<DeviceChange> Changes::Since(uint64_t from) {
  std::vector<DeviceChange> changes;
  if (End() <= from) return changes;
  const std::string after = from == 0 ? "" : ChangeKey(from - 1);
  for (const plugin::Row& row : shared::ScanAll(state_, kChangePrefix, after)) {
    uint64_t index = 0;
    static_cast<void>(absl::SimpleHexAtoi(absl::StripPrefix(row.key, kChangePrefix), &index));
    if (index >= now_.index.value()) break;
    Change change;
    change.ParseFromString(row.value);
    changes.push_back({.at = {.index = LeafIndex(index), .time_ms = change.time_ms()},
                       .ended = {.name = change.revoked(),
                                 .reason = static_cast<RevokeReason>(change.reason())}});
  }
  return changes;
}

}  // namespace liaison::maps
