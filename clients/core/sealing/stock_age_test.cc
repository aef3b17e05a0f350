// Other implementations: what we seal, the stock age tool and the npm package age-encryption open,
// and the other way round.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/open.h"
#include "clients/core/sealing/seal.h"
#include "clients/core/sealing/stock_age_folder.h"
#include "gtest/gtest.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

// How each is called; the npm package stands behind the same options (tests/conformance/age.mjs).
struct Tool {
  std::string name;
  std::string age;
  std::string keygen;
};

class StockAge : public testing::Test {
 protected:
  std::string PathOf(absl::string_view name) const { return folder_.PathOf(name); }
  void WriteFile(absl::string_view name, absl::string_view bytes) const {
    folder_.WriteFile(name, bytes);
  }
  std::string ReadFile(absl::string_view name) const { return folder_.ReadFile(name); }
  int Run(absl::string_view command) const { return folder_.Run(command); }

  StockAgeFolder folder_{"stock-age"};
  SeededRandom random_{11};
};

class EveryAge : public StockAge, public testing::WithParamInterface<Tool> {};

TEST_P(EveryAge, OpensWhatWeSealToSeveralRecipients) {
  std::vector<AgeIdentity> identities;
  std::vector<AgeRecipient> recipients;
  for (int i = 0; i < 3; ++i) {
    identities.push_back(AgeIdentity::Generate(random_));
    recipients.push_back(identities.back().recipient());
  }
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65536}, size_t{65537}, size_t{200000}}) {
    const std::string plaintext(size, 'p');
    WriteFile("x.age", *Seal(plaintext, recipients, random_));
    for (const AgeIdentity& identity : identities) {
      WriteFile("id", identity.ToText().view());
      ASSERT_EQ(Run(absl::StrCat(GetParam().age, " -d -i id -o out x.age")), 0);
      EXPECT_EQ(ReadFile("out"), plaintext);
    }
  }
  WriteFile("id", AgeIdentity::Generate(random_).ToText().view());
  EXPECT_NE(Run(absl::StrCat(GetParam().age, " -d -i id -o other x.age 2>/dev/null")), 0);
}

INSTANTIATE_TEST_SUITE_P(Tools, EveryAge,
                         testing::Values(Tool{"stock", "age", "age-keygen"},
                                         Tool{"npm", "node " LIAISON_AGE_JS,
                                              "node " LIAISON_AGE_JS " keygen"}),
                         [](const testing::TestParamInfo<Tool>& tool) { return tool.param.name; });

TEST_F(StockAge, ShowsASealedNoticeInTheWayThePageSays) {
  const AgeIdentity identity = AgeIdentity::Generate(random_);
  WriteFile("x.age", *SealNotice("NS/notice/v1\nbody\n", {}, {identity.recipient()}, random_));
  WriteFile("id", identity.ToText().view());
  ASSERT_EQ(Run("age -d -i id x.age | tr '\\0' '\\n' | head -n 2 > out"), 0);
  EXPECT_EQ(ReadFile("out"), "NS/notice/v1\nbody\n");
}

TEST_P(EveryAge, SealsWhatWeOpen) {
  const std::string& keygen = GetParam().keygen;
  ASSERT_EQ(Run(absl::StrCat(keygen, " -o id 2>/dev/null && ", keygen, " -y id > pub")), 0);
  // The stock tool's file has two comment lines, then the identity.
  const std::string keys = ReadFile("id");
  const std::string identity = keys.substr(keys.find("AGE-SECRET-KEY-1"), 74);
  std::vector<AgeIdentity> identities;
  identities.push_back(*AgeIdentity::Parse(identity));
  EXPECT_EQ(ReadFile("pub"), identities[0].recipient().ToString() + "\n");
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65536}, size_t{65537}, size_t{200000}}) {
    WriteFile("plain", std::string(size, 'q'));
    ASSERT_EQ(Run(absl::StrCat(GetParam().age, " -R pub -o y.age plain")), 0);
    const absl::StatusOr<OpenedFile> opened = Open(ReadFile("y.age"), identities);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->plaintext.view(), std::string(size, 'q'));
  }
}

// age reads passphrases from a terminal only, hence expect.
TEST_F(StockAge, OpensOurPassphraseFile) {
  WriteFile("p.age", *SealWithPassphrase("the root", Secret::CopyOf("six words"), 10, random_));
  WriteFile("script",
            "spawn age -d -o out p.age\n"
            "expect \"passphrase\"\nsend \"six words\\r\"\nexpect eof\n"
            "exit [lindex [wait] 3]\n");
  ASSERT_EQ(Run("expect -f script > log"), 0) << ReadFile("log");
  EXPECT_EQ(ReadFile("out"), "the root");
}

TEST_F(StockAge, MakesAPassphraseFileThatWeOpen) {
  WriteFile("plain", "the root");
  WriteFile("script",
            "spawn age -p -o p.age plain\n"
            "expect \"passphrase\"\nsend \"six words\\r\"\n"
            "expect \"onfirm\"\nsend \"six words\\r\"\nexpect eof\n"
            "exit [lindex [wait] 3]\n");
  ASSERT_EQ(Run("expect -f script > log"), 0) << ReadFile("log");
  const absl::StatusOr<Secret> opened =
      OpenWithPassphrase(ReadFile("p.age"), Secret::CopyOf("six words"), kMaxScryptLogN);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->view(), "the root");
}

TEST_F(StockAge, PassphraseFilesGoBothWaysWithTheNpmPackage) {
  WriteFile("words", "six words");
  WriteFile("p.age", *SealWithPassphrase("the root", Secret::CopyOf("six words"), 10, random_));
  ASSERT_EQ(Run("node " LIAISON_AGE_JS " -d --passphrase words -o out p.age"), 0);
  EXPECT_EQ(ReadFile("out"), "the root");
  ASSERT_EQ(Run("node " LIAISON_AGE_JS " --passphrase words -o q.age out"), 0);
  const absl::StatusOr<Secret> opened =
      OpenWithPassphrase(ReadFile("q.age"), Secret::CopyOf("six words"), kMaxScryptLogN);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->view(), "the root");
}

}  // namespace
}  // namespace liaison
