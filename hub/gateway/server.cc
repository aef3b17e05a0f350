#include "hub/gateway/server.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "grpc/support/time.h"
#include "grpcpp/ext/health_check_service_server_builder_option.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "hub/gateway/listen_fault.h"
#include "hub/gateway/pinned_port.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr uint64_t kBeaconSlots = 30;
constexpr absl::Duration kTimerPause = absl::Milliseconds(1);
constexpr absl::Duration kPluginPauseMax = absl::Minutes(1);
constexpr int kPluginBytesMax = 64 * 1024 * 1024;
constexpr size_t kBuffersBytesMax = size_t{256} << 20;

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, "the hub is shutting down; call again",
                   {.reason = "SHUTTING_DOWN", .subject = "", .field = "", .retry_after_ms = 1000});
}

}  // namespace

void PrepareGrpcEnvironment() {
  // Debian builds Abseil with its look-out for deadlocks, which writes down every lock that is
  // taken.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // No thread exists yet.
  // NOLINTBEGIN(concurrency-mt-unsafe)
  setenv("GRPC_SSL_CIPHER_SUITES", "ECDHE-RSA-AES256-GCM-SHA384", /*overwrite=*/1);
  // gRPC's own lines name peers; what matters of them we log ourselves.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  // NOLINTEND(concurrency-mt-unsafe)
}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(const GatewayOptions& options, Hub& hub,
                                                        Clock& clock, Logger& log,
                                                        std::function<void()> on_stop,
                                                        const PluginSide* plugins) {
  std::unique_ptr<Gateway> gateway =
      absl::WrapUnique(new Gateway(options, hub, clock, log, std::move(on_stop)));
  hub.SetListeners([&queued = gateway->queued_] { queued.Raise(); },
                   [&committed = gateway->committed_](TreeSize) { committed.Raise(); });
  // Before anybody can ask for them.
  if (plugins != nullptr) gateway->StartPlugins(*plugins);
  gateway->blob_worker_.Start();
  RETURN_IF_ERROR(gateway->Listen());
  RETURN_IF_ERROR(gateway->ListenForAdmin());
  gateway->sequencer_ = std::thread([&self = *gateway]() noexcept { self.RunSequencer(); });
  gateway->delivery_ = std::thread([&self = *gateway]() noexcept { self.RunDelivery(); });
  gateway->SetServing(true);
  return gateway;
}

Gateway::Gateway(const GatewayOptions& options, Hub& hub, Clock& clock, Logger& log,
                 std::function<void()> on_stop)
    : options_(options),
      hub_(hub),
      clock_(clock),
      log_(log),
      peers_(hub),
      submission_(hub, peers_, log),
      inbox_(hub, peers_),
      log_service_(hub, peers_),
      status_(hub, peers_, options.version),
      blob_worker_(clock, options.blob_tick,
                   [this] {
                     hub_.DropStaleBlobs();
                     blobs_.StopStalled(options_.blob_stall);
                   }),
      blobs_({.hub = hub, .peers = peers_, .clock = clock, .worker = blob_worker_}),
      admin_(hub, log, options.version, std::move(on_stop)) {}

Gateway::~Gateway() { Shutdown(); }

absl::Status Gateway::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int bound = 0;
  AddPinnedPort(options_, builder, &bound);
  // Messages in flight are read before we see who sent them: what they may hold is bounded here.
  builder.SetResourceQuota(grpc::ResourceQuota("hub").Resize(kBuffersBytesMax));
  builder.RegisterService(&submission_);
  builder.RegisterService(&inbox_);
  builder.RegisterService(&log_service_);
  builder.RegisterService(&blobs_);
  builder.RegisterService(&status_);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || bound == 0) return FindListenFault(options_.host, options_.port);
  port_ = static_cast<uint16_t>(bound);
  return absl::OkStatus();
}

absl::Status Gateway::ListenForAdmin() {
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kPluginBytesMax);
  int bound = 0;
  builder.AddListeningPort(absl::StrCat("unix:", options_.admin_socket_path),
                           grpc::InsecureServerCredentials(), &bound);
  builder.RegisterService(&admin_);
  admin_server_ = builder.BuildAndStart();
  if (admin_server_ == nullptr || bound == 0 ||
      chmod(options_.admin_socket_path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "cannot make the local socket admin.sock in the data folder; look whether the "
                     "folder can be written and has room",
                     {.reason = "ADMIN_SOCKET", .subject = "admin.sock", .field = ""});
  }
  return absl::OkStatus();
}

