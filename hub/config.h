// The hub's configuration: one TOML file, read once at start, every key checked, unknown keys
// refused. A mistake is named with file, line, key and what would be right, because it is met by
// somebody who is starting a hub in a hurry. ops/config/hub.toml is the commented sample.
#ifndef LIAISON_HUB_CONFIG_H_
#define LIAISON_HUB_CONFIG_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/hub.h"
#include "hub/log_line/logger.h"
#include "proto/base/file_system.h"

namespace liaison {

struct ListenAddress {
  std::string host;   // name or address; IPv6 without its brackets
  uint16_t port = 0;  // 0: any free port; the one taken is logged and written to `data`/port
  // "host:port", IPv6 in brackets.
  std::string ToString() const;
};
// Errors: InvalidArgument ADDRESS.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

struct HubConfig {
  HubOptions hub;
  ListenAddress listen;
  std::string tls_name;  // the host name in the hub's certificate
  LogLevel log_level = LogLevel::kInfo;
};

// `file` is named in errors; a relative `data` is taken from `file`'s folder.
// Errors: InvalidArgument CONFIG, field: the key.
absl::StatusOr<HubConfig> ParseHubConfig(absl::string_view toml, absl::string_view file);
// Errors: as above; NotFound, PermissionDenied: the file cannot be read.
absl::StatusOr<HubConfig> ReadHubConfig(FileSystem& files, absl::string_view file);

}  // namespace liaison

#endif  // LIAISON_HUB_CONFIG_H_
