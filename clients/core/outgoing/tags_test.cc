#include "clients/core/outgoing/tags.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"

namespace liaison {
namespace {

constexpr char kNs[] = "deescalation.example";
constexpr int64_t kWeek_s = 7 * 24 * 3600;
constexpr int64_t kTagDay_s = 24 * 3600;

Secret SeedOf(uint8_t byte) {
  Secret seed(32);
  for (size_t i = 0; i < seed.size(); ++i) seed.data()[i] = byte;
  return seed;
}

Json FormAt(int64_t lat, int64_t lon) {
  return Json(Json::Object{
      {"zone", "idlib"},
      {"kind", "mortar"},
      {"parties", Json::Array{Json(Json::Object{{"party", "side-a"}, {"part", "alleged"}}),
                              Json(Json::Object{{"party", "side-b"}, {"part", "concerned"}})}},
      {"place", Json(Json::Object{{"lat_e7", lat}, {"lon_e7", lon}})}});
}

Json FormWith(absl::string_view slot, const std::string& value) {
  if (slot == "party") {
    return Json(Json::Object{
        {"parties", Json::Array{Json(Json::Object{{"party", value}, {"part", "alleged"}})}}});
  }
  return Json(Json::Object{{std::string(slot), value}});
}

// Each line of blind-tags/tags.txt: what an independent computation sends at that time.
TEST(Tags, AreThoseOfAnIndependentComputation) {
  std::ifstream in(LIAISON_SOURCE_DIR "/tests/data/vectors/blind-tags/tags.txt");
  size_t seen = 0;
  for (std::string line; std::getline(in, line); ++seen) {
    const std::vector<std::string> fields = absl::StrSplit(line, ' ');
    const Secret seed = Secret::CopyOf(*DecodeHex(fields.at(0)));
    const int64_t time_s = std::stoll(fields.at(2));
    const std::string slot = fields.at(3);
    const std::vector<std::string> wanted(fields.begin() + 5, fields.end());
    std::vector<std::string> made;
    // A place's value is that of a form's coordinates, which the tests below say.
    if (slot == "place") {
      for (const uint64_t week : TagWeeks(time_s)) {
        made.push_back(ToHex(MakeTag(seed, fields.at(1), week, slot, fields.at(4))));
      }
      std::sort(made.begin(), made.end());
    } else {
      for (const TagLine& tag :
           MakeTagLines(seed, fields.at(1), time_s, FormWith(slot, fields.at(4)))) {
        EXPECT_EQ(tag.slot, slot);
        made.push_back(ToHex(tag.value));
      }
    }
    EXPECT_EQ(made, wanted) << line;
  }
  EXPECT_EQ(seen, 90u);
}

TEST(Tags, DifferBySeedMissionWeekSlotAndValue) {
  std::set<BlindTag> tags = {
      MakeTag(SeedOf(1), kNs, 1, "zone", "idlib"),     MakeTag(SeedOf(2), kNs, 1, "zone", "idlib"),
      MakeTag(SeedOf(1), "other", 1, "zone", "idlib"), MakeTag(SeedOf(1), kNs, 2, "zone", "idlib"),
      MakeTag(SeedOf(1), kNs, 1, "kind", "idlib"),     MakeTag(SeedOf(1), kNs, 1, "zone", "south")};
  EXPECT_EQ(tags.size(), 6u);
}

TEST(Tags, TakeTheirValuesFromTheCodedFields) {
  const auto values = TagValues(FormAt(359306000, 366339000));
  EXPECT_EQ(values,
            (std::vector<std::pair<std::string, std::string>>{
                {"kind", "mortar"}, {"zone", "idlib"}, {"party", "side-a"}, {"place", "798,666"}}));
  EXPECT_TRUE(TagValues(Json()).empty());
}

TEST(Tags, CountPlacesDownwardsAlsoBelowZero) {
  EXPECT_EQ(TagValues(FormAt(-1, 0)).back().second, "-1,0");
  EXPECT_EQ(TagValues(FormAt(-450000, -550001)).back().second, "-1,-2");
}

TEST(Tags, AreGivenForBothWeeksInTheFirstDayOfAnEpoch) {
  const Secret seed = SeedOf(1);
  const Json form = FormAt(0, 0);
  const int64_t change = 2469 * kWeek_s;
  EXPECT_EQ(MakeTagLines(seed, kNs, change - 1, form).size(), 4u);
  EXPECT_EQ(MakeTagLines(seed, kNs, change, form).size(), 8u);
  EXPECT_EQ(MakeTagLines(seed, kNs, change + kTagDay_s - 1, form).size(), 8u);
  EXPECT_EQ(MakeTagLines(seed, kNs, change + kTagDay_s, form).size(), 4u);
}

TEST(Tags, StandOnViolationsThatClimbWhereTheMissionWantsThem) {
  Mission mission;
  mission.tags = true;
  const NoticeDraft violation{
      .ladder = PolicyRef{"L-STD", 1}, .kind = "violation", .form = FormAt(0, 0)};
  EXPECT_TRUE(WantsTags(mission, violation));
  NoticeDraft other = violation;
  other.kind = "observation";
  EXPECT_FALSE(WantsTags(mission, other));
  other = violation;
  other.ladder.reset();
  EXPECT_FALSE(WantsTags(mission, other));
  other = violation;
  (*other.form.mutable_object())["exercise"] = true;
  EXPECT_FALSE(WantsTags(mission, other));
  other = violation;
  (*other.form.mutable_object())["refs"] =
      Json::Array{Json(Json::Object{{"verb", "cancels"}, {"hash", "x"}})};
  EXPECT_FALSE(WantsTags(mission, other));
  mission.tags = false;
  EXPECT_FALSE(WantsTags(mission, violation));
}

}  // namespace
}  // namespace liaison
