#include "hub/log_line/logger.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;

class FixedClock final : public Clock {
 public:
  absl::Time Now() const override { return now; }
  bool WaitFor(absl::Notification&, absl::Duration) override { return true; }
  absl::Time now = absl::FromUnixMillis(1795478400123);
};

class Lines final : public LogSink {
 public:
  void Write(absl::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

std::string Field(absl::string_view value) {
  std::string line;
  AppendLogField("k", value, line);
  return line;
}

TEST(LogLine, QuotesWhatWouldBreakALine) {
  EXPECT_EQ(Field("plain-1.5/x"), "k=plain-1.5/x");
  EXPECT_EQ(Field(""), "k=\"\"");
  EXPECT_EQ(Field("a b"), "k=\"a b\"");
  EXPECT_EQ(Field("a=b"), "k=\"a=b\"");
  EXPECT_EQ(Field("say \"no\" \\"), "k=\"say \\\"no\\\" \\\\\"");
  EXPECT_EQ(Field("two\nlines\tand\x1b[31m"), "k=\"two\\nlines\\tand\\x1b[31m\"");
}

TEST(LogLine, StartsWithTimeLevelAndEvent) {
  FixedClock clock;
  Lines sink;
  Logger log(LogLevel::kInfo, clock, sink);
  log.Log(LogLevel::kInfo, "listening", {{"address", "127.0.0.1"}, {"port", 7443}});
  EXPECT_THAT(sink.lines, ElementsAre("time=2026-11-24T00:00:00.123Z level=info event=listening "
                                      "address=127.0.0.1 port=7443"));
}

TEST(LogLine, LeavesOutWhatIsBelowTheLevel) {
  FixedClock clock;
  Lines sink;
  Logger log(LogLevel::kWarning, clock, sink);
  log.Log(LogLevel::kInfo, "group", {});
  log.Log(LogLevel::kError, "stopped", {});
  ASSERT_EQ(sink.lines.size(), 1u);
  EXPECT_THAT(sink.lines[0], ::testing::HasSubstr("event=stopped"));
}

TEST(LogLine, CarriesCodeReasonAndMessageOfAnError) {
  FixedClock clock;
  Lines sink;
  Logger log(LogLevel::kInfo, clock, sink);
  log.LogError(LogLevel::kError, "open",
               MakeError(absl::StatusCode::kDataLoss, "leaf 7 differs",
                         {.reason = "TREE", .subject = "", .field = ""}));
  EXPECT_THAT(
      sink.lines[0],
      ::testing::EndsWith("event=open code=DATA_LOSS reason=TREE message=\"leaf 7 differs\""));
}

TEST(LogLine, IsBoundedPerEventAndSaysWhatItDropped) {
  FixedClock clock;
  Lines sink;
  Logger log(LogLevel::kInfo, clock, sink);
  for (int i = 0; i < 250; ++i) log.Log(LogLevel::kInfo, "refused", {});
  log.Log(LogLevel::kInfo, "listening", {});
  EXPECT_EQ(sink.lines.size(), 101u);
  clock.now += Logger::kWindow;
  log.Log(LogLevel::kInfo, "refused", {});
  ASSERT_EQ(sink.lines.size(), 103u);
  EXPECT_THAT(sink.lines[101], ::testing::HasSubstr("event=suppressed of=refused lines=150"));
}

TEST(LogLine, IsNotSilencedByAClockThatIsSetBack) {
  FixedClock clock;
  Lines sink;
  Logger log(LogLevel::kInfo, clock, sink);
  for (int i = 0; i < 200; ++i) log.Log(LogLevel::kInfo, "refused", {});
  clock.now -= absl::Hours(24);
  log.Log(LogLevel::kInfo, "refused", {});
  EXPECT_THAT(sink.lines.back(), ::testing::HasSubstr("event=refused"));
}

TEST(LogLevel, IsOneOfFourNames) {
  for (const LogLevel level :
       {LogLevel::kError, LogLevel::kWarning, LogLevel::kInfo, LogLevel::kDebug}) {
    EXPECT_EQ(ParseLogLevel(LogLevelName(level)).value(), level);
  }
  EXPECT_EQ(ReasonOf(ParseLogLevel("INFO").status()), "LEVEL");
}

}  // namespace
}  // namespace liaison
