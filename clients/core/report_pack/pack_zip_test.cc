#include "clients/core/report_pack/pack_zip.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

const PackFiles kSmall = {{"SHA256SUMS", "sums\n"},
                          {"log/leaves", std::string("\0\1\2", 3)},
                          {"manifest.json", ""},
                          {"sheets/tur.json", "{}"}};

std::string Zip() { return ZipPack(kSmall).value(); }

// Replaces the first occurrence, without a change of length.
std::string With(std::string zip, absl::string_view was, absl::string_view is) {
  EXPECT_EQ(was.size(), is.size());
  for (size_t at = zip.find(std::string(was)); at != std::string::npos;
       at = zip.find(std::string(was), at + 1)) {
    zip.replace(at, is.size(), std::string(is));
  }
  return zip;
}

TEST(PackZipTest, GivesBackWhatWasPut) {
  const auto files = UnzipPack(Zip());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(*files, kSmall);
}

TEST(PackZipTest, TheSameFilesAreTheSameBytesInTheOrderOfNames) {
  const std::string zip = Zip();
  EXPECT_EQ(zip, Zip());
  EXPECT_LT(zip.find("SHA256SUMS"), zip.find("log/leaves"));
  EXPECT_LT(zip.find("manifest.json"), zip.find("sheets/tur.json"));
  // 1980-01-01 00:00 behind version, flags and method of the first member.
  EXPECT_EQ(zip.substr(10, 4), std::string("\0\0\x21\0", 4));
  EXPECT_TRUE(absl::StrContains(zip, "sums\n")) << "not stored";
}

TEST(PackZipTest, RefusesADamagedMember) {
  EXPECT_EQ(ReasonOf(UnzipPack(With(Zip(), "sums\n", "Sums\n")).status()), "ZIP");
}

TEST(PackZipTest, RefusesEveryCut) {
  const std::string zip = Zip();
  for (size_t size = 0; size < zip.size(); ++size) {
    EXPECT_FALSE(UnzipPack(absl::string_view(zip).substr(0, size)).ok()) << size;
  }
}

TEST(PackZipTest, RefusesNamesThatLeadElsewhereAndNamesThatComeTwice) {
  for (const char* name : {"../etc/x.json", "/heets/tur.jso", "sheets/.ur.jso", "sheets//ur.jso"}) {
    const std::string other = absl::StrCat(name, std::string(15, 'n')).substr(0, 15);
    EXPECT_FALSE(UnzipPack(With(Zip(), "sheets/tur.json", other)).ok()) << other;
  }
  const std::string twice = ZipPack({{"aa", "x"}, {"ab", "x"}}).value();
  EXPECT_FALSE(UnzipPack(With(twice, "ab", "aa")).ok());
}

TEST(PackZipTest, RefusesASizeThatTheFileDoesNotHave) {
  // In local and central header: size and compressed size of the first member.
  const std::string size("\5\0\0\0\5\0\0\0", 8);
  const std::string huge("\0\0\0\x70\0\0\0\x70", 8);
  EXPECT_FALSE(UnzipPack(With(Zip(), size, huge)).ok());
}

TEST(PackZipTest, KnowsItsNames) {
  EXPECT_TRUE(IsPackName("log/17.entry"));
  EXPECT_FALSE(IsPackName(""));
  EXPECT_FALSE(IsPackName("a/b/c"));
  EXPECT_FALSE(IsPackName("log/"));
  EXPECT_FALSE(IsPackName("log\\x"));
  EXPECT_FALSE(IsPackName(std::string(101, 'a')));
}

}  // namespace
}  // namespace liaison
