// What a plugin wants done because of one event. Nothing happens before the event is answered, then
// all of it does, once. What breaks a limit of the hub turns the whole event into "cannot process",
// with the reason, so that authors see it with their first test.
#ifndef LIAISON_PLUGINS_SDK_EFFECTS_H_
#define LIAISON_PLUGINS_SDK_EFFECTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "plugins/sdk/state_view.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison::plugin {

// References that are returned are for filling in what is optional and live as long as this.
class Effects {
 public:
  // Of `event`. `state` must outlive it.
  Effects(const v1::Event& event, State& state) : state_(state), order_key_(event.order_key()) {
    result_.set_seq(event.seq());
  }
  Effects(const Effects&) = delete;
  Effects& operator=(const Effects&) = delete;

  void Put(absl::string_view key, absl::string_view value);
  void Erase(absl::string_view key);

  // Replaces a timer of the same key; the TIMER event brings key, due time and payload back. Times
  // are the hub's, in ms, as in Event.time_ms. If nothing else is set, its precedence is ROUTINE
  // and its order key that of the event, so that it waits in quarantine with what it is about.
  v1::SetTimer& SetTimer(absl::string_view key, int64_t due_ms, absl::string_view payload);
  // Final, even when it was due already.
  void CancelTimer(absl::string_view key);

  // Set `envelope`, `office`, `rung`, `mailboxes`, `reason` and `due_ms` as the signed header has
  // them.
  v1::Release& Release();
  // Add `mailboxes`. `code` must be in the manifest.
  v1::Alert& Alert(absl::string_view code, v1::Precedence precedence);
  // A number for the operator's metrics.
  void Gauge(absl::string_view name, int64_t value);

  // The plugin itself says that this event is poison: its effects are dropped, and the manifest's
  // on_poison decides what waits for the operator. `reason` is for people.
  void CannotProcess(absl::string_view reason);
  // A line for the operator, not an effect: a repeated event repeats it.
  void Log(absl::string_view line);

  // What has been asked for so far, for who runs a plugin without a hub.
  const v1::EventResult& result() const { return result_; }

 private:
  friend class BatchWork;  // takes the result

  State& state_;
  const std::string order_key_;
  v1::EventResult result_;
  std::vector<std::string> log_;
  bool refused_ = false;
};

// Parameters of an alert. A token: 1 to 64 of A-Z a-z 0-9 _ . / : -
inline void AddNumber(v1::Alert& alert, absl::string_view name, int64_t value) {
  v1::Param& param = *alert.add_params();
  param.set_name(std::string(name));
  param.set_integer(value);
}
inline void AddToken(v1::Alert& alert, absl::string_view name, absl::string_view value) {
  v1::Param& param = *alert.add_params();
  param.set_name(std::string(name));
  param.set_token(std::string(value));
}

// What the hub would refuse in `result`, for people; empty: nothing. Capabilities and quotas are
// left to the hub, which knows the manifest.
std::string Mistake(const v1::EventResult& result, const v1::Limits& limits);

}  // namespace liaison::plugin

#endif  // LIAISON_PLUGINS_SDK_EFFECTS_H_
