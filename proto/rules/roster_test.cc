#include "proto/rules/roster.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/rules/time_zones_testing.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr char kRoster[] =
    R"({"mailbox":"irn/duty","overrides":[{"devices":[],"from":"2026-12-05T08:00",)"
    R"("until":"2026-12-05T20:00"}],"shifts":[{"days":[1,2,3,4,5],"devices":["d02","d01"],)"
    R"("from":"08:00","until":"20:00"},{"days":[1,2,3,4,5,6,7],"devices":["d03"],)"
    R"("from":"20:00","until":"08:00"}],"zone":"Europe/Moscow"})";

std::string Duty(const Roster& roster, const ZoneRules& zone, absl::string_view utc) {
  return absl::StrJoin(OnDuty(roster, zone, Utc_ms(utc)), " ");
}
std::string Change(const Roster& roster, const ZoneRules& zone, absl::string_view utc) {
  const std::optional<int64_t> next = NextDutyChange_ms(roster, zone, Utc_ms(utc));
  return next.has_value() ? UtcText(*next / 1000) : "never";
}
Roster OneShift(std::vector<int> days, int from_min, int until_min) {
  return {.mailbox = {},
          .zone = "",
          .shifts = {{std::move(days), from_min, until_min, {"d01"}}},
          .overrides = {}};
}
const std::vector<int> kEveryDay = {1, 2, 3, 4, 5, 6, 7};

