// What the hub has said by itself, as the archive keeps it.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/archive_columns.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kHubRecords =
    "SELECT o.hash, r.log_index, r.time_ms, r.body FROM hub_record AS r"
    " JOIN hub_record_of AS o ON o.log_index=r.log_index WHERE r.kind=?1";

LeafIndex IndexColumnOf(const SqlRow& row, int column) {
  return LeafIndex(static_cast<uint64_t>(row.Integer(column)));
}

// What was parsed when it came parses again; a row that does not is passed over.
void AddAlert(absl::string_view ns, const SqlRow& row, std::vector<ArchivedAlert>& alerts) {
  absl::StatusOr<Alert> alert = ParseAlert(ns, row.Text(3));
  if (!alert.ok()) return;
  alerts.push_back({.hash = HashFromColumn(row.Text(0)),
                    .index = IndexColumnOf(row, 1),
                    .time_ms = row.Integer(2),
                    .alert = *std::move(alert)});
}

}  // namespace

absl::Status Archive::StoreHubRecord(LeafIndex index, RecordKind kind, int64_t time_ms,
                                     absl::string_view body, const std::optional<Hash>& of) {
  return database_.Transaction([&]() -> absl::Status {
    RETURN_IF_ERROR(database_.Run(
        "INSERT OR IGNORE INTO hub_record(log_index, kind, time_ms, body) VALUES(?,?,?,?)",
        {SignedIndex(index), static_cast<int64_t>(kind), time_ms, SqlBlob{body}}));
    if (!of.has_value()) return absl::OkStatus();
    return database_.Run("INSERT OR IGNORE INTO hub_record_of(hash, log_index) VALUES(?,?)",
                         {absl::string_view(ToHex(*of)), SignedIndex(index)});
  });
}

absl::Status Archive::StoreTimeZones(LeafIndex index, absl::string_view data) {
  return database_.Run("INSERT OR IGNORE INTO time_zones(log_index, data) VALUES(?,?)",
                       {SignedIndex(index), SqlBlob{data}});
}

absl::StatusOr<std::optional<TimeZones>> Archive::TimeZonesInForce() {
  return TimeZonesAt(TreeSize(kNotLogged));
}

