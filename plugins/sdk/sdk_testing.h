// What the tests of the SDK share: the hub's side of a link as bytes in memory.
#ifndef LIAISON_PLUGINS_SDK_SDK_TESTING_H_
#define LIAISON_PLUGINS_SDK_SDK_TESTING_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "plugins/sdk/frame_loop.h"

namespace liaison::plugin {

// Gives `input` in small pieces and keeps what is written.
class MemoryStream final : public Stream {
 public:
  explicit MemoryStream(std::string input, size_t piece = 7)
      : input_(std::move(input)), piece_(piece) {}

  size_t Read(char* into, size_t size) override;
  bool Write(absl::string_view bytes) override;
  void Complain(absl::string_view line) override;

  const std::string& complaint() const { return complaint_; }
  std::vector<v1::FromPlugin> Messages() const;

 private:
  const std::string input_;
  const size_t piece_;
  size_t taken_ = 0;
  std::string output_;
  std::string complaint_;
};

// A plugin that is one function.
class FunctionPlugin final : public Plugin {
 public:
  using Function = std::function<void(const Event&, State&, Effects&)>;
  explicit FunctionPlugin(Function function) : function_(std::move(function)) {}
  void OnEvent(const Event& event, State& state, Effects& effects) override {
    function_(event, state, effects);
  }

 private:
  const Function function_;
};

std::string Frame(const v1::ToPlugin& message);
v1::Limits TestLimits();
v1::ToPlugin MakeHello(const v1::Limits& limits = TestLimits());
v1::ToPlugin MakeBatch(uint64_t call_id, std::initializer_list<Event> events);
v1::ToPlugin MakeReply(uint64_t call_id, std::initializer_list<Row> rows, bool more = false);
v1::ToPlugin MakePing(uint64_t call_id, absl::string_view echo);
v1::ToPlugin MakeDrain(uint64_t call_id);
Event MakeEnvelope(uint64_t seq, absl::string_view ladder);
Event MakeTimer(uint64_t seq, absl::string_view key);

}  // namespace liaison::plugin

#endif  // LIAISON_PLUGINS_SDK_SDK_TESTING_H_
