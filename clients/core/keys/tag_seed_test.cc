#include "clients/core/keys/tag_seed.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

// The ninth group was computed with Python's hmac.
constexpr char kPaper[] =
    "07070707 07070707 07070707 07070707 07070707 07070707 07070707 07070707 5deed6b0\n";

Secret Sevens() { return Secret::CopyOf(std::string(kTagSeedBytes, '\x07')); }

TEST(TagSeed, StandsOnPaperInNineGroups) { EXPECT_EQ(PrintTagSeed(Sevens()).view(), kPaper); }

TEST(TagSeed, ComesBackFromPaperHoweverItWasSpaced) {
  SeededRandom random(1);
  const Secret seed = MakeTagSeed(random);
  const std::string paper(PrintTagSeed(seed).view());
  for (const std::string& typed :
       {paper, absl::AsciiStrToUpper(paper), absl::StrReplaceAll(paper, {{" ", "\r\n"}}),
        absl::StrReplaceAll(paper, {{" ", ""}, {"\n", ""}})}) {
    const absl::StatusOr<Secret> read = ParseTagSeed(typed);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_TRUE(*read == seed);
  }
}

TEST(TagSeed, ShowsAMistypedDigit) {
  const std::string paper = kPaper;
  for (const size_t at : {size_t{0}, size_t{35}, paper.size() - 2}) {
    std::string typed = paper;
    typed[at] = typed[at] == '1' ? '2' : '1';
    EXPECT_EQ(ReasonOf(ParseTagSeed(typed).status()), "TAG_SEED") << at;
  }
}

TEST(TagSeed, RefusesWhatIsNoPaper) {
  const std::string paper = kPaper;
  for (const std::string& typed :
       {std::string(), paper.substr(0, paper.size() - 2), paper + "0", std::string(64, '0'),
        absl::StrReplaceAll(paper, {{"7", "g"}}), std::string(1000, '0')}) {
    EXPECT_EQ(ReasonOf(ParseTagSeed(typed).status()), "TAG_SEED") << typed;
  }
}

}  // namespace
}  // namespace liaison
