#include "tests/escalation/scenario_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugins/plugkit/script_file.h"
#include "proto/system/posix_file_system.h"

namespace liaison {
namespace {

std::string PathOf(absl::string_view folder) {
  return absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/", folder);
}

}  // namespace

std::vector<std::string> ScenarioNames(absl::string_view folder, absl::string_view letters) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(PathOf(folder))) {
    const std::string name = file.path().stem().string();
    const bool meant = absl::StrContains(letters, name.front());
    if (meant && file.path().extension() == ".json") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

plugkit::Script ReadScenario(absl::string_view folder, const std::string& name) {
  PosixFileSystem files;
  absl::StatusOr<plugkit::Script> script =
      ReadScript(files, absl::StrCat(PathOf(folder), "/", name, ".json"));
  EXPECT_TRUE(script.ok()) << script.status();
  if (!script.ok()) return plugkit::Script();
  for (plugkit::Record& record : *script->mutable_expect()) record.clear_at();
  return *std::move(script);
}

}  // namespace liaison
