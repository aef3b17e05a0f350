#include "tests/maps/map_scripts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugins/plugkit/script_file.h"
#include "proto/system/posix_file_system.h"

namespace liaison {
namespace {

std::string FolderOf() { return absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/maps/"); }

}  // namespace

std::vector<std::string> MapScenarioNames() {
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

plugkit::Script ReadMapScript(const std::string& name) {
  PosixFileSystem files;
  absl::StatusOr<plugkit::Script> script =
      ReadScript(files, absl::StrCat(FolderOf(), name, ".json"));
  EXPECT_TRUE(script.ok()) << script.status();
  if (!script.ok()) return plugkit::Script();
  for (plugkit::Record& record : *script->mutable_expect()) record.clear_at();
  return *std::move(script);
}

}  // namespace liaison
