#include "hub/simulated_plugins_fixture.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "proto/base/check.h"

namespace liaison {

namespace v1 = plugin::v1;

SimulatedState::SimulatedState(const v1::Batch& batch) {
  for (const v1::StateEntry& entry : batch.eager()) rows_[entry.key()] = entry.value();
  for (const std::string& key : batch.absent()) rows_.emplace(key, "");
}

std::string SimulatedState::Get(const std::string& key) const {
  const auto found = rows_.find(key);
  LIAISON_CHECK(found != rows_.end());
  return found->second;
}

void SimulatedState::Note(const v1::EventResult& result) {
  for (const v1::Effect& effect : result.effects()) {
    if (effect.has_put()) rows_[effect.put().key()] = effect.put().value();
    if (effect.has_delete_()) rows_[effect.delete_().key()] = "";
  }
}

class SimulatedProcess final : public PluginProcess {
 public:
  SimulatedProcess(SimulatedPlugins& owner, SimulatedHandler handler)
      : owner_(owner), handler_(std::move(handler)) {}

  void Send(absl::string_view bytes) override {
    v1::ToPlugin message;
    LIAISON_CHECK(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    if (dead_) return;
    ++owner_.messages_;
    owner_.longest_ = std::max(owner_.longest_, bytes.size());
    for (v1::FromPlugin& said : owner_.talk_(message)) {
      said.set_call_id(message.call_id());
      said_.push_back({LinkEvent::Kind::kMessage, said.SerializeAsString()});
    }
    if (message.has_state()) return;
    const Fate fate = owner_.fate_(message);
    if (fate == Fate::kHang) return;
    if (fate == Fate::kDieBefore) {
      dead_ = true;
      return;
    }
    v1::FromPlugin answer = Answer(message);
    if (fate == Fate::kWrongCall) answer.set_call_id(answer.call_id() + 1);
    if (answer.batch().results_size() > 1) {
      auto& results = *answer.mutable_batch()->mutable_results();
      if (fate == Fate::kSwap) results.SwapElements(0, 1);
      if (fate == Fate::kPart) results.RemoveLast();
    }
    std::string text = answer.SerializeAsString();
    if (fate == Fate::kGarble) text = "\xff\xff\xff" + text;
    said_.push_back({LinkEvent::Kind::kMessage, text});
    if (fate == Fate::kAnswerTwice) said_.push_back({LinkEvent::Kind::kMessage, text});
    if (fate == Fate::kDieAfter) dead_ = true;
  }

  LinkEvent Receive() override {
    if (!said_.empty()) {
      LinkEvent event = std::move(said_.front());
      said_.pop_front();
      return event;
    }
    if (dead_) return {LinkEvent::Kind::kClosed, "signal 9"};
    return {};
  }
  void Kill() override { dead_ = true; }
  absl::Duration CpuTime() const override { return absl::ZeroDuration(); }
  std::string TakeOutput() override { return ""; }

 private:
  v1::FromPlugin Answer(const v1::ToPlugin& message) const {
    v1::FromPlugin answer;
    answer.set_call_id(message.call_id());
    if (message.has_hello()) *answer.mutable_hello() = owner_.hello_;
    if (message.has_ping()) answer.mutable_pong()->set_echo(message.ping().echo());
    if (!message.has_batch()) return answer;
    SimulatedState state(message.batch());
    for (const v1::Event& event : message.batch().events()) {
      v1::EventResult& result = *answer.mutable_batch()->add_results();
      result.set_seq(event.seq());
      result.set_status(v1::EventResult::OK);
      handler_(event, state, result);
      state.Note(result);
    }
    return answer;
  }

  SimulatedPlugins& owner_;
  const SimulatedHandler handler_;
  std::deque<LinkEvent> said_;
  bool dead_ = false;
};

absl::StatusOr<std::unique_ptr<PluginProcess>> SimulatedPlugins::Start(const ProcessSpec& spec) {
  if (!start_status_.ok()) return start_status_;
  ++starts_;
  const auto handler = handlers_.find(spec.plugin_id);
  LIAISON_CHECK(handler != handlers_.end());
  if (hello_.protocol() == 0) {
    hello_.set_protocol(1);
    hello_.set_schema_min(1);
    hello_.set_schema_max(1);
  }
  return std::unique_ptr<PluginProcess>(new SimulatedProcess(*this, handler->second));
}

}  // namespace liaison
