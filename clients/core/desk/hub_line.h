// A device's line to its hub with the own copy of the log that everything on it is held against:
// all that is needed to hear, and nothing that opens what is heard. A desk works over it; a locked
// desk (locked_desk.h) is left with it alone.
#ifndef LIAISON_CLIENTS_CORE_DESK_HUB_LINE_H_
#define LIAISON_CLIENTS_CORE_DESK_HUB_LINE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/desk/home.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/incoming/open_envelope.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"
#include "proto/text/crypto.h"

namespace liaison {

// What a desk needs from outside. All references outlive it.
struct DeskWorld {
  Clock& clock;
  Random& random;
  FileSystem& files;
  const PublicCrypto& crypto;
  const FormLibrary& forms;
};

// How to reach the hub as this device: gRPC in the shipped program.
struct HubAddress {
  std::string address;                // "host:port"
  const Secret& tls_seed;             // borrowed for the call
  std::vector<Hash> hub_spki_sha256;  // pins from the charter
};
using HubConnector =
    std::function<absl::StatusOr<std::unique_ptr<HubConnection>>(const HubAddress&)>;

// Thread: one at a time.
class HubLine {
 public:
  // Errors: those of Mirror::Open.
  static absl::StatusOr<std::unique_ptr<HubLine>> Open(const HomePaths& paths, HomeConfig config,
                                                       JoinedMission mission, Secret tls_seed,
                                                       const DeskWorld& world,
                                                       HubConnector connector);
  HubLine(const HubLine&) = delete;
  HubLine& operator=(const HubLine&) = delete;

  const DeskWorld& world() const { return world_; }
  const HomeConfig& config() const { return config_; }
  const JoinedMission& mission() const { return mission_; }
  Mirror& mirror() { return *mirror_; }
  const Mirror& mirror() const { return *mirror_; }
  // Office and mailboxes of this device, from the mirrored directory; no mailboxes before the
  // certificate was seen.
  ReaderIdentity reader() const;
  // Errors: FailedPrecondition NO_HUB_ADDRESS; those of the connector.
  absl::StatusOr<HubConnection*> hub();
  // What a batch says of the log, held against the mirror, which is brought up to it.
  // Errors: DataLoss FORK, SIGNATURE, THROUGH and those of Mirror::Update: alarm.
  absl::Status CheckBatch(const IncomingBatch& batch);
  // Calls `once`, which streams, again and again, telling `on_line` why each ended, until `stop` is
  // notified (then ok), or something is wrong that waiting does not heal.
  absl::Status KeepWatching(absl::Notification& stop,
                            const std::function<void(const absl::Status&)>& on_line,
                            absl::FunctionRef<absl::Status()> once);
  // Hub time of the newest verified beacon; 0: none yet. Its age is the age of what is shown here.
  int64_t beacon_ms() const { return beacon_ms_; }

 private:
  HubLine(const DeskWorld& world, HubConnector connector);
  absl::Status CheckBeacon(absl::string_view bytes);

  const DeskWorld world_;
  const HubConnector connector_;
  HomeConfig config_;
  JoinedMission mission_;
  Secret tls_seed_;
  std::unique_ptr<Mirror> mirror_;
  std::unique_ptr<HubConnection> hub_;
  int64_t beacon_ms_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DESK_HUB_LINE_H_
