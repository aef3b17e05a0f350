// The folder that is one desk on disk, and the few facts that are not secret: which mission, which
// device, where the hub is. Source: STYLE, clients; contents:
//
//   config.toml    ns, device, hub address            keys/     key store
//   charter.note   the charter that was joined        desk.db   outbox, archive, monitor
//   charter.pin    its hash, typed in from paper      mirror/   the log, as C2SP tlog-tiles
//   attachments/   sealed files, sent and fetched
#ifndef LIAISON_CLIENTS_CORE_DESK_HOME_H_
#define LIAISON_CLIENTS_CORE_DESK_HOME_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/file_system.h"
#include "proto/text/crypto.h"
#include "proto/text/directory_note.h"
#include "proto/text/hash.h"

namespace liaison {

struct HomePaths {
  explicit HomePaths(absl::string_view folder);
  std::string folder;
  std::string config;
  std::string charter;
  std::string pin;
  std::string keys;
  std::string database;
  std::string mirror;
  std::string outbox_lock;
  std::string upload_lock;
  std::string session;  // socket of the unlocked session, if there is one
};

struct HomeConfig {
  std::string ns;
  std::string device;  // "NS/tur/d07": device, registrar or root
  std::string hub;     // "host:port"; empty before the mission was joined
  std::string alarm;   // a program that wakes the officer; empty: none
  friend bool operator==(const HomeConfig&, const HomeConfig&) = default;
};

// Errors: NotFound NO_HOME (with what to do), InvalidArgument CONFIG (line and key).
absl::StatusOr<HomeConfig> ReadHomeConfig(const HomePaths& paths, FileSystem& files);
absl::Status WriteHomeConfig(const HomeConfig& config, const HomePaths& paths, FileSystem& files);

// "4f1d 03aa ..." 8 groups of 8 hex digits, as it is read aloud; ParsePin takes the groups with or
// without spaces, the whole hash always. Errors: InvalidArgument PIN.
std::string PrintPin(const Hash& charter);
absl::StatusOr<Hash> ParsePin(absl::string_view text);

// Puts charter and pin into the home. The pin was typed by a person; the charter must be complete
// (all roots signed) and have that hash. Errors: DataLoss CHARTER_MISMATCH; AlreadyExists JOINED
// (another mission); those of ParseCharter and Verify.
absl::Status JoinMission(absl::string_view charter_note, const Hash& pin, absl::string_view hub,
                         const HomePaths& paths, FileSystem& files, const PublicCrypto& crypto);

struct JoinedMission {
  Charter charter;
  Hash pin;
};
// Errors: NotFound NOT_JOINED; DataLoss CHARTER_MISMATCH (the file was changed).
absl::StatusOr<JoinedMission> ReadMission(const HomeConfig& config, const HomePaths& paths,
                                          FileSystem& files, const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DESK_HOME_H_
