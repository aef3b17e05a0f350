#include "clients/core/map_document/rebase.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "clients/core/map_document/map_testing.h"

namespace liaison {
namespace {

void ExpectConflicts(const nlohmann::json& expected, const Rebased& rebased) {
  ASSERT_EQ(rebased.conflicts.size(), expected.size());
  EXPECT_TRUE(rebased.features.empty());
  for (size_t i = 0; i < expected.size(); ++i) {
    const MapConflict& conflict = rebased.conflicts[i];
    EXPECT_EQ(conflict.id, expected[i]["id"]);
    EXPECT_EQ(conflict.member, expected[i]["member"]);
    EXPECT_NE(conflict.theirs, conflict.ours);
  }
}

void RunCase(const nlohmann::json& test_case) {
  const MapDocument base = DocumentOf(test_case["base"]);
  const Rebased rebased =
      Rebase(base, DocumentOf(test_case["theirs"]), DocumentOf(test_case["ours"]));
  if (test_case.contains("conflicts")) return ExpectConflicts(test_case["conflicts"], rebased);
  EXPECT_TRUE(rebased.conflicts.empty());
  EXPECT_EQ(rebased.features, DocumentOf(test_case["features"]).features);
  EXPECT_EQ(rebased.empty, test_case.value("empty", false));
}

TEST(Rebase, EveryCaseMergesOrConflictsAsItSays) {
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(MapFilePath(""))) {
    const std::string name = entry.path().filename();
    if (!absl::StartsWith(name, "rebase_")) continue;
    SCOPED_TRACE(name);
    RunCase(ReadMapJson(name));
    ++cases;
  }
  RecordProperty("cases", cases);
  EXPECT_EQ(cases, 14);
}

TEST(Rebase, ConflictShowsWhatEachSideHas) {
  const nlohmann::json test_case = ReadMapJson("rebase_M06b.json");
  const Rebased rebased = Rebase(DocumentOf(test_case["base"]), DocumentOf(test_case["theirs"]),
                                 DocumentOf(test_case["ours"]));
  ASSERT_EQ(rebased.conflicts.size(), 1u);
  EXPECT_EQ(rebased.conflicts[0].base, test_case["base"][0].dump());
  EXPECT_EQ(rebased.conflicts[0].theirs, "");
  EXPECT_EQ(rebased.conflicts[0].ours, test_case["ours"][0].dump());
}

TEST(Rebase, ChangedTitleIsAChange) {
  const MapDocument base = DocumentOf(ReadMapJson("rebase_M05.json")["base"]);
  MapDocument ours = base;
  EXPECT_TRUE(Rebase(base, base, ours).empty);
  ours.title["en"] = "Other";
  EXPECT_FALSE(Rebase(base, base, ours).empty);
  EXPECT_TRUE(Rebase(base, ours, ours).empty);
}

}  // namespace
}  // namespace liaison
