#include "clients/core/outgoing/tags.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

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
      {"parties", Json::Array{Json(Json::Object{{"party", "side-a"}, {"part", "alleged"}})}},
      {"place", Json(Json::Object{{"lat_e7", lat}, {"lon_e7", lon}})}});
}

// Computed with Python's hmac and hashlib from the words of CRYPTO 1.13.
TEST(Tags, AreThoseOfAnIndependentComputation) {
  EXPECT_EQ(ToHex(MakeTag(SeedOf(7), kNs, 2469, "zone", "idlib")),
            "50ae92899238f8fa4e5d62f3ae7b9afd");
  EXPECT_EQ(ToHex(MakeTag(SeedOf(7), kNs, 2470, "place", "78,66")),
            "33f8f59ed275dce759dc4bcf7541edba");
}

TEST(Tags, DifferBySeedMissionWeekSlotAndValue) {
  std::set<BlindTag> tags = {
      MakeTag(SeedOf(1), kNs, 1, "zone", "idlib"),     MakeTag(SeedOf(2), kNs, 1, "zone", "idlib"),
      MakeTag(SeedOf(1), "other", 1, "zone", "idlib"), MakeTag(SeedOf(1), kNs, 2, "zone", "idlib"),
      MakeTag(SeedOf(1), kNs, 1, "kind", "idlib"),     MakeTag(SeedOf(1), kNs, 1, "zone", "south")};
  EXPECT_EQ(tags.size(), 6u);
}

TEST(Tags, TakeTheirValuesFromTheCodedFields) {
  const auto values = TagValues("violation", FormAt(359306000, 366339000));
  EXPECT_EQ(
      values,
      (std::vector<std::pair<std::string, std::string>>{
          {"kind", "violation"}, {"zone", "idlib"}, {"party", "side-a"}, {"place", "798,666"}}));
  EXPECT_EQ(TagValues("administrative", Json()).size(), 1u);
}

TEST(Tags, CountPlacesDownwardsAlsoBelowZero) {
  EXPECT_EQ(TagValues("violation", FormAt(-1, 0)).back().second, "-1,0");
  EXPECT_EQ(TagValues("violation", FormAt(-450000, -550001)).back().second, "-1,-2");
}

TEST(Tags, AreGivenForBothWeeksInTheFirstDayOfAnEpoch) {
  const Secret seed = SeedOf(1);
  const Json form = FormAt(0, 0);
  const int64_t change = 2469 * kWeek_s;
  EXPECT_EQ(MakeTagLines(seed, kNs, change - 1, "violation", form).size(), 4u);
  EXPECT_EQ(MakeTagLines(seed, kNs, change, "violation", form).size(), 8u);
  EXPECT_EQ(MakeTagLines(seed, kNs, change + kTagDay_s - 1, "violation", form).size(), 8u);
  EXPECT_EQ(MakeTagLines(seed, kNs, change + kTagDay_s, "violation", form).size(), 4u);
}

TEST(Tags, AreOffWhereAPartyRunsTheHub) {
  Mission mission;
  mission.operated_by = "neutral";
  EXPECT_TRUE(TagsAllowed(mission));
  mission.operated_by = "rus";
  EXPECT_FALSE(TagsAllowed(mission));
}

}  // namespace
}  // namespace liaison
