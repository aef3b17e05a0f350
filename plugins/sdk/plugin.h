// What the author of a plugin includes. A plugin is a function from log records and its own state
// to effects: no network, files, clock or randomness; the record's time is the clock. It must give
// the same effects for the same records every time, so nothing whose order is not fixed (hash maps,
// addresses) may reach an effect.
//
//   class Count final : public liaison::plugin::Plugin {
//     void OnEvent(const Event& event, State& state, Effects& effects) override { ... }
//   };
//   int main() {
//     Count count;
//     return liaison::plugin::Run(count, {.version = "1.0.0"});
//   }
//
// Source: proto/liaison/plugin/v1/plugin.proto; plugins/README.md; plugins/example.
#ifndef LIAISON_PLUGINS_SDK_PLUGIN_H_
#define LIAISON_PLUGINS_SDK_PLUGIN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/sdk/effects.h"
#include "plugins/sdk/state_view.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison::plugin {

using Event = v1::Event;

class Plugin {
 public:
  Plugin() = default;
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;
  virtual ~Plugin() = default;

  // One record of a kind that the manifest subscribes to, in log order. What `effects` holds on
  // return is committed as a whole, once. An exception ends the process; the hub starts it anew.
  // The same object serves all records, but members are lost with the process: keep in `state`
  // whatever must last.
  virtual void OnEvent(const Event& event, State& state, Effects& effects) = 0;
};

struct About {
  std::string version;                  // as in the manifest
  uint32_t schema = 1;                  // of the state that this code writes, as in the manifest
  uint32_t schema_oldest = 0;           // oldest that it can read; 0: only `schema`
  std::vector<std::string> features{};  // of the protocol, without which it cannot work
};

// Serves the hub on descriptor 3 until it says that the process may go. Returns what main returns.
int Run(Plugin& plugin, const About& about);

}  // namespace liaison::plugin

#endif  // LIAISON_PLUGINS_SDK_PLUGIN_H_
