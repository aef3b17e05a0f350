// Public notes that this desk carries to the log for somebody: what could not be submitted because
// the hub was away, until it is. A revocation among them binds sealing from the moment it is here,
// logged or not (CRYPTO 1.9), also where a hub refuses to log it.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_CARRIED_NOTES_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_CARRIED_NOTES_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/database/database.h"
#include "proto/rules/directory.h"
#include "proto/text/hash.h"

namespace liaison {

struct CarriedNote {
  Hash hash;         // of its text
  std::string kind;  // "revoke", "cert", ...
  std::string note;  // signed note bytes
  int64_t since_ms = 0;
  std::string refusal;  // why the hub does not log it; empty: it waits
};

// Thread: one at a time.
class CarriedNotes {
 public:
  // Makes its table. `database` outlives it. Errors of all: those of Database.
  static absl::StatusOr<std::unique_ptr<CarriedNotes>> Open(absl::string_view ns,
                                                            Database& database);

  // `note` was checked (Directory::Check). Once; a second time changes nothing.
  absl::Status Add(absl::string_view note, const Hash& hash, int64_t now_ms);
  // It is in the log, or lost its purpose.
  absl::Status Remove(const Hash& hash);
  // The hub refused it: it is not tried again, but what it says still binds.
  absl::Status MarkRefused(const Hash& hash, absl::string_view refusal);
  // Oldest first.
  absl::StatusOr<std::vector<CarriedNote>> List();

  // Devices ("NS/irn/d04") that a carried revocation ends and the log does not yet: nothing is
  // sealed to them any more.
  absl::StatusOr<std::set<std::string>> RevokedDevices(const Directory& directory);

 private:
  CarriedNotes(absl::string_view ns, Database& database) : ns_(ns), database_(database) {}

  const std::string ns_;
  Database& database_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_CARRIED_NOTES_H_
