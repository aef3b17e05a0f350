#include "plugins/plugkit/tapped_processes.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <utility>

#include "hub/plugin_process/plugin_link.h"
#include "proto/base/check.h"
#include "proto/base/descriptor.h"
#include "proto/base/status_macros.h"
#include "proto/liaison/plugin/frame.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

void CutEvents(v1::ToPlugin& call, int most) {
  auto& events = *call.mutable_batch()->mutable_events();
  if (events.size() > most) events.DeleteSubrange(most, events.size() - most);
}

// The hub's end of a link on which these bytes come, and then nothing more ever.
std::unique_ptr<PluginLink> TornLink(absl::string_view bytes, uint32_t frame_bytes_max) {
  std::array<int, 2> ends{-1, -1};
  LIAISON_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) ==
                0);
  const Descriptor theirs(ends[1]);
  LIAISON_CHECK(send(theirs.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(bytes.size()));
  return std::make_unique<PluginLink>(std::make_unique<Descriptor>(ends[0]), frame_bytes_max);
}

}  // namespace

class TappedProcess final : public PluginProcess {
 public:
  TappedProcess(TappedProcesses& owner, std::unique_ptr<PluginProcess> real,
                uint32_t frame_bytes_max)
      : owner_(owner), real_(std::move(real)), frame_bytes_max_(frame_bytes_max) {
    owner_.running_.insert(this);
  }
  ~TappedProcess() override { owner_.running_.erase(this); }

  void Send(absl::string_view message) override {
    v1::ToPlugin call;
    LIAISON_CHECK(call.ParseFromArray(message.data(), static_cast<int>(message.size())));
    if (call.has_hello()) owner_.hello_ = call;
    if (call.has_batch()) {
      CutEvents(call, owner_.tap_.batch_events_max);
      owner_.Remember(call);
    }
    real_->Send(call.SerializeAsString());
    if (owner_.CountMessage()) real_->Kill();
  }

  LinkEvent Receive() override {
    if (torn_ != nullptr) return torn_->Receive();
    LinkEvent event = real_->Receive();
    if (event.kind != LinkEvent::Kind::kMessage) return event;
    v1::FromPlugin answer;
    if (answer.ParseFromArray(event.text.data(), static_cast<int>(event.text.size())) &&
        answer.has_batch()) {
      owner_.Remember(answer.batch());
      std::string frame;
      AppendFrame(event.text, frame);
      const absl::string_view arrives = owner_.Cut(answer.batch(), frame);
      if (arrives.size() < frame.size()) {
        torn_ = TornLink(arrives, frame_bytes_max_);
        real_->Kill();
        return torn_->Receive();
      }
    }
    if (owner_.CountMessage()) real_->Kill();
    return event;
  }

  void Kill() override { real_->Kill(); }
  absl::Duration CpuTime() const override { return real_->CpuTime(); }
  std::string TakeOutput() override { return real_->TakeOutput(); }

 private:
  TappedProcesses& owner_;
  const std::unique_ptr<PluginProcess> real_;
  const uint32_t frame_bytes_max_;
  std::unique_ptr<PluginLink> torn_;
};

void TappedProcesses::Begin(const Tap& tap) {
  tap_ = tap;
  messages_ = starts_ = 0;
  cut_.clear();
  first_batch_.Clear();
  results_.clear();
}

void TappedProcesses::KillAll() {
  for (TappedProcess* process : running_) process->Kill();
}

void TappedProcesses::Remember(const v1::ToPlugin& batch) {
  if (first_batch_.has_batch()) return;
  first_batch_ = batch;
  CutEvents(first_batch_, 1);
}

void TappedProcesses::Remember(const v1::BatchResult& batch) {
  for (const v1::EventResult& result : batch.results()) results_[result.seq()] = result;
}

absl::string_view TappedProcesses::Cut(const v1::BatchResult& batch, absl::string_view frame) {
  if (!tap_.cut_from.has_value() || *tap_.cut_from >= frame.size()) return frame;
  if (batch.results().empty() || !cut_.insert(batch.results(0).seq()).second) return frame;
  return frame.substr(0, (*tap_.cut_from)++);
}

absl::StatusOr<std::unique_ptr<PluginProcess>> TappedProcesses::Start(const ProcessSpec& spec) {
  ASSIGN_OR_RETURN(std::unique_ptr<PluginProcess> real, real_.Start(spec));
  ++starts_;
  return std::make_unique<TappedProcess>(*this, std::move(real), spec.frame_bytes_max);
}

}  // namespace liaison
