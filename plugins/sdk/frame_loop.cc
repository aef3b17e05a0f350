#include "plugins/sdk/frame_loop.h"

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/liaison/plugin/frame.h"

namespace liaison::plugin {
namespace {

constexpr absl::string_view kSdk = "liaison-c++ 1";

// Committed rows, asked for under the call of the batch that is being worked on.
class LinkState final : public CommittedState {
 public:
  LinkState(Link& link, uint64_t call_id) : link_(link), call_id_(call_id) {}

  v1::StateReply Get(const v1::StateGet& get) override {
    v1::FromPlugin question;
    *question.mutable_get() = get;
    return Ask(std::move(question));
  }
  v1::StateReply Scan(const v1::StateScan& scan) override {
    v1::FromPlugin question;
    *question.mutable_scan() = scan;
    return Ask(std::move(question));
  }

 private:
  v1::StateReply Ask(v1::FromPlugin question) {
    question.set_call_id(call_id_);
    link_.Send(question);
    std::optional<v1::ToPlugin> answer = link_.Receive();
    if (!answer.has_value()) return {};
    if (!answer->has_state() || answer->call_id() != call_id_) {
      link_.Fail("the hub answers another question than that for state");
      return {};
    }
    return std::move(*answer->mutable_state());
  }

  Link& link_;
  const uint64_t call_id_;
};

// Half an answer must never leave, and what is in memory now cannot be trusted: the process ends,
// and the hub sends the event to a fresh one.
[[noreturn]] void DieOf(Stream& stream, uint64_t seq, absl::string_view what) {
  stream.Complain(absl::StrCat("liaison plugin: record ", seq, ": ", what));
  std::abort();
}

void CallPlugin(Plugin& plugin, Stream& stream, const Event& event, State& state,
                Effects& effects) {
  try {
    plugin.OnEvent(event, state, effects);
  } catch (const std::exception& error) {
    DieOf(stream, event.seq(), error.what());
  } catch (...) {
    DieOf(stream, event.seq(), "an exception of unknown kind");
  }
}

}  // namespace

// One Batch, from the call to its answer.
class BatchWork {
 public:
  BatchWork(Plugin& plugin, const v1::Limits& limits, Stream& stream, Link& link,
            const v1::ToPlugin& call)
      : plugin_(plugin),
        limits_(limits),
        stream_(stream),
        link_(link),
        call_(call),
        committed_(link, call.call_id()),
        state_(committed_, call.batch()) {
    answer_.set_call_id(call.call_id());
    answer_.mutable_batch();
  }

  void Run() {
    for (const Event& event : call_.batch().events()) {
      if (IsStale(event) || !Add(event)) break;
    }
    link_.Send(answer_);
  }

 private:
  // A TIMER record whose timer an earlier event of the batch has cancelled or set anew must not be
  // seen; the hub drops it when it sends the rest again.
  bool IsStale(const Event& event) const {
    return event.has_timer() && touched_timers_.contains(event.timer().key());
  }

  // Whether the next event may follow.
  bool Add(const Event& event) {
    if (event.body_case() == Event::BODY_NOT_SET) {
      link_.Fail("an event of a kind that this protocol has not");
      return false;
    }
    Effects effects(event, state_);
    CallPlugin(plugin_, stream_, event, state_, effects);
    for (const std::string& line : effects.log_) SendLog(line);
    v1::EventResult& result = effects.result_;
    Judge(effects);
    bytes_ += result.ByteSizeLong() + kResultOverheadBytes;
    if (bytes_ > limits_.frame_bytes_max()) {
      if (answer_.batch().results_size() > 0) return false;
      Refuse(result, "its effects do not fit into a frame");
    }
    const bool processed = result.status() == v1::EventResult::OK;
    for (const v1::Effect& effect : result.effects()) {
      if (effect.has_set_timer()) touched_timers_.insert(effect.set_timer().key());
      if (effect.has_cancel_timer()) touched_timers_.insert(effect.cancel_timer().key());
    }
    *answer_.mutable_batch()->add_results() = std::move(result);
    // After a refused event the state would hold effects that never happen.
    return processed && !link_.exit_code().has_value();
  }

  void Judge(Effects& effects) const {
    v1::EventResult& result = effects.result_;
    if (effects.refused_) {
      Refuse(result, result.reason());
    } else if (const std::string mistake = Mistake(result, limits_); !mistake.empty()) {
      Refuse(result, mistake);
    } else {
      result.set_status(v1::EventResult::OK);
    }
  }

  static void Refuse(v1::EventResult& result, const std::string& reason) {
    result.clear_effects();
    result.set_status(v1::EventResult::CANNOT_PROCESS);
    result.set_reason(reason.substr(0, kReasonBytesMax));
  }

  void SendLog(const std::string& line) {
    v1::FromPlugin message;
    message.set_call_id(call_.call_id());
    message.mutable_log()->set_text(line.substr(0, kLogBytesMax));
    link_.Send(message);
  }

  static constexpr size_t kResultOverheadBytes = 32;  // tags and lengths around one, and the call's
  static constexpr size_t kReasonBytesMax = 256;
  static constexpr size_t kLogBytesMax = 1024;

  Plugin& plugin_;
  const v1::Limits& limits_;
  Stream& stream_;
  Link& link_;
  const v1::ToPlugin& call_;
  LinkState committed_;
  State state_;
  v1::FromPlugin answer_;
  size_t bytes_ = kFrameHeadBytes;
  std::set<std::string> touched_timers_;
};

namespace {

v1::FromPlugin MakeHelloAck(const About& about, uint64_t call_id) {
  v1::FromPlugin message;
  message.set_call_id(call_id);
  v1::HelloAck& ack = *message.mutable_hello();
  ack.set_protocol(kPluginProtocol);
  for (const std::string& feature : about.features) ack.add_features(feature);
  ack.set_plugin_version(about.version);
  ack.set_schema_min(about.schema_oldest == 0 ? about.schema : about.schema_oldest);
  ack.set_schema_max(about.schema);
  ack.set_sdk(std::string(kSdk));
  return message;
}

}  // namespace

int Serve(Plugin& plugin, const About& about, Stream& stream) {
  Link link(stream);
  std::optional<v1::Limits> limits;  // of Hello, the first message
  while (const std::optional<v1::ToPlugin> call = link.Receive()) {
    if (call->has_hello() && !limits.has_value()) {
      limits = call->hello().limits();
      link.Send(MakeHelloAck(about, call->call_id()));
    } else if (call->has_batch() && limits.has_value()) {
      BatchWork(plugin, *limits, stream, link, *call).Run();
    } else {
      link.Fail("a message that has no place here");
    }
  }
  return *link.exit_code();
}

}  // namespace liaison::plugin
