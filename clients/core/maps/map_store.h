// The documents of maps that this desk holds, in its encrypted database. Every one was checked
// against a signed proposal before it came here, and stays: a newer one never takes the place of an
// older one. Source: MAPS section 5.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_STORE_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/database/database.h"
#include "clients/core/map_document/document.h"
#include "proto/text/hash.h"
#include "proto/text/map_note.h"

namespace liaison {

// Thread: one at a time. Errors of all: those of Database.
class MapStore {
 public:
  // Makes its tables. `database` outlives it.
  static absl::StatusOr<std::unique_ptr<MapStore>> Open(Database& database);

  // `bytes` passed CheckMapContent. Once; a second time changes nothing.
  absl::Status Add(const Hash& digest, absl::string_view bytes);
  absl::StatusOr<bool> Has(const Hash& digest);
  // nullopt: not here. Errors: also DataLoss DATABASE_DAMAGED (it is not what was put in).
  absl::StatusOr<std::optional<std::string>> Bytes(const Hash& digest);
  absl::StatusOr<std::optional<MapDocument>> Document(const Hash& digest);

  // Why the content of this proposal cannot be had: it was fetched, and is not what was signed.
  absl::Status MarkBad(const Hash& proposal, absl::string_view code);
  absl::StatusOr<std::string> WhyBad(const Hash& proposal);  // empty: nothing is known against it

  // One receipt a version and state. False: it was said before.
  absl::StatusOr<bool> SayOnce(absl::string_view map, uint64_t version, MapHeldState state);
  // Announcements of the hub below this leaf that the own replay does not give were shown.
  absl::Status MarkSeen(LeafIndex index);
  absl::StatusOr<bool> WasSeen(LeafIndex index);

 private:
  explicit MapStore(Database& database) : database_(database) {}
  absl::StatusOr<bool> Exists(absl::string_view sql, const std::vector<SqlValue>& values);

  Database& database_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_STORE_H_
