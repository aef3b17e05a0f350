// What the operator asks about plugins on the local socket, and how it is answered.
#ifndef LIAISON_HUB_PLUGIN_HOST_PLUGIN_REQUEST_H_
#define LIAISON_HUB_PLUGIN_HOST_PLUGIN_REQUEST_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "hub/plugin_host/bundle.h"
#include "proto/base/strong_int.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct PluginRequest {
  enum class Verb : uint8_t {
    kList,
    kInstall,
    kEnable,
    kSuspend,
    kQuarantineList,
    kQuarantineRetry,
    kQuarantineSkip,
    kReplayVerify,
    kReplayRebuild,
    kWhy,
    kTimeZones,  // what plugins and desks compute with enters the log
  };
  Verb verb = Verb::kList;
  std::string plugin{};
  LeafIndex record{};    // quarantine, why
  std::string reason{};  // suspend, quarantine
  Bundle bundle{};       // install
  std::string data{};    // time zones: JSON
};
using PluginAnswer = std::function<void(absl::StatusOr<Json>)>;

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_PLUGIN_REQUEST_H_
