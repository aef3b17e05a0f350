// A desk that replays the log for itself says what the plugin says (M34), and exposes a hub that
// says more (M32).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/maps/client_stage.h"
#include "tests/maps/map_scripts.h"
#include "tests/maps/state_stage.h"

namespace liaison {
namespace {

bool IsPublic(const plugkit::Record& record) {
  return record.code() == "ST" || record.code() == "VOID" || record.code() == "WARN" ||
         record.code() == "OVERDUE";
}

std::vector<plugkit::Record> Announcements(const plugkit::Script& script) {
  std::vector<plugkit::Record> records = StateStage(1).Play(script);
  std::erase_if(records, [](const plugkit::Record& record) { return !IsPublic(record); });
  return records;
}

size_t PublicSayings(const MapBook& book, int64_t from_ms) {
  size_t count = 0;
  for (const auto& [map, record] : book.maps) {
    count += static_cast<size_t>(
        std::count_if(record.sayings.begin(), record.sayings.end(), [&](const MapSaying& saying) {
          return saying.kind != MapSaying::Kind::kError && saying.at_ms >= from_ms;
        }));
  }
  return count;
}

class ClientScenario : public testing::TestWithParam<std::string> {};

TEST_P(ClientScenario, GivesWhatThePluginSaysAndNothingElse) {
  const plugkit::Script script = ReadMapScript(GetParam());
  ClientStage stage(script);
  stage.Play(script);
  const std::vector<plugkit::Record> announced = Announcements(script);
  for (const plugkit::Record& record : announced) stage.Announce(record);
  const MapBook book = stage.Replay();
  for (const MapAnnouncement& announcement : book.disagreements) {
    ADD_FAILURE() << announcement.map << " v" << announcement.said.version << " "
                  << MapPhaseName(announcement.said.phase) << " at " << announcement.said.at_ms;
  }
  EXPECT_EQ(PublicSayings(book, stage.began_ms()), announced.size());
}

INSTANTIATE_TEST_SUITE_P(All, ClientScenario, testing::ValuesIn(MapScenarioNames()),
                         [](const auto& name) { return name.param; });

class Liar : public testing::Test {
 protected:
  Liar() { stage_.Play(script_); }

  // With two of three approvals.
  const plugkit::Script script_ = ReadMapScript("M01b");
  ClientStage stage_{script_};
};

plugkit::Record InForce(const std::string& name, uint64_t version, const std::string& at) {
  plugkit::Record record;
  record.set_code("ST");
  record.add_refs(name);
  (*record.mutable_params())["map"] = "z";
  (*record.mutable_params())["version"] = absl::StrCat(version);
  (*record.mutable_params())["state"] = "in_force";
  (*record.mutable_params())["at_ms"] = at;
  return record;
}

TEST_F(Liar, IsExposedWhenItPutsAVersionInForceWithTwoOfThreeApprovals) {
  stage_.Announce(InForce("P1", 2, "+3m"));
  const MapBook book = stage_.Replay();
  ASSERT_EQ(book.disagreements.size(), 1U);
  EXPECT_EQ(book.disagreements[0].said.phase, MapPhase::kInForce);
  EXPECT_EQ(book.disagreements[0].said.version, 2U);
  const MapRecord* const record = book.Find("z");
  ASSERT_NE(record, nullptr);
  ASSERT_NE(record->InForceAt(stage_.now_ms()), nullptr);
  EXPECT_EQ(record->InForceAt(stage_.now_ms())->Name(), "v1") << "the own result stays";
}

TEST_F(Liar, IsExposedWhenItSpeaksOfAMapThatThereIsNot) {
  plugkit::Record record = InForce("P1", 2, "+3m");
  (*record.mutable_params())["map"] = "other";
  stage_.Announce(record);
  EXPECT_EQ(stage_.Replay().disagreements.size(), 1U);
}

TEST(EarlyHub, IsExposedWhenItAnnouncesAStartBeforeItsTime) {
  plugkit::Script script = ReadMapScript("M02");                       // approved, starts at +1h
  script.mutable_steps()->DeleteSubrange(script.steps_size() - 2, 2);  // what follows the start
  ClientStage stage(script);
  stage.Play(script);
  stage.Announce(InForce("P1", 2, "+1h"));
  EXPECT_EQ(stage.Replay().disagreements.size(), 1U);
  stage.PassTo(stage.began_ms() + int64_t{2 * 3600} * 1000);
  EXPECT_EQ(stage.Replay().disagreements.size(), 1U) << "it has come true, and was not when said";
}

TEST(SilentHub, DisagreesWithNobody) {
  const plugkit::Script script = ReadMapScript("M01");
  ClientStage stage(script);
  stage.Play(script);
  const MapBook book = stage.Replay();
  EXPECT_TRUE(book.disagreements.empty());
  EXPECT_EQ(book.Find("z")->InForceAt(stage.now_ms())->Name(), "v2");
}

// M02: half-open intervals, asked about any instant.
TEST(Intervals, AreWhatTheScenariosSay) {
  const plugkit::Script script = ReadMapScript("M02");
  ClientStage stage(script);
  stage.Play(script);
  const MapBook book = stage.Replay();
  const MapRecord& record = *book.Find("z");
  const int64_t start_ms = stage.began_ms() + int64_t{3600} * 1000;
  EXPECT_EQ(record.InForceAt(start_ms - 1)->Name(), "v1");
  EXPECT_EQ(record.InForceAt(start_ms)->Name(), "v2");
}

// M15: an expired version revives nothing.
TEST(Intervals, EndAtTheExpiry) {
  const plugkit::Script script = ReadMapScript("M15");
  ClientStage stage(script);
  stage.Play(script);
  const MapBook book = stage.Replay();
  const MapRecord& record = *book.Find("z");
  const int64_t day_ms = int64_t{24} * 3600 * 1000;
  const int64_t expiry_ms = stage.began_ms() + 8 * day_ms;
  ASSERT_NE(record.InForceAt(expiry_ms - 1), nullptr);
  EXPECT_EQ(record.InForceAt(expiry_ms), nullptr);
  EXPECT_EQ(record.InForceAt(expiry_ms + day_ms / 2), nullptr) << "v2 does not reach back";
  EXPECT_EQ(record.InForceAt(expiry_ms + day_ms + 1)->Name(), "v2");
}

// M04: who comes too late is told before he signs, and after it was logged.
TEST(Verdicts, NameTheCodeBeforeAndAfter) {
  const plugkit::Script script = ReadMapScript("M04");
  ClientStage stage(script);
  stage.Play(script);
  const MapBook book = stage.Replay();
  size_t overtaken = 0;
  for (const MapEntry& entry : book.Find("z")->entries) {
    for (const MapRemark& remark : entry.remarks) overtaken += remark.error == "STALE_BASE" ? 1 : 0;
  }
  EXPECT_EQ(overtaken, 1U);
}

}  // namespace
}  // namespace liaison
