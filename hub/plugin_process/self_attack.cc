#include "hub/plugin_process/self_attack.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "hub/plugin_process/evil_program.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int kStepMsMax = 10'000;
// Small, so that the memory bomb costs little.
constexpr uint64_t kDataBytesMax = uint64_t{16} << 20;
constexpr uint64_t kHubMemory = 0;  // what it would read in this process

EvilOrder OrderFor(const Attack& attack, const Launcher& launcher, absl::string_view path) {
  EvilOrder order{.attack = attack.id,
                  .hub = getpid(),
                  .launcher = launcher.pid(),
                  .hub_address = reinterpret_cast<uintptr_t>(&kHubMemory),
                  .data_bytes_max = kDataBytesMax};
  memcpy(order.path, path.data(), std::min(path.size(), sizeof order.path - 1));
  return order;
}

bool Readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  return poll(&one, 1, kStepMsMax) == 1;
}

// All that it says until it ends; false where it does not end.
bool ReadReport(int link, std::string& report) {
  while (Readable(link)) {
    char byte = 0;
    const ssize_t got = recv(link, &byte, 1, MSG_DONTWAIT);
    if (got <= 0) return true;
    report.push_back(byte);
  }
  return false;
}

std::optional<int> AwaitEnd(Launcher& launcher, uint32_t id) {
  while (launcher.alive() && !launcher.EndOf(id).has_value()) {
    if (!Readable(launcher.control())) return std::nullopt;
    launcher.ReadNotices();
  }
  return launcher.EndOf(id);
}

AttackOutcome Judge(absl::string_view report, int status) {
  using Kind = AttackOutcome::Kind;
  const auto says = [report](char what) { return report.find(what) != absl::string_view::npos; };
  if (says(kEvilWorked)) return {Kind::kWorked, status};
  if (!says(kEvilReady)) return {Kind::kUnclear, status};
  if (says(kEvilDenied)) return {Kind::kDenied, status};
  return {WIFSIGNALED(status) ? Kind::kKilled : Kind::kUnclear, status};
}

// By somebody outside, or for want of memory: that says nothing about the sandbox.
bool WasInterrupted(const Launcher& launcher, const AttackOutcome& outcome) {
  if (outcome.kind != AttackOutcome::Kind::kUnclear) return false;
  return !launcher.alive() || (WIFSIGNALED(outcome.status) && WTERMSIG(outcome.status) == SIGKILL);
}

absl::StatusOr<AttackOutcome> RunProgram(Launcher& launcher, const Descriptor& evil,
                                         const EvilOrder& order) {
  ASSIGN_OR_RETURN(const LaunchedProcess process, launcher.Start(evil, 0, kDataBytesMax));
  std::string report;
  std::optional<int> status;
  // One that takes no order has ended already: how, the launcher knows.
  const bool sent = send(process.link->get(), &order, sizeof order, MSG_NOSIGNAL) == sizeof order;
  if (!sent || ReadReport(process.link->get(), report)) status = AwaitEnd(launcher, process.id);
  launcher.Forget(process.id);
  return status.has_value() ? Judge(report, *status) : AttackOutcome{};
}

}  // namespace

absl::StatusOr<AttackOutcome> RunAttack(Launcher& launcher, const Attack& attack,
                                        absl::string_view path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Descriptor> evil, MakeBundleFile(EvilProgram()));
  return RunProgram(launcher, *evil, OrderFor(attack, launcher, path));
}

absl::Status RunSelfAttack(Launcher& launcher) {
  using Kind = AttackOutcome::Kind;
  for (const Attack& attack : Attacks()) {
    // Its own program file: every hub can read that.
    ASSIGN_OR_RETURN(const AttackOutcome outcome, RunAttack(launcher, attack, "/proc/self/exe"));
    if (outcome.kind == Kind::kDenied || outcome.kind == Kind::kKilled) continue;
    if (WasInterrupted(launcher, outcome)) {
      return MakeError(absl::StatusCode::kUnavailable,
                       absl::StrCat("the self-attack of the plugins' sandbox was interrupted (",
                                    attack.name, "); it is tried again"),
                       {.reason = "PLUGIN_START", .subject = std::string(attack.name)});
    }
    return MakeError(
        absl::StatusCode::kFailedPrecondition,
        absl::StrCat("the sandbox does not hold here: of its self-attack, \"", attack.name, "\" (",
                     attack.tries, ") ", outcome.kind == Kind::kWorked ? "worked" : "is unclear",
                     "; no plugin runs on this machine until that is mended"),
        {.reason = "SANDBOX_BROKEN", .subject = std::string(attack.name)});
  }
  return absl::OkStatus();
}

}  // namespace liaison
