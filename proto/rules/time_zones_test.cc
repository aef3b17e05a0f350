#include "proto/rules/time_zones.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/rules/time_zones_testing.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

std::string First(const ZoneRules& zone, absl::string_view local) {
  absl::CivilSecond civil;
  EXPECT_TRUE(absl::ParseCivilTime(local, &civil));
  return UtcText(zone.FirstInstant_s(civil));
}
std::string Local(const ZoneRules& zone, absl::string_view utc) {
  return absl::FormatCivilTime(zone.LocalAt(Utc_s(utc)));
}

TEST(ZoneRules, ShowLocalTimeOnBothSidesOfAChange) {
  EXPECT_EQ(Local(Berlin(), "2026-03-29T00:59:59"), "2026-03-29T01:59:59");
  EXPECT_EQ(Local(Berlin(), "2026-03-29T01:00:00"), "2026-03-29T03:00:00");
  EXPECT_EQ(Local(Berlin(), "2026-10-25T00:59:59"), "2026-10-25T02:59:59");
  EXPECT_EQ(Local(Berlin(), "2026-10-25T01:00:00"), "2026-10-25T02:00:00");
  EXPECT_EQ(Local(Berlin(), "1950-01-01T00:00:00"), "1950-01-01T01:00:00") << "before the first";
  EXPECT_EQ(Local(Berlin(), "2100-07-01T00:00:00"), "2100-07-01T02:00:00") << "after the last";
}

TEST(ZoneRules, ATimeThatIsLeftOutBeginsBehindTheGap) {
  EXPECT_EQ(First(Berlin(), "2026-03-29T01:59:59"), "2026-03-29T00:59:59");
  EXPECT_EQ(First(Berlin(), "2026-03-29T02:00:00"), "2026-03-29T01:00:00");
  EXPECT_EQ(First(Berlin(), "2026-03-29T02:30:00"), "2026-03-29T01:00:00");
  EXPECT_EQ(First(Berlin(), "2026-03-29T03:00:00"), "2026-03-29T01:00:00");
  EXPECT_EQ(First(Berlin(), "2026-03-29T03:00:01"), "2026-03-29T01:00:01");
  EXPECT_EQ(First(Apia(), "2011-12-29T23:59:59"), "2011-12-30T09:59:59");
  EXPECT_EQ(First(Apia(), "2011-12-30T12:00:00"), "2011-12-30T10:00:00") << "a whole day";
  EXPECT_EQ(First(Apia(), "2011-12-31T00:00:01"), "2011-12-30T10:00:01");
}

TEST(ZoneRules, ARepeatedTimeCountsTheFirstTime) {
  EXPECT_EQ(First(Berlin(), "2026-10-25T01:59:59"), "2026-10-24T23:59:59");
  EXPECT_EQ(First(Berlin(), "2026-10-25T02:00:00"), "2026-10-25T00:00:00");
  EXPECT_EQ(First(Berlin(), "2026-10-25T02:59:59"), "2026-10-25T00:59:59");
  EXPECT_EQ(First(Berlin(), "2026-10-25T03:00:00"), "2026-10-25T02:00:00");
  EXPECT_EQ(First(Berlin(), "1950-01-01T01:00:00"), "1950-01-01T00:00:00");
}

// Walks every minute of ten days; zones change at random, by amounts of minutes, also twice a day.
int64_t NaiveFirstInstant_s(const ZoneRules& zone, absl::CivilSecond local, int64_t from_s) {
  int64_t time_s = from_s;
  while (zone.LocalAt(time_s) < local) time_s += 60;
  return time_s;
}

TEST(ZoneRules, AgreeWithAWalkThroughEveryMinute) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    const int64_t begin_s = Utc_s("2026-05-01T00:00:00");
    std::vector<ZoneRules::Change> changes = {{0, 0}};
    int64_t at_s = begin_s + 2 * 86400;
    for (int i = 0; i < 4; ++i) {
      at_s += 60 * static_cast<int64_t>(1 + random.Below(1500));
      changes.push_back({at_s, 60 * (static_cast<int32_t>(random.Below(600)) - 300)});
    }
    const ZoneRules zone(changes);
    for (int i = 0; i < 20; ++i) {
      const absl::CivilSecond local =
          absl::CivilSecond(2026, 5, 2, 12, 0, 0) + 60 * static_cast<int64_t>(random.Below(8640));
      EXPECT_EQ(zone.FirstInstant_s(local), NaiveFirstInstant_s(zone, local, begin_s)) << local;
    }
  }
}

constexpr char kZones[] =
    R"({"database":"2024a","zones":{"Asia/Almaty":[{"from_s":0,"offset_s":21600},)"
    R"({"from_s":1709229600,"offset_s":18000}],"Etc/GMT+5":[{"from_s":0,"offset_s":-18000}]}})";

TEST(TimeZones, PrintAsTheyWereRead) {
  const absl::StatusOr<TimeZones> zones = ParseTimeZones(kZones);
  ASSERT_TRUE(zones.ok()) << zones.status();
  EXPECT_EQ(PrintTimeZones(*zones), kZones);
  EXPECT_EQ(zones->database, "2024a");
  ASSERT_NE(zones->Find("Asia/Almaty"), nullptr);
  EXPECT_EQ(Local(*zones->Find("Asia/Almaty"), "2024-02-29T17:59:59"), "2024-02-29T23:59:59");
  EXPECT_EQ(Local(*zones->Find("Asia/Almaty"), "2024-02-29T18:00:00"), "2024-02-29T23:00:00");
  EXPECT_EQ(zones->Find("Asia/Alma"), nullptr);
}

TEST(TimeZones, RefuseWhatIsNoZone) {
  struct Case {
    const char* from;
    const char* to;
    const char* rule;
  };
  for (const Case& one : std::vector<Case>{
           {"2024a", "2024 a", "DATABASE"},
           {"Asia/Almaty", "Asia Almaty", "ZONE"},
           {"Asia/Almaty", "../Almaty", "ZONE"},
           {R"([{"from_s":0,"offset_s":-18000}])", "[]", "COUNT"},
           {R"([{"from_s":0,"offset_s":-18000}])", R"([{"from_s":1,"offset_s":-18000}])", "FIRST"},
           {"1709229600", "0", "ORDER"},
           {"1709229600", "-1", "RANGE"},
           {"-18000", "-86400", "RANGE"},
           {R"("database":"2024a",)", "", "MISSING"},
           {R"("zones")", R"("zonen")", "MISSING"},
       }) {
    const std::string json = absl::StrReplaceAll(kZones, {{one.from, one.to}});
    EXPECT_EQ(ReasonOf(ParseTimeZones(json).status()), one.rule) << json;
    EXPECT_EQ(DetailOf(ParseTimeZones(json).status())->field, "time_zones");
  }
  EXPECT_EQ(ReasonOf(ParseTimeZones(R"({"database":"2024a","zones":{}})").status()), "COUNT");
}

}  // namespace
}  // namespace liaison
