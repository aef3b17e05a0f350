#include "clients/core/maps/map_store.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<std::unique_ptr<MapStore>> MapStore::Open(Database& database) {
  for (const char* table : {"CREATE TABLE IF NOT EXISTS map_document ("
                            " digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID",
                            "CREATE TABLE IF NOT EXISTS map_bad ("
                            " proposal BLOB PRIMARY KEY, code TEXT NOT NULL) WITHOUT ROWID",
                            "CREATE TABLE IF NOT EXISTS map_said ("
                            " map TEXT NOT NULL, version INTEGER NOT NULL, state INTEGER NOT NULL,"
                            " PRIMARY KEY (map, version, state)) WITHOUT ROWID",
                            "CREATE TABLE IF NOT EXISTS map_disagreement ("
                            " leaf INTEGER PRIMARY KEY)"}) {
    RETURN_IF_ERROR(database.Run(table));
  }
  return std::unique_ptr<MapStore>(new MapStore(database));
}

absl::StatusOr<bool> MapStore::Exists(absl::string_view sql, const std::vector<SqlValue>& values) {
  bool found = false;
  RETURN_IF_ERROR(database_.Query(sql, values, [&](const SqlRow&) { found = true; }));
  return found;
}

absl::Status MapStore::Add(const Hash& digest, absl::string_view bytes) {
  return database_.Run("INSERT OR IGNORE INTO map_document (digest, bytes) VALUES (?, ?)",
                       {SqlBlob{digest.view()}, SqlBlob{bytes}});
}

absl::StatusOr<bool> MapStore::Has(const Hash& digest) {
  return Exists("SELECT 1 FROM map_document WHERE digest = ?", {SqlBlob{digest.view()}});
}

absl::StatusOr<std::optional<std::string>> MapStore::Bytes(const Hash& digest) {
  std::optional<std::string> bytes;
  RETURN_IF_ERROR(database_.Query("SELECT bytes FROM map_document WHERE digest = ?",
                                  {SqlBlob{digest.view()}},
                                  [&](const SqlRow& row) { bytes = std::string(row.Text(0)); }));
  if (!bytes.has_value() || MapDigest(*bytes) == digest) return bytes;
  return MakeError(absl::StatusCode::kDataLoss, "a map in the database is not what was put there",
                   {.reason = "DATABASE_DAMAGED", .subject = ToHex(digest), .field = "map"});
}

absl::StatusOr<std::optional<MapDocument>> MapStore::Document(const Hash& digest) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, Bytes(digest));
  if (!bytes.has_value()) return std::optional<MapDocument>();
  ASSIGN_OR_RETURN(MapDocument document, ParseMapDocument(*bytes));
  return std::optional<MapDocument>(std::move(document));
}

absl::Status MapStore::MarkBad(const Hash& proposal, absl::string_view code) {
  return database_.Run("INSERT OR REPLACE INTO map_bad (proposal, code) VALUES (?, ?)",
                       {SqlBlob{proposal.view()}, code});
}

absl::StatusOr<std::string> MapStore::WhyBad(const Hash& proposal) {
  std::string code;
  RETURN_IF_ERROR(database_.Query("SELECT code FROM map_bad WHERE proposal = ?",
                                  {SqlBlob{proposal.view()}},
                                  [&](const SqlRow& row) { code = std::string(row.Text(0)); }));
  return code;
}

absl::StatusOr<bool> MapStore::SayOnce(absl::string_view map, uint64_t version,
                                       MapHeldState state) {
  const std::vector<SqlValue> key = {map, static_cast<int64_t>(version),
                                     static_cast<int64_t>(state)};
  ASSIGN_OR_RETURN(
      const bool said,
      Exists("SELECT 1 FROM map_said WHERE map = ? AND version = ? AND state = ?", key));
  if (said) return false;
  RETURN_IF_ERROR(
      database_.Run("INSERT INTO map_said (map, version, state) VALUES (?, ?, ?)", key));
  return true;
}

absl::Status MapStore::MarkSeen(LeafIndex index) {
  return database_.Run("INSERT OR IGNORE INTO map_disagreement (leaf) VALUES (?)",
                       {static_cast<int64_t>(index.value())});
}

absl::StatusOr<bool> MapStore::WasSeen(LeafIndex index) {
  return Exists("SELECT 1 FROM map_disagreement WHERE leaf = ?",
                {static_cast<int64_t>(index.value())});
}

}  // namespace liaison