TEST(Roster, IsReadAsItIsWritten) {
  const absl::StatusOr<Roster> roster = ParseRoster(kRoster);
  ASSERT_TRUE(roster.ok()) << roster.status();
  EXPECT_EQ(roster->mailbox.ToString(), "irn/duty");
  EXPECT_EQ(roster->zone, "Europe/Moscow");
  ASSERT_EQ(roster->shifts.size(), 2u);
  EXPECT_EQ(roster->shifts[0].from_min, 480);
  EXPECT_EQ(roster->shifts[0].until_min, 1200);
  EXPECT_EQ(roster->shifts[0].days, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(roster->overrides[0].from, absl::CivilMinute(2026, 12, 5, 8, 0));
}

TEST(Roster, RefusesWhatIsNoTime) {
  struct Case {
    const char* from;
    const char* to;
    const char* rule;
  };
  for (const Case& one : std::vector<Case>{
           {"irn/duty", "irn/boss", "MAILBOX"},
           {"Europe/Moscow", "Europe Moscow", "ZONE"},
           {R"("08:00")", R"("8:00")", "TIME"},
           {R"("08:00")", R"("24:00")", "TIME"},
           {R"("08:00")", R"("08:60")", "TIME"},
           {R"("08:00")", R"("08:0 ")", "TIME"},
           {"2026-12-05T08:00", "2026-12-05", "DATE"},
           {"2026-12-05T08:00", "2026-02-30T08:00", "DATE"},
           {"2026-12-05T08:00", "2026-12-5T08:00", "DATE"},
           {"2026-12-05T08:00", "2026-12-05T20:00", "PERIOD"},
           {"[1,2,3,4,5]", "[1,2,2]", "ORDER"},
           {"[1,2,3,4,5]", "[0]", "RANGE"},
           {"[1,2,3,4,5]", "[8]", "RANGE"},
           {"[1,2,3,4,5]", "[]", "COUNT"},
           {R"(["d03"])", "[]", "COUNT"},
           {R"(["d03"])", R"(["r03"])", "DEVICE"},
       }) {
    const std::string json = absl::StrReplaceAll(kRoster, {{one.from, one.to}});
    EXPECT_EQ(ReasonOf(ParseRoster(json).status()), one.rule) << json;
    EXPECT_EQ(DetailOf(ParseRoster(json).status())->field, "roster");
  }
}

// 2026-12-04 is a Friday; Moscow is UTC+3.
TEST(Roster, ShiftsBeginAndEndToTheMillisecondAndNightsGoOnAfterMidnight) {
  const Roster roster = *ParseRoster(kRoster);
  const ZoneRules moscow = FixedZone(10800);
  EXPECT_EQ(Duty(roster, moscow, "2026-12-04T04:59:59"), "d03") << "the night from Thursday";
  EXPECT_EQ(Duty(roster, moscow, "2026-12-04T05:00:00"), "d01 d02");
  EXPECT_EQ(OnDuty(roster, moscow, Utc_ms("2026-12-04T17:00:00") - 1).size(), 2u);
  EXPECT_EQ(Duty(roster, moscow, "2026-12-04T17:00:00"), "d03");
  EXPECT_EQ(Duty(roster, moscow, "2026-12-04T21:30:00"), "d03") << "Saturday 00:30, local";
  EXPECT_EQ(Duty(roster, moscow, "2026-12-05T05:00:00"), "") << "the override";
  EXPECT_EQ(Duty(roster, moscow, "2026-12-05T17:00:00"), "d03");
  EXPECT_EQ(Duty(roster, moscow, "2026-12-06T07:00:00"), "") << "nobody on Sundays";
}

TEST(Roster, OfOverridesThatOverlapTheLastCounts) {
  Roster roster = OneShift(kEveryDay, 0, 0);
  roster.overrides = {
      {absl::CivilMinute(2026, 12, 5, 8, 0), absl::CivilMinute(2026, 12, 5, 20, 0), {"d02"}},
      {absl::CivilMinute(2026, 12, 5, 10, 0), absl::CivilMinute(2026, 12, 5, 12, 0), {}}};
  const ZoneRules utc = FixedZone(0);
  EXPECT_EQ(Duty(roster, utc, "2026-12-05T07:59:59"), "d01");
  EXPECT_EQ(Duty(roster, utc, "2026-12-05T09:59:59"), "d02");
  EXPECT_EQ(Duty(roster, utc, "2026-12-05T10:00:00"), "");
  EXPECT_EQ(Duty(roster, utc, "2026-12-05T12:00:00"), "d02");
  EXPECT_EQ(Duty(roster, utc, "2026-12-05T20:00:00"), "d01");
}

TEST(Roster, AShiftInTheHourThatIsLeftOutIsShorterOrNone) {
  // Berlin's clock jumps from 02:00 to 03:00 at 01:00 UTC on 2026-03-29.
  const Roster into = OneShift(kEveryDay, 60, 150);  // 01:00 to 02:30
  EXPECT_EQ(Duty(into, Berlin(), "2026-03-29T00:00:00"), "d01");
  EXPECT_EQ(Duty(into, Berlin(), "2026-03-29T00:59:59"), "d01");
  EXPECT_EQ(Duty(into, Berlin(), "2026-03-29T01:00:00"), "");
  const Roster inside = OneShift(kEveryDay, 130, 150);  // 02:10 to 02:30
  EXPECT_EQ(Duty(inside, Berlin(), "2026-03-29T01:00:00"), "");
  EXPECT_EQ(Duty(inside, Berlin(), "2026-03-30T00:10:00"), "d01");
  const Roster out_of = OneShift(kEveryDay, 150, 240);  // 02:30 to 04:00
  EXPECT_EQ(Duty(out_of, Berlin(), "2026-03-29T00:59:59"), "");
  EXPECT_EQ(Duty(out_of, Berlin(), "2026-03-29T01:00:00"), "d01");
  EXPECT_EQ(Duty(out_of, Berlin(), "2026-03-29T02:00:00"), "");
}

TEST(Roster, AnHourThatComesTwiceIsOfWhoHadItTheFirstTime) {
  // Berlin's clock falls from 03:00 to 02:00 at 01:00 UTC on 2026-10-25.
  const Roster out_of = OneShift(kEveryDay, 150, 240);  // 02:30 to 04:00
  EXPECT_EQ(Duty(out_of, Berlin(), "2026-10-25T00:29:59"), "");
  EXPECT_EQ(Duty(out_of, Berlin(), "2026-10-25T00:30:00"), "d01");
  EXPECT_EQ(Duty(out_of, Berlin(), "2026-10-25T01:10:00"), "d01") << "02:10 again: still on";
  EXPECT_EQ(Duty(out_of, Berlin(), "2026-10-25T03:00:00"), "");
  const Roster into = OneShift(kEveryDay, 60, 150);  // 01:00 to 02:30
  EXPECT_EQ(Duty(into, Berlin(), "2026-10-25T00:30:00"), "");
  EXPECT_EQ(Duty(into, Berlin(), "2026-10-25T01:10:00"), "") << "02:10 again: not on again";
}

TEST(Roster, TheNextChangeIsWhenOthersAreOnDuty) {
  const Roster roster = *ParseRoster(kRoster);
  const ZoneRules moscow = FixedZone(10800);
  EXPECT_EQ(Change(roster, moscow, "2026-12-04T05:00:00"), "2026-12-04T17:00:00");
  EXPECT_EQ(Change(roster, moscow, "2026-12-04T17:00:00"), "2026-12-05T05:00:00");
  EXPECT_EQ(Change(roster, moscow, "2026-12-05T05:00:00"), "2026-12-05T17:00:00");
  const ZoneRules utc = FixedZone(0);
  EXPECT_EQ(Change(OneShift(kEveryDay, 0, 0), utc, "2026-12-04T05:00:00"), "never")
      << "one shift follows the other";
  EXPECT_EQ(Change({}, utc, "2026-12-04T05:00:00"), "never");
  EXPECT_EQ(Change(OneShift({1}, 480, 540), utc, "2026-12-07T09:00:00"), "2026-12-14T08:00:00");
  Roster far = OneShift(kEveryDay, 0, 0);
  far.overrides = {
      {absl::CivilMinute(2027, 11, 1, 0, 0), absl::CivilMinute(2027, 11, 2, 0, 0), {"d02"}}};
  EXPECT_EQ(Change(far, utc, "2026-12-01T00:00:00"), "2027-11-01T00:00:00");
  EXPECT_EQ(Change(far, utc, "2026-10-01T00:00:00"), "never") << "within a year";
}

TEST(Roster, GapsAreWhenNobodyIsOnDuty) {
  const Roster roster = *ParseRoster(kRoster);
  // From Friday noon to Monday noon, UTC.
  const std::vector<DutyGap> gaps = DutyGaps(
      roster, FixedZone(10800), Utc_ms("2026-12-04T12:00:00"), Utc_ms("2026-12-07T12:00:00"));
  EXPECT_EQ(gaps,
            (std::vector<DutyGap>{{Utc_ms("2026-12-05T05:00:00"), Utc_ms("2026-12-05T17:00:00")},
                                  {Utc_ms("2026-12-06T05:00:00"), Utc_ms("2026-12-06T17:00:00")}}));
  EXPECT_EQ(DutyGaps({}, FixedZone(0), 5, 9), (std::vector<DutyGap>{{5, 9}}));
  EXPECT_TRUE(DutyGaps(OneShift(kEveryDay, 0, 0), FixedZone(0), 5, 9).empty());
}

// The model: for every minute, whether it lies between the minutes that a walk finds first to show
// a shift's beginning and its end.
class DutyModel {
 public:
  DutyModel(const Roster& roster, const ZoneRules& zone, int64_t begin_s, int minutes)
      : zone_(zone), begin_s_(begin_s), duty_(static_cast<size_t>(minutes)) {
    for (const RosterShift& shift : roster.shifts) AddShift(shift);
    for (const RosterOverride& instead : roster.overrides) {
      const auto [from, until] = Between(instead.from, instead.until);
      for (size_t i = from; i < until; ++i)
        duty_[i] = {instead.devices.begin(), instead.devices.end()};
    }
  }
  std::vector<std::string> At(size_t minute) const {
    return {duty_[minute].begin(), duty_[minute].end()};
  }

 private:
  size_t FirstMinute(absl::CivilMinute local) const {
    size_t i = 0;
    while (i < duty_.size() &&
           zone_.LocalAt(begin_s_ + 60 * static_cast<int64_t>(i)) < absl::CivilSecond(local)) {
      ++i;
    }
    return i;
  }
  std::pair<size_t, size_t> Between(absl::CivilMinute from, absl::CivilMinute until) const {
    return {FirstMinute(from), FirstMinute(until)};
  }
  void AddShift(const RosterShift& shift) {
    const absl::CivilDay first(zone_.LocalAt(begin_s_));
    for (absl::CivilDay day = first - 3; day < first + 12; ++day) {
      for (const int asked : shift.days) {
        if (static_cast<int>(absl::GetWeekday(day)) + 1 != asked) continue;
        const absl::CivilDay last = shift.until_min > shift.from_min ? day : day + 1;
        const auto [from, until] = Between(absl::CivilMinute(day) + shift.from_min,
                                           absl::CivilMinute(last) + shift.until_min);
        for (size_t i = from; i < until; ++i) {
          duty_[i].insert(shift.devices.begin(), shift.devices.end());
        }
      }
    }
  }

  const ZoneRules& zone_;
  const int64_t begin_s_;
  std::vector<std::set<std::string>> duty_;  // by minute
};

Roster RandomRoster(SeededRandom& random) {
  Roster roster;
  const auto device = [&] { return absl::StrCat("d0", 1 + random.Below(3)); };
  const size_t shifts = random.Below(4);
  for (size_t i = 0; i < shifts; ++i) {
    RosterShift& shift = roster.shifts.emplace_back();
    for (int day = 1; day <= 7; ++day) {
      if (random.Below(2) == 0) shift.days.push_back(day);
    }
    shift.from_min = static_cast<int>(random.Below(48)) * 30;
    shift.until_min = static_cast<int>(random.Below(48)) * 30;
    shift.devices = {device()};
  }
  const size_t overrides = random.Below(3);
  for (size_t i = 0; i < overrides; ++i) {
    RosterOverride& instead = roster.overrides.emplace_back();
    instead.from = absl::CivilMinute(2026, 3, 27) + 30 * static_cast<int64_t>(random.Below(200));
    instead.until = instead.from + 30 * static_cast<int64_t>(1 + random.Below(50));
    if (random.Below(2) == 0) instead.devices = {device()};
  }
  return roster;
}

TEST(Roster, AgreesWithAWalkThroughEveryMinuteAcrossBothChangesOfTheClock) {
  constexpr int kMinutes = 10 * 24 * 60;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    // Forward after a day and a half, back three days later, by half an hour or two hours.
    const int32_t step_s = seed % 2 == 0 ? 1800 : 7200;
    const int64_t begin_s = Utc_s("2026-03-27T00:00:00");
    const ZoneRules zone(
        {{0, 3600}, {begin_s + 36 * 3600, 3600 + step_s}, {begin_s + 108 * 3600, 3600}});
    const Roster roster = RandomRoster(random);
    const DutyModel model(roster, zone, begin_s, kMinutes);
    std::optional<int64_t> next = begin_s * 1000;
    for (size_t i = 0; i < kMinutes; ++i) {
      const int64_t time_ms = (begin_s + 60 * static_cast<int64_t>(i)) * 1000;
      ASSERT_EQ(OnDuty(roster, zone, time_ms), model.At(i)) << i;
      if (i > 0 && model.At(i) != model.At(i - 1)) {
        ASSERT_EQ(next, time_ms) << i;
      }
      if (i == 0 || next == time_ms) next = NextDutyChange_ms(roster, zone, time_ms);
    }
  }
}

}  // namespace
}  // namespace liaison
