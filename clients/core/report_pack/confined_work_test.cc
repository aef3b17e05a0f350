// What work that goes wrong takes with it: nothing.
#include "clients/core/report_pack/confined_work.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr ConfinedLimits kLimits = {.memory_bytes = size_t{64} << 20, .cpu_s = 1};

struct Heard {
  absl::Status status;
  std::vector<std::string> messages;
};
Heard Listen(absl::FunctionRef<void(ConfinedSay)> work) {
  Heard heard;
  heard.status = RunConfined(kLimits, work, [&heard](absl::string_view message) {
    heard.messages.emplace_back(message);
    return absl::OkStatus();
  });
  return heard;
}

TEST(RunConfinedTest, SaysWhatItFinds) {
  const std::string large(kMaxConfinedMessageBytes, 'x');
  const Heard heard = Listen([&](ConfinedSay say) {
    say("one");
    for (int i = 0; i < 10; ++i) say(large);
  });
  EXPECT_TRUE(heard.status.ok()) << heard.status;
  ASSERT_EQ(heard.messages.size(), 11U);
  EXPECT_EQ(heard.messages.front(), "one");
  EXPECT_EQ(heard.messages.back(), large);
}

TEST(RunConfinedTest, WorkThatDoesNotEndIsEnded) {
  const Heard heard = Listen([](ConfinedSay say) {
    say("begun");
    while (getppid() != 0) {
    }
  });
  EXPECT_EQ(ReasonOf(heard.status), "LIMIT");
  EXPECT_EQ(heard.messages, std::vector<std::string>{"begun"});
}

TEST(RunConfinedTest, MemoryIsWhatItIsGivenAndNoMore) {
  if (!ConfinesFully()) GTEST_SKIP() << "sanitizers need memory of their own";
  const Heard heard = Listen([](ConfinedSay say) {
    say(std::string(std::vector<char>(size_t{32} << 20, 'y').data(), 3));
    try {
      say(std::string(std::vector<char>(size_t{128} << 20, 'n').data(), 3));
    } catch (const std::exception&) {
      say("never");
    }
  });
  EXPECT_EQ(ReasonOf(heard.status), "LIMIT");
  EXPECT_EQ(heard.messages, std::vector<std::string>{"yyy"});
}

TEST(RunConfinedTest, ItReachesNoFileAndNobody) {
  if (!ConfinesFully()) GTEST_SKIP() << "sanitizers open files";
  const Heard heard = Listen([](ConfinedSay say) {
    if (open("/proc/self/status", O_RDONLY | O_CLOEXEC) < 0) say("no file");
    if (socket(AF_UNIX, SOCK_STREAM, 0) < 0) say("no socket");
    if (fork() < 0) say("no process");
    if (kill(getppid(), 0) < 0) say("no signal");
    if (write(STDOUT_FILENO, "x", 1) < 0) say("no terminal");
  });
  EXPECT_TRUE(heard.status.ok()) << heard.status;
  EXPECT_EQ(heard.messages, (std::vector<std::string>{"no file", "no socket", "no process",
                                                      "no signal", "no terminal"}));
}

TEST(RunConfinedTest, ACrashIsItsOwn) {
  const Heard heard = Listen([](ConfinedSay) { _exit(0); });
  EXPECT_EQ(ReasonOf(heard.status), "LIMIT") << "an end is said, not seen";
}

TEST(RunConfinedTest, WhoDoesNotWantMoreEndsIt) {
  const absl::Status status = RunConfined(
      kLimits,
      [](ConfinedSay say) {
        while (true) say("more");
      },
      [](absl::string_view) { return absl::InvalidArgumentError("enough"); });
  EXPECT_TRUE(absl::IsInvalidArgument(status));
}

}  // namespace
}  // namespace liaison
