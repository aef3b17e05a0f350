// For tests: plugins without processes, from one thread and one seed. Injected: a process that dies
// before or after its answer, never answers, answers twice, garbles, lies about order, answers only
// a part, cannot be started. To be survived: every record's effects are in the log once, as if
// nothing had happened.
#ifndef LIAISON_HUB_SIMULATED_PLUGINS_FIXTURE_H_
#define LIAISON_HUB_SIMULATED_PLUGINS_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hub/plugin_host/plugin_process.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison {

// The plugin's own rows as an event's handler sees them.
class SimulatedState {
 public:
  explicit SimulatedState(const plugin::v1::Batch& batch);
  // Only of keys that the manifest's templates name: a simulated plugin asks for nothing.
  std::string Get(const std::string& key) const;
  void Note(const plugin::v1::EventResult& result);

 private:
  std::map<std::string, std::string> rows_;
};

using SimulatedHandler =
    std::function<void(const plugin::v1::Event&, const SimulatedState&, plugin::v1::EventResult&)>;

enum class Fate : uint8_t {
  kAnswer,
  kDieBefore,
  kDieAfter,
  kHang,
  kAnswerTwice,
  kGarble,
  kSwap,       // results in another order
  kPart,       // a prefix of the results
  kWrongCall,  // another call's number
};
inline constexpr uint64_t kFates = 9;

class SimulatedPlugins final : public PluginProcesses {
 public:
  void Define(const std::string& plugin, SimulatedHandler handler) {
    handlers_[plugin] = std::move(handler);
  }
  // What becomes of the process at this message; kAnswer unless set.
  void SetFate(std::function<Fate(const plugin::v1::ToPlugin&)> fate) { fate_ = std::move(fate); }
  void SetHello(plugin::v1::HelloAck hello) { hello_ = std::move(hello); }
  // What the process says before it answers a message, unasked or to ask for state; `call_id` is
  // set here.
  void SetTalk(
      std::function<std::vector<plugin::v1::FromPlugin>(const plugin::v1::ToPlugin&)> talk) {
    talk_ = std::move(talk);
  }
  // Bytes of the longest message that a process got.
  size_t longest() const { return longest_; }
  // The next starts fail.
  void FailStarts(absl::Status status) { start_status_ = std::move(status); }
  int starts() const { return starts_; }
  // Messages that processes got; tells whether anything happens.
  uint64_t messages() const { return messages_; }

  absl::StatusOr<std::unique_ptr<PluginProcess>> Start(const ProcessSpec& spec) override;
  void Wait(absl::Duration) override {}
  void Wake() override {}

 private:
  friend class SimulatedProcess;

  std::map<std::string, SimulatedHandler> handlers_;
  std::function<Fate(const plugin::v1::ToPlugin&)> fate_ = [](const auto&) {
    return Fate::kAnswer;
  };
  std::function<std::vector<plugin::v1::FromPlugin>(const plugin::v1::ToPlugin&)> talk_ =
      [](const auto&) { return std::vector<plugin::v1::FromPlugin>(); };
  size_t longest_ = 0;
  plugin::v1::HelloAck hello_;
  absl::Status start_status_;
  int starts_ = 0;
  uint64_t messages_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_HUB_SIMULATED_PLUGINS_FIXTURE_H_
