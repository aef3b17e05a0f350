// The scenarios on the state library alone, in other batches, twice: the same is said (M34).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "plugins/plugkit/compare.h"
#include "plugins/plugkit/script_file.h"
#include "proto/system/posix_file_system.h"
#include "tests/maps/state_stage.h"

namespace liaison {
namespace {

std::string FolderOf() { return absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/maps/"); }

std::vector<std::string> Scenarios() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(FolderOf())) {
    const std::string name = file.path().stem().string();
    if ((name.front() == 'M' || name.front() == 'H') && file.path().extension() == ".json") {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Without what only a hub makes: the times of the records.
plugkit::Script Read(const std::string& name) {
  PosixFileSystem files;
  absl::StatusOr<plugkit::Script> script =
      ReadScript(files, absl::StrCat(FolderOf(), name, ".json"));
  EXPECT_TRUE(script.ok()) << script.status();
  if (!script.ok()) return plugkit::Script();
  for (plugkit::Record& record : *script->mutable_expect()) record.clear_at();
  return *std::move(script);
}

std::vector<std::string> Lines(const std::vector<plugkit::Record>& records) {
  std::vector<std::string> lines;
  for (const plugkit::Record& record : records) lines.push_back(PrintRecord(record));
  return lines;
}

class MapScenario : public testing::TestWithParam<std::string> {};

TEST_P(MapScenario, SaysTheseThingsAndNoOthersInAnyBatchesTwice) {
  const plugkit::Script script = Read(GetParam());
  ASSERT_GT(script.steps_size(), 0);
  const std::vector<plugkit::Record> said = StateStage(1).Play(script);
  const Difference difference = Compare(script, said);
  EXPECT_FALSE(difference.any) << absl::StrJoin(difference.lines, "\n");
  for (const int batch : {1, 7, std::numeric_limits<int>::max()}) {
    EXPECT_EQ(Lines(StateStage(batch).Play(script)), Lines(said)) << "in batches of " << batch;
  }
}

INSTANTIATE_TEST_SUITE_P(All, MapScenario, testing::ValuesIn(Scenarios()),
                         [](const auto& name) { return name.param; });

TEST(MapScenarios, AreCounted) {
  const std::vector<std::string> names = Scenarios();
  const auto of_the_page = std::count_if(names.begin(), names.end(),
                                         [](const auto& name) { return name.front() == 'M'; });
  std::printf("%d scenarios of maps on the state library alone, and %d of our own\n",
              static_cast<int>(of_the_page),
              static_cast<int>(names.size()) - static_cast<int>(of_the_page));
  EXPECT_GE(of_the_page, 37);
}

}  // namespace
}  // namespace liaison
