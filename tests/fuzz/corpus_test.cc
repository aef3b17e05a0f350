// Every target accepts exactly those files of its corpus whose name says so.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

std::string ReadAll(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Corpus : public testing::TestWithParam<const FuzzTarget*> {};

TEST_P(Corpus, IsAcceptedWhereItsNameSaysSo) {
  size_t valid = 0;
  size_t wrong = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/corpus/", GetParam()->name()))) {
    const bool expected = absl::StartsWith(entry.path().filename().string(), "valid-");
    EXPECT_EQ(GetParam()->Try(ReadAll(entry.path())), expected) << entry.path();
    ++(expected ? valid : wrong);
  }
  EXPECT_GT(valid, 0u);
  EXPECT_GT(wrong, 0u);
}

INSTANTIATE_TEST_SUITE_P(Targets, Corpus, testing::ValuesIn(FuzzTarget::All()),
                         [](const auto& target) { return target.param->name(); });

}  // namespace
}  // namespace liaison