absl::StatusOr<std::optional<TimeZones>> Archive::TimeZonesAt(TreeSize size) {
  std::optional<std::string> data;
  RETURN_IF_ERROR(database_.Query(
      "SELECT data FROM time_zones WHERE log_index < ? ORDER BY log_index DESC LIMIT 1",
      {static_cast<int64_t>(size.value())},
      [&](const SqlRow& row) { data = std::string(row.Text(0)); }));
  if (!data.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(TimeZones zones, ParseTimeZones(*data));
  return zones;
}

absl::StatusOr<std::optional<ZoneRules>> Archive::ZoneRulesOf(absl::string_view database,
                                                              absl::string_view zone) {
  std::optional<ZoneRules> rules;
  absl::Status parsed;
  // The first ones: later records change nothing for what was computed with these.
  RETURN_IF_ERROR(
      database_.Query("SELECT data FROM time_zones ORDER BY log_index", {}, [&](const SqlRow& row) {
        const absl::StatusOr<TimeZones> zones = ParseTimeZones(row.Text(0));
        parsed.Update(zones.status());
        if (rules.has_value() || !zones.ok() || zones->database != database) return;
        const ZoneRules* const found = zones->Find(zone);
        if (found != nullptr) rules = *found;
      }));
  RETURN_IF_ERROR(parsed);
  return rules;
}

absl::Status Archive::StoreAlert(const ArchivedAlert& alert) {
  return database_.Transaction([&]() -> absl::Status {
    RETURN_IF_ERROR(StoreHubRecord(alert.index, RecordKind::kAlert, alert.time_ms,
                                   PrintAlert(alert.alert), alert.hash));
    for (const Hash& ref : alert.alert.refs) {
      RETURN_IF_ERROR(
          database_.Run("INSERT OR IGNORE INTO alert_about(hash, log_index) VALUES(?,?)",
                        {absl::string_view(ToHex(ref)), SignedIndex(alert.index)}));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> Archive::HasHubRecord(LeafIndex index) {
  bool there = false;
  RETURN_IF_ERROR(database_.Query("SELECT 1 FROM hub_record WHERE log_index=?",
                                  {SignedIndex(index)}, [&](const SqlRow&) { there = true; }));
  return there;
}

absl::StatusOr<std::vector<ArchivedRelease>> Archive::ReleasesOf(absl::string_view ns,
                                                                 const Hash& header_hash) {
  std::vector<ArchivedRelease> releases;
  RETURN_IF_ERROR(database_.Query(
      absl::StrCat(kHubRecords, " AND o.hash=?2 ORDER BY r.log_index"),
      {static_cast<int64_t>(RecordKind::kRelease), absl::string_view(ToHex(header_hash))},
      [&](const SqlRow& row) {
        absl::StatusOr<Release> release = ParseRelease(ns, row.Text(3));
        if (!release.ok()) return;
        releases.push_back({.index = IndexColumnOf(row, 1),
                            .time_ms = row.Integer(2),
                            .release = *std::move(release)});
      }));
  return releases;
}

absl::StatusOr<bool> Archive::IsReleased(absl::string_view ns, const Hash& header_hash,
                                         const std::vector<MailboxId>& mailboxes) {
  ASSIGN_OR_RETURN(const std::vector<ArchivedRelease> releases, ReleasesOf(ns, header_hash));
  return std::any_of(releases.begin(), releases.end(), [&](const ArchivedRelease& archived) {
    const std::vector<MailboxId>& released = archived.release.mailboxes;
    return std::any_of(released.begin(), released.end(), [&](const MailboxId& mailbox) {
      return std::find(mailboxes.begin(), mailboxes.end(), mailbox) != mailboxes.end();
    });
  });
}

absl::StatusOr<std::vector<ArchivedAlert>> Archive::Alerts(
    absl::string_view ns, const std::optional<std::vector<MailboxId>>& open_for) {
  std::string query(kHubRecords);
  std::vector<std::string> names;
  if (open_for.has_value()) {
    for (const MailboxId& mailbox : *open_for) names.push_back(mailbox.ToString());
    absl::StrAppend(
        &query,
        " AND NOT EXISTS(SELECT 1 FROM receipt WHERE target=o.hash AND"
        " state IN ('acknowledged','refused') AND mailbox IN (",
        absl::StrJoin(names, ",", [](std::string* out, const std::string&) { out->append("?"); }),
        "))");
  }
  std::vector<SqlValue> values = {static_cast<int64_t>(RecordKind::kAlert)};
  for (const std::string& name : names) values.emplace_back(absl::string_view(name));
  std::vector<ArchivedAlert> alerts;
  RETURN_IF_ERROR(database_.Query(absl::StrCat(query, " ORDER BY r.log_index DESC LIMIT 200"),
                                  values, [&](const SqlRow& row) { AddAlert(ns, row, alerts); }));
  return alerts;
}

absl::StatusOr<std::vector<ArchivedAlert>> Archive::AlertsAbout(absl::string_view ns,
                                                                const Hash& about) {
  std::vector<ArchivedAlert> alerts;
  RETURN_IF_ERROR(database_.Query(
      absl::StrCat(kHubRecords,
                   " AND r.log_index IN (SELECT log_index FROM alert_about WHERE hash=?2)"
                   " ORDER BY r.log_index"),
      {static_cast<int64_t>(RecordKind::kAlert), absl::string_view(ToHex(about))},
      [&](const SqlRow& row) { AddAlert(ns, row, alerts); }));
  return alerts;
}

absl::StatusOr<std::optional<ArchivedAlert>> Archive::FindAlert(absl::string_view ns,
                                                                absl::string_view handle) {
  if (!IsHashPrefix(handle)) return std::nullopt;
  std::vector<ArchivedAlert> found;
  RETURN_IF_ERROR(database_.Query(
      absl::StrCat(kHubRecords, " AND o.hash GLOB ?2 LIMIT 2"),
      {static_cast<int64_t>(RecordKind::kAlert), absl::string_view(absl::StrCat(handle, "*"))},
      [&](const SqlRow& row) { AddAlert(ns, row, found); }));
  if (found.empty()) return std::nullopt;
  if (found.size() > 1) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     absl::StrCat(handle, " fits several alerts; give more of its digits"),
                     {.reason = "AMBIGUOUS", .subject = std::string(handle), .field = ""});
  }
  return std::move(found.front());
}

absl::StatusOr<std::optional<EvidenceRecord>> Archive::RecordAt(LeafIndex index) {
  std::optional<EvidenceRecord> found;
  // The numbers are those of RecordKind.
  RETURN_IF_ERROR(
      database_.Query("SELECT 1, time_ms, header FROM notice WHERE log_index=?1 UNION ALL"
                      " SELECT 2, time_ms, note FROM receipt WHERE log_index=?1 UNION ALL"
                      " SELECT 2, time_ms, note FROM office_act WHERE log_index=?1 UNION ALL"
                      " SELECT kind, time_ms, body FROM hub_record WHERE log_index=?1",
                      {SignedIndex(index)}, [&](const SqlRow& row) {
                        found = {.kind = static_cast<RecordKind>(row.Integer(0)),
                                 .time_ms = row.Integer(1),
                                 .body = std::string(row.Text(2))};
                      }));
  return found;
}

}  // namespace liaison
