#include "clients/core/language/file_name.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace liaison {
namespace {

TEST(SafeFileNameTest, LeavesHonestNamesAlone) {
  for (const char* const name : {"photo 1.jpg", "Отчёт.pdf", "گزارش.pdf", "a.tar.gz", "con1.txt"}) {
    EXPECT_EQ(SafeFileName(name), name);
  }
}

TEST(SafeFileNameTest, TakesTheHarmOutOfHostileOnes) {
  EXPECT_EQ(SafeFileName("../../etc/passwd"), "_.._.._etc_passwd");
  EXPECT_EQ(SafeFileName("C:\\x"), "C__x");
  EXPECT_EQ(SafeFileName(".bashrc"), "_.bashrc");
  EXPECT_EQ(SafeFileName("-rf"), "_-rf");
  EXPECT_EQ(SafeFileName(""), "_");
  EXPECT_EQ(SafeFileName("."), "_");
  EXPECT_EQ(SafeFileName("NUL.txt"), "_NUL.txt");
  EXPECT_EQ(SafeFileName("com7"), "_com7");
  EXPECT_EQ(SafeFileName("report.pdf. "), "report.pdf._");
  // "photo_gpj.exe" would be read as "photo_exe.jpg".
  EXPECT_EQ(SafeFileName("photo_\u202Egpj.exe"), "photo__U+202E_gpj.exe");
  EXPECT_EQ(SafeFileName("a\nb"), "a_U+000A_b");
}

TEST(SafeFileNameTest, CutsLongNamesBetweenCharactersAndKeepsTheExtension) {
  std::string name;
  for (int i = 0; i < 125; ++i) name += "ж";
  const std::string safe = SafeFileName(name + ".pdf");
  EXPECT_EQ(safe.size(), 200u);
  EXPECT_EQ(safe.substr(196), ".pdf");
  EXPECT_EQ(safe.substr(194, 2), "ж");
}

TEST(SafeFileNameTest, NumbersWhatWouldBecomeOneFile) {
  EXPECT_EQ(
      SafeFileNames({"map.pdf", "MAP.pdf", "map", "a/b", "a_b", "map.pdf"}),
      (std::vector<std::string>{"map.pdf", "MAP (2).pdf", "map", "a_b", "a_b (2)", "map (3).pdf"}));
}

}  // namespace
}  // namespace liaison
