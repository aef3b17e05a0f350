#include "hub/plugin_process/real_plugin_processes.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_process/launcher_main.h"
#include "hub/plugin_process/process_time.h"
#include "hub/plugin_process/sandbox.h"
#include "hub/plugin_process/self_attack.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"

namespace liaison {

RealPluginProcess::RealPluginProcess(RealPluginProcesses& owner, std::shared_ptr<Launcher> launcher,
                                     LaunchedProcess process, uint32_t frame_bytes_max,
                                     const Clock& clock)
    : owner_(owner),
      launcher_(std::move(launcher)),
      id_(process.id),
      pid_(process.pid),
      link_(std::move(process.link), frame_bytes_max),
      output_(std::move(process.output), clock) {
  owner_.processes_.push_back(this);
  const std::optional<ProcessTimes> times = ReadProcessTimes(pid_);
  if (times.has_value()) start_ticks_ = times->start_ticks;
}

RealPluginProcess::~RealPluginProcess() {
  launcher_->Forget(id_);
  owner_.processes_.erase(std::find(owner_.processes_.begin(), owner_.processes_.end(), this));
}

LinkEvent RealPluginProcess::Receive() {
  LinkEvent event = link_.Receive();
  if (event.kind == LinkEvent::Kind::kFault) told_last_ = true;
  if (event.kind != LinkEvent::Kind::kClosed) return event;
  // The link of a process that ends closes before the launcher can see how it ended. One that only
  // closed its link has ended too, as far as we are concerned.
  if (!std::exchange(link_ended_, true)) Kill();
  launcher_->ReadNotices();
  if (launcher_->alive() && !launcher_->EndOf(id_).has_value()) return {};
  told_last_ = true;
  event.text = HowItEnded();
  return event;
}

bool RealPluginProcess::HasNews() const {
  if (told_last_) return false;
  const bool ended = !launcher_->alive() || launcher_->EndOf(id_).has_value();
  return link_.has_unread() || (link_ended_ && ended);
}

std::string RealPluginProcess::HowItEnded() const {
  const std::optional<int> status = launcher_->EndOf(id_);
  if (!status.has_value()) return "the launcher ended";
  if (WIFEXITED(*status)) return absl::StrCat("exit status ", WEXITSTATUS(*status));
  const char* name = sigdescr_np(WTERMSIG(*status));
  return absl::StrCat("signal ", WTERMSIG(*status),
                      name == nullptr ? "" : absl::StrCat(" (", name, ")"));
}

absl::Duration RealPluginProcess::CpuTime() const {
  const std::optional<ProcessTimes> times = ReadProcessTimes(pid_);
  if (times.has_value() && times->start_ticks == start_ticks_) cpu_time_ = times->used;
  return cpu_time_;
}

RealPluginProcesses::RealPluginProcesses(const Clock& clock)
    : RealPluginProcesses(clock, kPluginLauncher) {}

RealPluginProcesses::RealPluginProcesses(const Clock& clock, const char* launcher_argument)
    : clock_(clock),
      launcher_argument_(launcher_argument),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  LIAISON_CHECK(wake_.valid());
  static_cast<void>(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

RealPluginProcesses::~RealPluginProcesses() { LIAISON_CHECK(processes_.empty()); }

absl::Status RealPluginProcesses::Try(Launcher& launcher) { return RunSelfAttack(launcher); }

absl::Status RealPluginProcesses::EnsureLauncher() {
  if (launcher_ != nullptr) launcher_->ReadNotices();
  if (launcher_ != nullptr && launcher_->alive()) return absl::OkStatus();
  launcher_ = nullptr;
  ASSIGN_OR_RETURN(std::shared_ptr<Launcher> fresh, Launcher::Spawn(launcher_argument_));
  RETURN_IF_ERROR(Try(*fresh));
  launcher_ = std::move(fresh);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<PluginProcess>> RealPluginProcesses::Start(const ProcessSpec& spec) {
  LIAISON_CHECK(spec.slot < kPluginSlots);
  RETURN_IF_ERROR(EnsureLauncher());
  ASSIGN_OR_RETURN(const std::unique_ptr<Descriptor> bundle, MakeBundleFile(spec.binary));
  ASSIGN_OR_RETURN(LaunchedProcess process,
                   launcher_->Start(*bundle, spec.slot, spec.data_bytes_max));
  return std::make_unique<RealPluginProcess>(*this, launcher_, std::move(process),
                                             spec.frame_bytes_max, clock_);
}

bool RealPluginProcesses::AnyNews() const {
  return std::any_of(processes_.begin(), processes_.end(),
                     [](const RealPluginProcess* process) { return process->HasNews(); });
}

void RealPluginProcesses::Wait(absl::Duration at_most) {
  std::vector<pollfd> watched = {{wake_.get(), POLLIN, 0}};
  // A process may still belong to a launcher before the present one, whose socket says nothing now.
  if (launcher_ != nullptr && launcher_->alive())
    watched.push_back({launcher_->control(), POLLIN, 0});
  for (RealPluginProcess* process : processes_) {
    const bool sends = process->link_.wants_to_send();
    if (!process->told_last_ && !process->link_ended_) {
      const int events = POLLIN | (sends ? POLLOUT : 0);
      watched.push_back({process->link_.socket(), static_cast<short>(events), 0});
    }
    if (process->output_.listens()) watched.push_back({process->output_.pipe(), POLLIN, 0});
  }
  const absl::Duration most = AnyNews() ? absl::ZeroDuration() : at_most;
  const int64_t ms = absl::ToInt64Milliseconds(absl::Ceil(most, absl::Milliseconds(1)));
  static_cast<void>(poll(watched.data(), watched.size(),
                         static_cast<int>(std::clamp<int64_t>(ms, 0, 3'600'000))));
  eventfd_t woken = 0;
  static_cast<void>(eventfd_read(wake_.get(), &woken));
  if (launcher_ != nullptr) launcher_->ReadNotices();
  for (RealPluginProcess* process : processes_) {
    process->link_.Flush();
    process->output_.Drain();
  }
}

void RealPluginProcesses::Wake() { static_cast<void>(eventfd_write(wake_.get(), 1)); }

pid_t RealPluginProcesses::launcher_pid() const {
  return launcher_ != nullptr && launcher_->alive() ? launcher_->pid() : 0;
}

}  // namespace liaison
