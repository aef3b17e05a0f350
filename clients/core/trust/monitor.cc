#include "clients/core/trust/monitor.h"

#include <algorithm>
#include <utility>

#include "proto/base/status_macros.h"

namespace liaison {
namespace {

bool Continues(const Certificate& certificate, const Directory& directory) {
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->hash != certificate.prev) continue;
    const Certificate& before = fact->certificate;
    return before.key == certificate.key &&
           std::includes(before.mailboxes.begin(), before.mailboxes.end(),
                         certificate.mailboxes.begin(), certificate.mailboxes.end(),
                         [](Role a, Role b) { return RoleName(a) < RoleName(b); });
  }
  return false;
}

DirectoryEvent EventOf(const CertFact& fact, DirectoryEvent::Kind kind, LeafIndex index,
                       const Directory& directory) {
  DirectoryEvent event;
  event.kind = kind;
  event.index = index;
  event.time_ms = directory.TimeAt(SizeThrough(index));
  event.office = fact.certificate.office;
  event.subject = fact.certificate.subject;
  event.holder = fact.certificate.holder;
  event.mailboxes = fact.certificate.mailboxes;
  event.certificate = fact.hash;
  event.continues = Continues(fact.certificate, directory);
  return event;
}

}  // namespace

std::vector<DirectoryEvent> EventsSince(const Directory& directory, TreeSize since) {
  std::vector<DirectoryEvent> events;
  for (const CertFact* fact : directory.Certificates()) {
    if (!Contains(since, fact->index)) {
      events.push_back(EventOf(*fact, DirectoryEvent::Kind::kCertified, fact->index, directory));
    }
    if (fact->revoked && !Contains(since, *fact->revoked)) {
      events.push_back(EventOf(*fact, DirectoryEvent::Kind::kRevoked, *fact->revoked, directory));
    }
  }
  std::stable_sort(
      events.begin(), events.end(),
      [](const DirectoryEvent& a, const DirectoryEvent& b) { return a.index < b.index; });
  return events;
}

Monitor::Monitor(absl::string_view own_office, Database& database)
    : own_office_(own_office), database_(database) {}

absl::StatusOr<std::unique_ptr<Monitor>> Monitor::Open(absl::string_view own_office,
                                                       Database& database) {
  RETURN_IF_ERROR(
      database.Run("CREATE TABLE IF NOT EXISTS monitor_shown ("
                   "scope TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID"));
  RETURN_IF_ERROR(
      database.Run("CREATE TABLE IF NOT EXISTS monitor_confirmed ("
                   "certificate BLOB PRIMARY KEY) WITHOUT ROWID"));
  return std::unique_ptr<Monitor>(new Monitor(own_office, database));
}

absl::Status Monitor::Confirm(const Hash& certificate) {
  return database_.Run("INSERT OR IGNORE INTO monitor_confirmed (certificate) VALUES (?)",
                       {SqlBlob{certificate.view()}});
}

absl::StatusOr<bool> Monitor::IsConfirmed(const Hash& certificate) {
  bool confirmed = false;
  RETURN_IF_ERROR(database_.Query("SELECT 1 FROM monitor_confirmed WHERE certificate = ?",
                                  {SqlBlob{certificate.view()}},
                                  [&](const SqlRow&) { confirmed = true; }));
  return confirmed;
}

absl::StatusOr<std::vector<DirectoryEvent>> Monitor::News(absl::string_view scope,
                                                          const Directory& directory) {
  TreeSize since;
  RETURN_IF_ERROR(database_.Query(
      "SELECT size FROM monitor_shown WHERE scope = ?", {scope},
      [&](const SqlRow& row) { since = TreeSize(static_cast<uint64_t>(row.Integer(0))); }));
  std::vector<DirectoryEvent> events = EventsSince(directory, since);
  for (DirectoryEvent& event : events) {
    if (event.kind != DirectoryEvent::Kind::kCertified || event.office != own_office_) continue;
    ASSIGN_OR_RETURN(const bool confirmed, IsConfirmed(event.certificate));
    event.not_ours = !confirmed;
  }
  return events;
}

absl::Status Monitor::MarkShown(absl::string_view scope, TreeSize size) {
  return database_.Run(
      "INSERT OR REPLACE INTO monitor_shown (scope, size) VALUES"
      " (?1, max(?2, ifnull((SELECT size FROM monitor_shown WHERE scope = ?1), 0)))",
      {scope, static_cast<int64_t>(size.value())});
}

absl::StatusOr<std::vector<DirectoryEvent>> Monitor::Unconfirmed(const Directory& directory) {
  std::vector<DirectoryEvent> events;
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->certificate.office != own_office_ || fact->revoked) continue;
    ASSIGN_OR_RETURN(const bool confirmed, IsConfirmed(fact->hash));
    if (confirmed) continue;
    events.push_back(EventOf(*fact, DirectoryEvent::Kind::kCertified, fact->index, directory));
    events.back().not_ours = true;
  }
  return events;
}

}  // namespace liaison