void Gateway::SetServing(bool serving) {
  for (grpc::Server* server : {server_.get(), admin_server_.get()}) {
    if (server == nullptr) continue;
    grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService();
    if (health != nullptr) health->SetServingStatus(serving);
  }
}

void Gateway::RunSequencer() {
  while (!stopping_) {
    // A timer that is due and whose row cannot be read is not worth a busy loop.
    queued_.Wait(clock_, std::max(hub_.NextTimer() - clock_.Now(), kTimerPause));
    for (;;) {
      const absl::Time start = clock_.Now();
      const size_t records = hub_.RunSequencer();
      if (records == 0) break;
      log_.Log(
          LogLevel::kDebug, "group",
          {{"records", records}, {"took_us", absl::ToInt64Microseconds(clock_.Now() - start)}});
    }
  }
}

void Gateway::StartPlugins(const PluginSide& plugins) {
  plugin_side_.emplace(plugins);
  hub_.StartPlugins(
      plugins.processes, plugins.clock,
      [&log = log_](absl::string_view plugin, absl::string_view event, absl::string_view text) {
        log.Log(LogLevel::kInfo, absl::StrCat("plugin_", event),
                {{"plugin", plugin}, {"text", text}});
      });
  plugins_ = std::thread([this]() noexcept { RunPlugins(*plugin_side_); });
}

void Gateway::RunPlugins(const PluginSide& plugins) {
  while (!stopping_plugins_) {
    const absl::Time next = hub_.RunPlugins();
    plugins.processes.Wait(
        std::clamp(next - plugins.clock.Now(), absl::ZeroDuration(), kPluginPauseMax));
  }
  // This thread has started them; with it they would end too.
  hub_.StopPlugins();
}

void Gateway::RunDelivery() {
  const absl::Duration tick_length = options_.beacon_interval / kBeaconSlots;
  absl::Time next_tick = clock_.Now() + tick_length;
  uint64_t slot = 0;
  while (!stopping_) {
    const absl::Duration left = next_tick - clock_.Now();
    // A clock that was set back must not stop the beacons.
    const absl::Duration wait = std::clamp(left, absl::ZeroDuration(), tick_length);
    const bool committed = committed_.Wait(clock_, wait);
    const bool tick = clock_.Now() >= next_tick || left > tick_length;
    Deliver(committed, tick, slot);
    if (!tick) continue;
    slot = (slot + 1) % kBeaconSlots;
    next_tick = clock_.Now() + tick_length;
  }
}

void Gateway::Deliver(bool committed, bool tick, uint64_t slot) {
  if (tick && !stopping_) SetServing(hub_.GetStatus().state != "read-only");
  if (!tick && !committed) return;
  for (const std::shared_ptr<InboxWatch>& watch : inbox_.watches().Snapshot()) {
    const bool beacon = tick && watch->beacon_slot() % kBeaconSlots == slot;
    if (committed || beacon) watch->Wake(beacon);
  }
}

void Gateway::Shutdown() {
  if (shut_down_) return;
  shut_down_ = true;
  SetServing(false);
  const absl::Status end = ShuttingDown();
  inbox_.watches().StopAll(end);
  submission_.streams().StopAll(end);
  blobs_.StopAll(end);
  // Whoever waits for plugins is told so now: the servers below wait for every call.
  stopping_plugins_ = true;
  if (plugins_.joinable()) {
    plugin_side_->processes.Wake();
    plugins_.join();
  }
  // The sequencer still runs here: calls in flight get their answers before their time is up.
  const gpr_timespec grace =
      gpr_time_from_millis(absl::ToInt64Milliseconds(options_.shutdown_grace), GPR_TIMESPAN);
  if (server_ != nullptr) server_->Shutdown(grace);
  if (admin_server_ != nullptr) admin_server_->Shutdown(grace);
  stopping_ = true;
  queued_.Raise();
  committed_.Raise();
  if (sequencer_.joinable()) sequencer_.join();
  if (delivery_.joinable()) delivery_.join();
  // Their destructors wait for the last callback, so they go before the services.
  server_.reset();
  admin_server_.reset();
  // The last of those callbacks came from its work.
  blob_worker_.Stop();
}

}  // namespace liaison
