// Real processes in the real sandbox, as the user who runs the tests; where that is root, a second
// time as nobody. Waits here end by an event, never by a time that has passed.
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/plugin_process/attacks.h"
#include "hub/plugin_process/embed.h"
#include "hub/plugin_process/launcher_main.h"
#include "hub/plugin_process/process_time.h"
#include "hub/plugin_process/real_plugin_processes.h"
#include "hub/plugin_process/sandbox.h"
#include "hub/plugin_process/self_attack.h"
#include "hub/plugin_process/unconfined.h"
#include "proto/base/error.h"
#include "tests/fakes/manual_clock.h"

LIAISON_EMBED_FILE(echo, LIAISON_ECHO_PATH)

namespace liaison {
namespace {

using Kind = LinkEvent::Kind;
constexpr uint32_t kFrameBytesMax = 1 << 20;

ProcessSpec EchoSpec(uint32_t slot) {
  return {.plugin_id = "echo",
          .binary = Embedded_echo(),
          .data_bytes_max = uint64_t{32} << 20,
          .frame_bytes_max = kFrameBytesMax,
          .slot = slot};
}

class PluginProcessTest : public testing::Test {
 protected:
  std::unique_ptr<PluginProcess> StartEcho(uint32_t slot = 0) {
    auto started = processes_.Start(EchoSpec(slot));
    EXPECT_TRUE(started.ok()) << started.status();
    return std::move(started).value();
  }

  static pid_t PidOf(const PluginProcess& process) {
    return static_cast<const RealPluginProcess&>(process).pid();
  }

