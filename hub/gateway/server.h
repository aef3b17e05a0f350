// The hub's network: the gRPC servers, and the threads that drive the hub. Nothing else in the
// program starts a thread.
//   sequencer  commits a group whenever something waits, and answers its submitters
//   blobs      reads and writes attachments, drops those that nothing names
//   delivery   wakes inbox streams after a commit, spreads their beacons, keeps health up to date
#ifndef LIAISON_HUB_GATEWAY_SERVER_H_
#define LIAISON_HUB_GATEWAY_SERVER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server.h"
#include "hub/gateway/blob_worker.h"
#include "hub/gateway/principal.h"
#include "hub/gateway/services.h"
#include "hub/gateway/wakeup.h"
#include "hub/hub.h"
#include "hub/log_line/logger.h"
#include "proto/base/clock.h"

namespace liaison {

struct GatewayOptions {
  std::string host;
  uint16_t port = 0;  // 0: any free one
  // PEM files, looked at again and again: a renewed certificate needs no restart. While key and
  // certificate do not fit together the old ones stay.
  std::string tls_key_path;
  std::string tls_certificate_path;
  absl::Duration tls_refresh = absl::Minutes(1);  // whole seconds
  std::string admin_socket_path;                  // mode 0600 is its guard
  std::string version;
  absl::Duration beacon_interval = absl::Seconds(30);  // CRYPTO 1.10
  absl::Duration blob_stall = absl::Minutes(2);        // then a transfer that stands still is cut
  absl::Duration blob_tick = absl::Minutes(1);  // how often that, and what is stale, is looked at
  absl::Duration shutdown_grace = absl::Seconds(5);  // then what is still open is cut
};

// gRPC reads these from the environment, once: call it before anything of gRPC is used, and before
// any thread exists. TLS 1.3 only: there is no setter, but no TLS 1.2 cipher is left that could go
// with an Ed25519 key (CRYPTO 1.12).
void PrepareGrpcEnvironment();

// Where plugin processes come from, and the clock that they live by.
struct PluginSide {
  PluginProcesses& processes;
  Clock& clock;
};

class Gateway {
 public:
  // A message of a batch stream; a single submission is far below (the hub's own limits are told
  // with a signed refusal). What is longer ends the call with ResourceExhausted before it is read.
  static constexpr int kMessageBytesMax = 4 * 1024 * 1024;

  // `hub`, `clock`, `log` and what `plugins` names outlive the gateway; `plugins` may be nullptr:
  // then none runs. `on_stop` is called when the operator asks for a
  // shutdown on the local socket, from a gRPC thread: it must only pass the wish on.
  // Errors: as FindListenFault; FailedPrecondition ADMIN_SOCKET.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(const GatewayOptions& options, Hub& hub,
                                                        Clock& clock, Logger& log,
                                                        std::function<void()> on_stop,
                                                        const PluginSide* plugins = nullptr);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway();

  uint16_t port() const { return port_; }

  // In this order: health says NOT_SERVING; no new connection or call; inbox streams end
  // Unavailable SHUTTING_DOWN; everything in the queue is committed and answered; threads end.
  // Afterwards the hub may be destroyed. A second call does nothing. Thread: one.
  void Shutdown();

 private:
  Gateway(const GatewayOptions& options, Hub& hub, Clock& clock, Logger& log,
          std::function<void()> on_stop);

  absl::Status Listen();
  absl::Status ListenForAdmin();
  void SetServing(bool serving);
  void RunSequencer();
  void RunDelivery();
  void StartPlugins(const PluginSide& plugins);
  void RunPlugins(const PluginSide& plugins);
  void Deliver(bool committed, bool tick, uint64_t slot);

  const GatewayOptions options_;
  Hub& hub_;
  Clock& clock_;
  Logger& log_;
  PeerAuthenticator peers_;
  SubmissionService submission_;
  InboxService inbox_;
  LogService log_service_;
  StatusService status_;
  BlobWorker blob_worker_;
  BlobsService blobs_;
  AdminService admin_;
  uint16_t port_ = 0;
  bool shut_down_ = false;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> stopping_plugins_{false};
  Wakeup queued_;
  Wakeup committed_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::Server> admin_server_;
  std::thread sequencer_;
  std::thread delivery_;
  std::optional<PluginSide> plugin_side_;
  std::thread plugins_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_SERVER_H_
