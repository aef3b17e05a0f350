#include "clients/core/outgoing/carrier.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/outgoing/hub_refusal.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kCarriedTables[] = {
    "CREATE TABLE IF NOT EXISTS carried(id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " hash BLOB UNIQUE NOT NULL, kind INTEGER NOT NULL, note TEXT NOT NULL, sealed BLOB NOT NULL,"
    " came_ms INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS carried_head(checkpoint TEXT PRIMARY KEY)",
};
// Whoever fills bags with heads that no log has must not fill the disk.
constexpr int64_t kHeadsMax = 16;

// What is missing before it may come yet: an earlier link, the target, the hub's own log.
bool CanComeLater(const Refusal& refusal) {
  return AwaitsTarget(refusal) || refusal.rule == "COUNTER_SKIPPED" || refusal.rule == "SEEN_AHEAD";
}

}  // namespace

absl::StatusOr<std::unique_ptr<Carrier>> Carrier::Open(absl::string_view ns, Database& database,
                                                       Mirror& mirror) {
  for (const absl::string_view sql : kCarriedTables) RETURN_IF_ERROR(database.Run(sql));
  return std::unique_ptr<Carrier>(new Carrier(ns, database, mirror));
}

absl::Status Carrier::Add(const BagEntry& entry, int64_t now_ms) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(entry.note, kMaxActBytes));
  const Hash hash = Sha256(note.text);
  return database_.Run(
      "INSERT OR IGNORE INTO carried(hash, kind, note, sealed, came_ms) VALUES(?,?,?,?,?)",
      {SqlBlob{hash.view()}, static_cast<int64_t>(entry.kind), absl::string_view(entry.note),
       SqlBlob{entry.sealed}, now_ms});
}

absl::StatusOr<CarryReport> Carrier::Offer(HubConnection& hub, int64_t now_ms) {
  CarryReport report;
  ASSIGN_OR_RETURN(const std::vector<int64_t> waiting, Waiting());
  for (const int64_t id : waiting) {
    ASSIGN_OR_RETURN(const Row row, Get(id));
    std::string refusal;
    ASSIGN_OR_RETURN(const Fate fate, OfferOne(hub, row, now_ms, refusal));
    if (fate == Fate::kStop) break;
    if (fate == Fate::kLater) continue;
    RETURN_IF_ERROR(Forget(id));
    if (fate == Fate::kDelivered) ++report.delivered;
    if (fate == Fate::kRefused) report.refused.push_back(std::move(refusal));
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> left, Waiting());
  report.left = left.size();
  return report;
}

absl::StatusOr<Carrier::Fate> Carrier::OfferOne(HubConnection& hub, const Row& row, int64_t now_ms,
                                                std::string& refusal) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(row.record.note, kMaxActBytes));
  if (mirror_.FindSealed(Sha256(note.text)).has_value()) return Fate::kDelivered;
  ASSIGN_OR_RETURN(const SubmitAnswer answer, hub.Submit(row.record));
  if (answer.accepted) {
    RETURN_IF_ERROR(mirror_.CheckAnswer(answer, row.record.kind, row.record.note));
    return Fate::kDelivered;
  }
  ASSIGN_OR_RETURN(const Refusal refused, OpenRefusal(ns_, mirror_.directory().charter().hub,
                                                      answer.refusal, row.record.note));
  if (IsPassing(refused)) return Fate::kStop;
  refusal = absl::StrCat(refused.code, " ", refused.field, " ", refused.rule);
  const bool in_time = now_ms - row.came_ms <= kMaxExpiry_s * 1000;
  return CanComeLater(refused) && in_time ? Fate::kLater : Fate::kRefused;
}

absl::Status Carrier::KeepHead(absl::string_view checkpoint) {
  return database_.Transaction([&]() -> absl::Status {
    int64_t kept = 0;
    RETURN_IF_ERROR(database_.Query("SELECT count(*) FROM carried_head", {},
                                    [&](const SqlRow& row) { kept = row.Integer(0); }));
    if (kept >= kHeadsMax) return absl::OkStatus();
    return database_.Run("INSERT OR IGNORE INTO carried_head(checkpoint) VALUES(?)", {checkpoint});
  });
}

absl::Status Carrier::CompareHeads() {
  std::vector<std::string> heads;
  RETURN_IF_ERROR(database_.Query("SELECT checkpoint FROM carried_head", {},
                                  [&](const SqlRow& row) { heads.emplace_back(row.Text(0)); }));
  for (const std::string& head : heads) {
    ASSIGN_OR_RETURN(const SignedCheckpoint opened,
                     OpenCheckpoint(head, mirror_.directory().charter().log));
    RETURN_IF_ERROR(mirror_.CheckHead(head));
    if (opened.size() > mirror_.size()) continue;
    RETURN_IF_ERROR(
        database_.Run("DELETE FROM carried_head WHERE checkpoint=?", {absl::string_view(head)}));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int64_t>> Carrier::Waiting() {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(database_.Query("SELECT id FROM carried ORDER BY id", {},
                                  [&](const SqlRow& row) { ids.push_back(row.Integer(0)); }));
  return ids;
}

absl::StatusOr<Carrier::Row> Carrier::Get(int64_t id) {
  Row found{.id = id};
  RETURN_IF_ERROR(database_.Query("SELECT kind, note, sealed, came_ms FROM carried WHERE id=?",
                                  {id}, [&](const SqlRow& row) {
                                    found.record = {.kind = static_cast<RecordKind>(row.Integer(0)),
                                                    .note = std::string(row.Text(1)),
                                                    .sealed = std::string(row.Text(2))};
                                    found.came_ms = row.Integer(3);
                                  }));
  return found;
}

absl::Status Carrier::Forget(int64_t id) {
  return database_.Run("DELETE FROM carried WHERE id=?", {id});
}

}  // namespace liaison
