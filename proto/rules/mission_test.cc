#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/rules/directory.h"

namespace liaison {
namespace {

constexpr char kMinimal[] =
    R"({"name":"M","operator":"neutral","parties":[{"kind":"guarantor","office":"irn"},)"
    R"({"kind":"concerned","kinds":["violation"],"office":"jor","zones":["south"]}],)"
    R"("zones":[{"established_by":["irn"],"id":"idlib"},{"established_by":[],"id":"south"}]})";

TEST(Mission, ReadsWhatMustBeThereAndDefaultsTheRest) {
  const absl::StatusOr<Mission> mission = ParseMission(kMinimal);
  ASSERT_TRUE(mission.ok()) << mission.status();
  EXPECT_EQ(mission->name, "M");
  EXPECT_EQ(mission->operated_by, "neutral");
  EXPECT_TRUE(mission->HasZone("idlib"));
  EXPECT_FALSE(mission->HasZone("north"));
  ASSERT_NE(mission->FindParty("jor"), nullptr);
  EXPECT_EQ(mission->FindParty("jor")->kind, PartyKind::kConcerned);
  EXPECT_EQ(mission->FindParty("jor")->kinds, std::vector<std::string>{"violation"});
  EXPECT_TRUE(mission->FindParty("irn")->zones.empty());
  EXPECT_EQ(mission->FindParty("tur"), nullptr);
  EXPECT_EQ(mission->precedence_goals_s[0], 600u);
  EXPECT_EQ(mission->beacon_interval_s, 30u);
  EXPECT_EQ(mission->flash_per_hour, 0u);
}

TEST(Mission, ReadsEveryOptionalMember) {
  const absl::StatusOr<Mission> mission = ParseMission(
      R"({"beacon_interval":60,"flash_per_hour":12,"ladder_defaults":{"flash":"L-FAST","routine":"L-STD"},)"
      R"("name":"M","operator":"irn","parties":[{"kind":"observer","office":"irn"}],)"
      R"("policy_threshold":1,"precedence_goals":{"flash":300},"rapporteur":"irn","tags":true,)"
      R"("two_person":["flash"],"zones":[]})");
  ASSERT_TRUE(mission.ok()) << mission.status();
  EXPECT_EQ(mission->beacon_interval_s, 60u);
  EXPECT_EQ(mission->flash_per_hour, 12u);
  EXPECT_EQ(mission->operated_by, "irn");
  EXPECT_EQ(mission->precedence_goals_s, (std::array<uint32_t, 4>{300, 1800, 10800, 21600}));
  EXPECT_EQ(mission->ladder_defaults, (std::array<std::string, 4>{"L-FAST", "", "", "L-STD"}));
  EXPECT_EQ(mission->policy_threshold, 1u);
  EXPECT_EQ(mission->rapporteur, "irn");
  EXPECT_TRUE(mission->tags);
  EXPECT_EQ(mission->two_person, std::vector<std::string>{"flash"});
}

TEST(Mission, MoreThanHalfOfTheGuarantorsSignPoliciesUnlessItSaysOtherwise) {
  const auto threshold = [](int guarantors, absl::string_view member) {
    std::string json = absl::StrCat(R"({"name":"M","operator":"neutral","parties":[)");
    for (int i = 0; i < guarantors; ++i) {
      absl::StrAppend(&json, i == 0 ? "" : ",", R"({"kind":"guarantor","office":"o)", i, "\"}");
    }
    const absl::StatusOr<Mission> mission =
        ParseMission(absl::StrCat(json, "]", member, R"(,"zones":[]})"));
    return mission.ok() ? absl::StrCat(mission->policy_threshold) : ReasonOf(mission.status());
  };
  EXPECT_EQ(threshold(1, ""), "1");
  EXPECT_EQ(threshold(2, ""), "2");
  EXPECT_EQ(threshold(3, ""), "2");
  EXPECT_EQ(threshold(4, ""), "3");
  EXPECT_EQ(threshold(3, R"(,"policy_threshold":3)"), "3");
  EXPECT_EQ(threshold(3, R"(,"policy_threshold":4)"), "RANGE");
  EXPECT_EQ(threshold(3, R"(,"policy_threshold":0)"), "RANGE");
}

TEST(Mission, TagsAreOnWhereTheOperatorIsNoPartyUnlessItSaysOtherwise) {
  EXPECT_TRUE(ParseMission(kMinimal)->tags);
  const std::string by_party = absl::StrReplaceAll(kMinimal, {{R"("neutral")", R"("irn")"}});
  EXPECT_FALSE(ParseMission(by_party)->tags);
  const auto with = [](absl::string_view json, absl::string_view tags) {
    return absl::StrReplaceAll(json, {{R"("zones":[{"e)", absl::StrCat(tags, R"("zones":[{"e)")}});
  };
  EXPECT_TRUE(ParseMission(with(by_party, R"("tags":true,)"))->tags);
  EXPECT_FALSE(ParseMission(with(kMinimal, R"("tags":false,)"))->tags);
}

TEST(Mission, IsReadFromTheTextOfACharter) {
  const std::string charter = absl::StrCat("ns/charter/v1\nserial 1\n\n", kMinimal, "\n");
  ASSERT_TRUE(MissionOfCharter(charter).ok()) << MissionOfCharter(charter).status();
  EXPECT_EQ(MissionOfCharter(charter)->parties.size(), 2u);
  EXPECT_EQ(ReasonOf(MissionOfCharter("ns/cert/v1\n\n{}\n").status()), "TYPE");
  EXPECT_EQ(ReasonOf(MissionOfCharter("ns/charter/v1\n").status()), "TYPE");
}

TEST(Mission, AsksForTwoPersonsByKindOrByPrecedence) {
  Mission mission;
  EXPECT_FALSE(mission.NeedsTwoPersons("jwg", Precedence::kFlash));
  mission.two_person = {"jwg", "flash"};
  EXPECT_TRUE(mission.NeedsTwoPersons("jwg", Precedence::kRoutine));
  EXPECT_TRUE(mission.NeedsTwoPersons("violation", Precedence::kFlash));
  EXPECT_FALSE(mission.NeedsTwoPersons("violation", Precedence::kImmediate));
}

TEST(Mission, RefusesWhatItDoesNotKnowAndSaysWhy) {
  struct Case {
    const char* from;
    const char* to;
    const char* rule;
  };
  const std::vector<Case> cases = {
      {R"({"name":"M",)", R"({)", "MISSING"},
      {R"("name":"M",)", R"("name":"",)", "TYPE"},
      {R"("name":"M",)", R"("name":"M","nickname":"N",)", "UNKNOWN_MEMBER"},
      {R"("name":"M",)", R"("name": "M",)", "CANONICAL"},
      {R"({"name":"M")", R"({"flash_per_hour":-1,"name":"M")", "TYPE"},
      {R"({"name":"M")", R"({"beacon_interval":0,"name":"M")", "RANGE"},
      {R"({"name":"M")", R"({"ladder_defaults":1,"name":"M")", "TYPE"},
      {R"({"name":"M")", R"({"ladder_defaults":{"soon":"L-STD"},"name":"M")", "UNKNOWN_MEMBER"},
      {R"({"name":"M")", R"({"ladder_defaults":{"flash":1},"name":"M")", "TYPE"},
      {R"({"name":"M")", R"({"ladder_defaults":{"flash":"std"},"name":"M")", "POLICY"},
      {R"("zones":[{"e)", R"("tags":1,"zones":[{"e)", "TYPE"},
      {R"("neutral")", R"("sau")", "OFFICE"},
      {R"("guarantor")", R"("boss")", "KIND"},
      {R"("office":"jor")", R"("office":"irn")", "DUPLICATE"},
      {R"("office":"jor")", R"("office":"J/r")", "NAME"},
      {R"("zones":["south"])", R"("zones":["north"])", "ZONE"},
      {R"("zones":["south"])", R"("zones":[])", "EMPTY"},
      {R"("zones":["south"])", R"("zones":["south","south"])", "DUPLICATE"},
      {R"("kinds":["violation"])", R"("kinds":"violation")", "TYPE"},
      {R"("id":"south")", R"("id":"idlib")", "DUPLICATE"},
      {R"("id":"idlib")", R"("id":"Idlib!")", "NAME"},
      {R"("id":"idlib")", R"("id":"idlib.west")", "NAME"},
      {R"("id":"idlib")", R"("id":"-idlib")", "NAME"},
      {R"("id":"idlib")", R"("id":"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")", "NAME"},
      {R"(["irn"])", R"(["sau"])", "OFFICE"},
      {R"("id":"idlib")", R"("id":"idlib","km":3)", "UNKNOWN_MEMBER"},
  };
  for (const Case& c : cases) {
    const std::string json = absl::StrReplaceAll(kMinimal, {{c.from, c.to}});
    ASSERT_NE(json, kMinimal) << c.from;
    const absl::Status status = ParseMission(json).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << json;
    ASSERT_TRUE(DetailOf(status).has_value());
    EXPECT_EQ(DetailOf(status)->field, "mission");
    EXPECT_EQ(ReasonOf(status), c.rule) << status << "\n" << json;
  }
}

}  // namespace
}  // namespace liaison
