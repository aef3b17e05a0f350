// `liaison-hub run`: opens the data folder, serves, and closes it in order.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/commands.h"
#include "hub/gateway/server.h"
#include "hub/hub.h"
#include "hub/log_line/logger.h"
#include "hub/plugin_process/real_plugin_processes.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/certificate.h"

namespace liaison {
namespace {

constexpr size_t kPemBytesMax = 64 * 1024;

std::string CertificatePath(const HubConfig& config) {
  return JoinPath(config.hub.data_path, "keys/tls.cert.pem");
}
std::string KeyPath(const HubConfig& config) {
  return JoinPath(config.hub.data_path, "keys/tls.key.pem");
}

// The pin of our own certificate, which the charter names. Errors: as FileSystem::Read;
// InvalidArgument CERTIFICATE.
absl::StatusOr<Hash> OwnPin(FileSystem& files, const HubConfig& config) {
  ASSIGN_OR_RETURN(const std::string pem, files.Read(CertificatePath(config), kPemBytesMax));
  return SpkiSha256OfPem(pem);
}

GatewayOptions OptionsFor(const HubConfig& config) {
  GatewayOptions options;
  options.host = config.listen.host;
  options.port = config.listen.port;
  options.tls_key_path = KeyPath(config);
  options.tls_certificate_path = CertificatePath(config);
  options.admin_socket_path = JoinPath(config.hub.data_path, "admin.sock");
  options.version = LIAISON_VERSION;
  return options;
}

// Where the kernel chose the port, scripts find it in this file.
absl::Status WritePort(FileSystem& files, const HubConfig& config, uint16_t port) {
  return ExplainDataFolder(
      files.Write(JoinPath(config.hub.data_path, "port"), absl::StrCat(port, "\n")), config);
}

}  // namespace

absl::Status RunCommand(const CommandWorld& world, const HubConfig& config, StopSignals& signals) {
  StderrSink sink;
  Logger log(config.log_level, world.clock, sink);
  RealPluginProcesses processes(world.process_clock);
  const absl::StatusOr<std::unique_ptr<Hub>> opened =
      Hub::Open(config.hub, world.clock, world.random, world.files, /*env=*/nullptr);
  if (!opened.ok()) return ExplainDataFolder(opened.status(), config);
  Hub& hub = **opened;
  const PluginSide plugins{processes, world.process_clock};
  ASSIGN_OR_RETURN(const Hash pin, OwnPin(world.files, config));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<Gateway> gateway,
      Gateway::Start(
          OptionsFor(config), hub, world.clock, log, [] { StopSignals::Raise(); }, &plugins));
  RETURN_IF_ERROR(WritePort(world.files, config, gateway->port()));
  log.Log(LogLevel::kInfo, "listening",
          {{"address", config.listen.host},
           {"port", gateway->port()},
           {"pin", EncodeBase64(pin.view())},
           {"records", hub.GetStatus().size.value()},
           {"version", LIAISON_VERSION}});
  static_cast<void>(std::fprintf(world.out, "ready port=%u\n", unsigned{gateway->port()}));
  static_cast<void>(std::fflush(world.out));
  signals.Wait();
  log.Log(LogLevel::kInfo, "stopping", {});
  gateway->Shutdown();
  log.Log(LogLevel::kInfo, "stopped", {{"records", hub.GetStatus().size.value()}});
  return absl::OkStatus();
}

absl::Status TryCommand(const CommandWorld& world, const HubConfig& config) {
  const absl::StatusOr<Hash> pin = OwnPin(world.files, config);
  if (!pin.ok() && pin.status().code() == absl::StatusCode::kNotFound) {
    return MakeError(absl::StatusCode::kNotFound,
                     absl::StrCat("the configuration is right, but ", config.hub.data_path,
                                  " holds no keys yet; run liaison-hub init"),
                     {.reason = "NOT_INITIALISED", .subject = "data", .field = "data"});
  }
  RETURN_IF_ERROR(pin.status());
  Answer(world,
         absl::StrCat("configuration ok: ", config.hub.ns, ", data in ", config.hub.data_path,
                      ", listen on ", config.listen.ToString()),
         Json::Object{{"ns", config.hub.ns},
                      {"data", config.hub.data_path},
                      {"listen", config.listen.ToString()}});
  return absl::OkStatus();
}

}  // namespace liaison