  LinkEvent Next(PluginProcess& process, PluginProcesses& processes) {
    while (true) {
      LinkEvent event = process.Receive();
      if (event.kind != Kind::kNothing && event.kind != Kind::kPartial) return event;
      processes.Wait(absl::Seconds(30));
    }
  }
  LinkEvent Next(PluginProcess& process) { return Next(process, processes_); }

  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  RealPluginProcesses processes_{clock_};
};

// Whether the process is there and not only waiting to be reaped.
bool Lives(pid_t pid) {
  std::ifstream stat(absl::StrCat("/proc/", pid, "/stat"));
  std::string line;
  std::getline(stat, line);
  const size_t name_end = line.rfind(") ");
  return name_end != std::string::npos && line[name_end + 2] != 'Z' && line[name_end + 2] != 'X';
}

// Ends when the process does; the test's own time limit is the failure.
void AwaitDeath(pid_t pid) {
  while (Lives(pid)) poll(nullptr, 0, 1);
}

TEST_F(PluginProcessTest, AMessageComesBack) {
  const auto echo = StartEcho();
  echo->Send("hello");
  const LinkEvent event = Next(*echo);
  EXPECT_EQ(event.kind, Kind::kMessage);
  EXPECT_EQ(event.text, "hello");
}

TEST_F(PluginProcessTest, SendNeverBlocksAndLosesNothing) {
  const auto echo = StartEcho();
  constexpr int kMessages = 40;
  for (int i = 0; i < kMessages; ++i)
    echo->Send(std::string(500'000, static_cast<char>('a' + i % 26)));
  for (int i = 0; i < kMessages; ++i) {
    const LinkEvent event = Next(*echo);
    ASSERT_EQ(event.kind, Kind::kMessage) << event.text;
    ASSERT_EQ(event.text, std::string(500'000, static_cast<char>('a' + i % 26)));
  }
}

TEST_F(PluginProcessTest, WakeEndsAWaitAlsoBeforeIt) {
  processes_.Wake();
  processes_.Wait(absl::Hours(1));
}

TEST_F(PluginProcessTest, ProcessorTimeGrowsWhileItSpins) {
  const auto echo = StartEcho();
  echo->Send("!spin");
  while (echo->CpuTime() < absl::Milliseconds(50)) processes_.Wait(absl::Milliseconds(5));
  echo->Kill();
  EXPECT_EQ(Next(*echo).kind, Kind::kClosed);
  EXPECT_GE(echo->CpuTime(), absl::Milliseconds(50));
}

TEST_F(PluginProcessTest, SaysHowAProcessEnded) {
  const auto exits = StartEcho();
  exits->Send("!exit");
  LinkEvent event = Next(*exits);
  EXPECT_EQ(event.kind, Kind::kClosed);
  EXPECT_EQ(event.text, "exit status 7");

  const auto crashes = StartEcho(1);
  crashes->Send("!abort");
  event = Next(*crashes);
  EXPECT_EQ(event.kind, Kind::kClosed);
  EXPECT_TRUE(absl::StartsWith(event.text, "signal ")) << event.text;

  const auto killed = StartEcho(2);
  kill(PidOf(*killed), SIGKILL);
  event = Next(*killed);
  EXPECT_EQ(event.kind, Kind::kClosed);
  EXPECT_EQ(event.text, "signal 9 (Killed)");
  EXPECT_EQ(Next(*killed).kind, Kind::kClosed) << "and goes on saying so";
}

TEST_F(PluginProcessTest, WhatItSaidBeforeItsEndIsNotLost) {
  const auto echo = StartEcho();
  echo->Send("last words");
  echo->Send("!exit");
  AwaitDeath(PidOf(*echo));
  EXPECT_EQ(Next(*echo).text, "last words");
  EXPECT_EQ(Next(*echo).kind, Kind::kClosed);
}

TEST_F(PluginProcessTest, OneThatClosesItsLinkIsEnded) {
  const auto echo = StartEcho();
  echo->Send("!close");
  EXPECT_EQ(Next(*echo).kind, Kind::kClosed);
  EXPECT_FALSE(Lives(PidOf(*echo)));
}

TEST_F(PluginProcessTest, DestroyingItKillsTheProcess) {
  auto echo = StartEcho();
  const pid_t pid = PidOf(*echo);
  echo->Send("!spin");  // it would not notice that its link is closed
  while (echo->CpuTime() == absl::ZeroDuration()) processes_.Wait(absl::Milliseconds(5));
  echo.reset();
  AwaitDeath(pid);
}

TEST_F(PluginProcessTest, BadFramesAreFaultsThatStay) {
  for (const char* verb : {"!long", "!sum_"}) {
    const auto echo = StartEcho();
    echo->Send(verb);
    EXPECT_EQ(Next(*echo).kind, Kind::kFault) << verb;
    EXPECT_EQ(echo->Receive().kind, Kind::kFault) << verb;
  }
}

TEST_F(PluginProcessTest, HalfAFrameIsPartial) {
  for (const char* verb : {"!half", "!head"}) {
    const auto echo = StartEcho();
    echo->Send(verb);
    LinkEvent event;
    do {
      processes_.Wait(absl::Seconds(30));
      event = echo->Receive();
    } while (event.kind == Kind::kNothing);
    EXPECT_EQ(event.kind, Kind::kPartial) << verb;
    kill(PidOf(*echo), SIGKILL);
    EXPECT_EQ(Next(*echo).kind, Kind::kClosed);
  }
}

TEST_F(PluginProcessTest, OutputIsTaken) {
  const auto echo = StartEcho();
  echo->Send("!write");
  EXPECT_EQ(Next(*echo).text, "!write");
  EXPECT_EQ(echo->TakeOutput(), "out\n");
  EXPECT_EQ(echo->TakeOutput(), "");
}

TEST_F(PluginProcessTest, AFloodOfOutputCostsOneSecondsAllowance) {
  const auto echo = StartEcho();
  echo->Send("!flood");
  EXPECT_EQ(Next(*echo).text, "!flood") << "and the plugin is not held up by it";
  std::string output = echo->TakeOutput();
  EXPECT_LE(output.size(), kOutputBytesPerSecond);
  EXPECT_GT(output.size(), kOutputBytesPerSecond / 2);
  echo->Send("!flood");
  EXPECT_EQ(Next(*echo).text, "!flood");
  EXPECT_EQ(echo->TakeOutput(), "") << "this second's is used up";
  clock_.Advance(absl::Seconds(1));
  output = echo->TakeOutput();
  EXPECT_GT(output.size(), 0U);
  EXPECT_LE(output.size(), kOutputBytesPerSecond);
}

TEST_F(PluginProcessTest, WhatNobodyTakesIsDroppedAndCounted) {
  const auto echo = StartEcho();
  for (int second = 0; second < 3; ++second) {
    echo->Send("!flood");
    EXPECT_EQ(Next(*echo).text, "!flood");
    processes_.Wait(absl::ZeroDuration());
    clock_.Advance(absl::Seconds(1));
  }
  const std::string output = echo->TakeOutput();
  EXPECT_THAT(output, testing::EndsWith(" bytes dropped]\n"));
  EXPECT_LE(output.size(), kOutputBytesPerSecond + 40);
}

TEST_F(PluginProcessTest, WhatIsNoProgramIsNotStarted) {
  ProcessSpec spec = EchoSpec(0);
  spec.binary = "no program";
  EXPECT_EQ(processes_.Start(spec).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(PluginProcessTest, PluginsDieWithTheirLauncherAndTheNextStartMakesANewOne) {
  const auto echo = StartEcho();
  const pid_t launcher = processes_.launcher_pid();
  kill(launcher, SIGKILL);
  const LinkEvent event = Next(*echo);
  EXPECT_EQ(event.kind, Kind::kClosed);
  AwaitDeath(PidOf(*echo));

  const auto again = StartEcho();
  EXPECT_NE(processes_.launcher_pid(), launcher);
  again->Send("hello again");
  EXPECT_EQ(Next(*again).text, "hello again");
  EXPECT_EQ(echo->Receive().kind, Kind::kClosed);
}

// Runs `body` in a process of its own and kills that; `body` writes two process ids.
TEST_F(PluginProcessTest, LauncherAndPluginsDieWithTheHub) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t hub = fork();
  if (hub == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    RealPluginProcesses processes(clock_);
    const auto started = processes.Start(EchoSpec(0));
    const pid_t pids[] = {processes.launcher_pid(), started.ok() ? PidOf(**started) : 0};
    static_cast<void>(!write(ends[1], pids, sizeof pids));
    while (true) pause();
  }
  pid_t pids[2] = {0, 0};
  const ssize_t got = read(ends[0], pids, sizeof pids);
  const bool lived = Lives(pids[0]) && Lives(pids[1]);
  kill(hub, SIGKILL);
  waitpid(hub, nullptr, 0);
  ASSERT_EQ(got, static_cast<ssize_t>(sizeof pids));
  ASSERT_TRUE(lived) << "no plugin was started";
  AwaitDeath(pids[0]);
  AwaitDeath(pids[1]);
}

// A root in a small user namespace has no other users to become.
bool MayChangeUser() {
  std::ifstream map("/proc/self/uid_map");
  uint64_t inside = 0;
  uint64_t outside = 0;
  uint64_t count = 0;
  map >> inside >> outside >> count;
  return geteuid() == 0 && count > kFirstPluginUid + kPluginSlots;
}

std::string StatusLine(pid_t pid, const std::string& name) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    if (absl::StartsWith(line, name + ":\t")) return line.substr(name.size() + 2);
  }
  return "";
}

TEST_F(PluginProcessTest, TheKernelSaysThatItIsConfined) {
  const auto echo = StartEcho(5);
  const pid_t pid = PidOf(*echo);
  EXPECT_EQ(StatusLine(pid, "NoNewPrivs"), "1");
  EXPECT_EQ(StatusLine(pid, "Seccomp"), "2");
  EXPECT_EQ(StatusLine(pid, "Threads"), "1");
  EXPECT_EQ(StatusLine(pid, "CapEff"), "0000000000000000");
  EXPECT_EQ(StatusLine(pid, "CapPrm"), "0000000000000000");
  // The kernel gives the entry of a process that may not be looked into to root.
  struct stat entry {};
  ASSERT_EQ(stat(absl::StrCat("/proc/", pid, "/status").c_str(), &entry), 0);
  EXPECT_EQ(entry.st_uid, 0U);
  std::ifstream oom(absl::StrCat("/proc/", pid, "/oom_score_adj"));
  int score = 0;
  oom >> score;
  EXPECT_EQ(score, 1000);
  if (!MayChangeUser()) return;
  const std::string id = absl::StrCat(kFirstPluginUid + 5);
  EXPECT_EQ(StatusLine(pid, "Uid"), absl::StrCat(id, "\t", id, "\t", id, "\t", id));
  EXPECT_EQ(StatusLine(pid, "Gid"), absl::StrCat(id, "\t", id, "\t", id, "\t", id));
  EXPECT_THAT(StatusLine(pid, "Groups"), testing::AnyOf("", " "));
}

TEST(AttackTest, EachIsDeniedInTheSandboxTheWayTheTableSays) {
  const auto launcher = Launcher::Spawn(kPluginLauncher);
  ASSERT_TRUE(launcher.ok()) << launcher.status();
  for (const Attack& attack : Attacks()) {
    const auto outcome = RunAttack(**launcher, attack, "/proc/self/exe");
    ASSERT_TRUE(outcome.ok()) << attack.name << ": " << outcome.status();
    EXPECT_EQ(outcome->kind,
              attack.killed ? AttackOutcome::Kind::kKilled : AttackOutcome::Kind::kDenied)
        << attack.name;
    if (attack.killed) {
      EXPECT_EQ(WTERMSIG(outcome->status), SIGSYS) << attack.name;
    }
  }
}

// Shows that the self-attack can fail, and that the attacks are real ones.
TEST(AttackTest, EachWorksForARootWithoutTheSandbox) {
  if (geteuid() != 0) GTEST_SKIP() << "without rights many fail anyhow";
  const auto launcher = Launcher::Spawn(kUnconfinedLauncher);
  ASSERT_TRUE(launcher.ok()) << launcher.status();
  for (const Attack& attack : Attacks()) {
    const auto outcome = RunAttack(**launcher, attack, "/proc/self/exe");
    ASSERT_TRUE(outcome.ok()) << attack.name << ": " << outcome.status();
    if (outcome->kind == AttackOutcome::Kind::kWorked) continue;
    RecordProperty(std::string(attack.name), "did not work");
    EXPECT_NE(attack.bare_refusal, "") << attack.name << " did not work";
  }
}

TEST(AttackTest, TheSelfAttackRefusesALauncherWithoutTheSandbox) {
  const auto launcher = Launcher::Spawn(kUnconfinedLauncher);
  ASSERT_TRUE(launcher.ok()) << launcher.status();
  const absl::Status status = RunSelfAttack(**launcher);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "SANDBOX_BROKEN");
  EXPECT_EQ(DetailOf(status)->subject, Attacks().front().name);
}

TEST(AttackTest, ALauncherKilledMeanwhileSaysNothingAboutTheSandbox) {
  for (int ms = 1; ms <= 31; ms += 3) {
    const auto launcher = Launcher::Spawn(kPluginLauncher);
    ASSERT_TRUE(launcher.ok()) << launcher.status();
    std::thread killer([pid = (*launcher)->pid(), ms] {
      static_cast<void>(poll(nullptr, 0, ms));
      kill(pid, SIGKILL);
    });
    const absl::Status status = RunSelfAttack(**launcher);
    killer.join();
    EXPECT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
  }
}

TEST(ProcessTimeTest, ReadsTheFieldsAfterTheNameWhateverItIs) {
  const auto times = ParseProcessTimes(
      "42 (a) b ) (c) S 1 42 42 0 -1 4194304 94 0 0 0 30 20 0 0 39 19 1 0 777 2703360 5 18", 100);
  ASSERT_TRUE(times.has_value());
  EXPECT_EQ(times->used, absl::Milliseconds(500));
  EXPECT_EQ(times->start_ticks, 777U);
  EXPECT_FALSE(ParseProcessTimes("42 (a) S 1 2", 100).has_value());
}

// Everything once more as a user with no rights at all.
TEST(UnprivilegedTest, EverythingHoldsForNobodyToo) {
  if (!MayChangeUser()) GTEST_SKIP() << "cannot become nobody, or is it already";
  const pid_t again = fork();
  if (again == 0) {
    constexpr unsigned int kNobody = 65534;
    if (setgroups(0, nullptr) != 0 || setresgid(kNobody, kNobody, kNobody) != 0 ||
        setresuid(kNobody, kNobody, kNobody) != 0) {
      _exit(100);
    }
    execl("/proc/self/exe", "plugin_process_test", nullptr);
    _exit(101);
  }
  int status = 0;
  ASSERT_EQ(waitpid(again, &status, 0), again);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (liaison::IsPluginLauncher(argc, argv)) return liaison::RunPluginLauncher();
  if (liaison::IsUnconfinedLauncher(argc, argv)) return liaison::RunUnconfinedLauncher();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
