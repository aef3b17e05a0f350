#include "hub/plugin_host/time_zones_control.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/mailbox/record_rows.h"
#include "hub/plugin_host/controls.h"
#include "hub/store/keys.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/time_zones.h"
#include "proto/text/record.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// Nothing but time zones lies in everybody's inbox.
absl::StatusOr<std::optional<LeafIndex>> FindNewest(const Store& store) {
  std::optional<LeafIndex> newest;
  absl::Status damaged;
  RETURN_IF_ERROR(
      store.Scan(Family::kIndex, InboxKey(kEverybodysInbox, Precedence::kRoutine, LeafIndex(0)),
                 InboxKey(kEverybodysInbox, Precedence::kRoutine, LeafIndex(UINT64_MAX)),
                 [&](absl::string_view key, absl::string_view) {
                   const absl::StatusOr<LeafIndex> index = ParseInboxIndex(key);
                   damaged.Update(index.status());
                   if (index.ok()) newest = *index;
                   return damaged.ok();
                 }));
  RETURN_IF_ERROR(damaged);
  return newest;
}

}  // namespace

absl::StatusOr<Json> LogTimeZones(const CommitPlace& place, const std::string& json) {
  if (json.size() > kTimeZonesBytesMax) {
    return Malformed("time_zones", "SIZE",
                     absl::StrCat("more than ", kTimeZonesBytesMax, " bytes: name fewer zones"));
  }
  ASSIGN_OR_RETURN(const TimeZones zones, ParseTimeZones(json));
  ASSIGN_OR_RETURN(std::optional<LeafIndex> record, FindNewest(place.store));
  bool same = false;
  if (record.has_value()) {
    ASSIGN_OR_RETURN(const StoredRecord stored, place.batch.RecordAt(*record));
    ASSIGN_OR_RETURN(const Control control, ParseControl(place.ns, stored.body));
    same = control.data == Sha256(json);
  }
  if (!same) record = AppendControl(place, kTimeZonesControl, json);
  return Json(Json::Object{{"record", static_cast<int64_t>(record->value())},
                           {"database", zones.database},
                           {"zones", static_cast<int64_t>(zones.zones.size())},
                           {"logged", !same}});
}

}  // namespace liaison
