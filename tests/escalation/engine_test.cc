// The scenarios on the engine alone, twice: a replay gives the same effects.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "plugins/plugkit/compare.h"
#include "plugins/plugkit/script_file.h"
#include "proto/system/posix_file_system.h"
#include "proto/text/note.h"
#include "tests/escalation/engine_stage.h"

namespace liaison {
namespace {

std::vector<std::string> Scenarios() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(
           absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/escalation"))) {
    const std::string name = file.path().stem().string();
    if (name.front() == 'E' || name.front() == 'H') names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

class EngineScenario : public testing::TestWithParam<std::string> {};

TEST_P(EngineScenario, GivesTheseRecordsAndNoOthersTwice) {
  PosixFileSystem files;
  const absl::StatusOr<plugkit::Script> script = ReadScript(
      files, absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/escalation/", GetParam(), ".json"));
  ASSERT_TRUE(script.ok()) << script.status();
  ASSERT_GT(script->steps_size(), 0);
  EngineStage stage;
  const Difference difference = Compare(*script, stage.Play(*script));
  EXPECT_FALSE(difference.any) << absl::StrJoin(difference.lines, "\n");

  EngineStage again;
  again.Play(*script);
  EXPECT_EQ(again.effects(), stage.effects());
  EXPECT_EQ(again.rows(), stage.rows());
}

INSTANTIATE_TEST_SUITE_P(All, EngineScenario, testing::ValuesIn(Scenarios()),
                         [](const auto& name) { return name.param; });

// Every office has four mailboxes and, at the founding, no device.
TEST(Engine, CanBeFoundedWithAnyNumberOfOffices) {
  plugin::Event charter;
  charter.mutable_note()->set_type("charter");
  charter.mutable_note()->set_note(PrintNote(
      {.text = "deescalation.example/charter/v1\nserial 1\n\n{}\n",
       .signatures = {{.name = "deescalation.example/tur/root", .key_id = 1, .signature = "s"}}}));
  for (int i = 0; i < 100; ++i) {
    charter.mutable_note()->add_undeliverable(absl::StrCat("o", i, "/duty"));
  }
  MemoryRows rows;
  plugin::State state(rows, plugin::v1::Batch());
  plugin::Effects effects(charter, state);
  escalation::Escalation().OnEvent(charter, state, effects);
  EXPECT_LE(effects.result().effects_size(), 64);
}

}  // namespace
}  // namespace liaison
