#include "clients/core/map_picture/picture.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "clients/core/map_document/map_testing.h"
#include "clients/core/map_picture/page.h"

namespace liaison {
namespace {

// As an SVG spells the inks that only changes, or only the stamp, are drawn with.
constexpr char kGained[] = "rgb(0%,35%,75%)";
constexpr char kStamp[] = "rgb(75%,5%,10%)";
constexpr char kOldOutline[] = "stroke-dasharray:4,2.5";

class Picture : public ::testing::Test {
 protected:
  const MapDocument v1_ = ReadMapDocument("demo_v1.canonical.json");
  const MapDocument v2_ = ReadMapDocument("demo_v2.canonical.json");
  const Phrasebook phrases_ = Phrasebook::BuiltIn();

  MapPicture Difference(PictureFormat format, Language language) const {
    return {.format = format,
            .language = language,
            .was = {&v1_, "v1", Hash{}},
            .now = {&v2_, "v2~3f2a91c0", Hash{}},
            .state = "open",
            .time_s = 1496188800};
  }
  std::string Drawn(const MapPicture& picture) const {
    const absl::StatusOr<std::string> bytes = DrawMap(picture, phrases_);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.ok() ? *bytes : "";
  }
};

TEST_F(Picture, IsTheSameBytesWhereverItIsDrawn) {
  for (const PictureFormat format :
       {PictureFormat::kPng, PictureFormat::kSvg, PictureFormat::kPdf}) {
    const std::string here = Drawn(Difference(format, Language::kFa));
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    ASSERT_EQ(setenv("TZ", "Asia/Tehran", 1), 0);
    ASSERT_EQ(setenv("LANG", "tr_TR.UTF-8", 1), 0);      // NOLINT(concurrency-mt-unsafe)
    ASSERT_EQ(setenv("PANGO_LANGUAGE", "tr:en", 1), 0);  // NOLINT(concurrency-mt-unsafe)
    EXPECT_TRUE(here == Drawn(Difference(format, Language::kFa)));
  }
}

TEST_F(Picture, IsTheFileThatWasAskedFor) {
  EXPECT_EQ(Drawn(Difference(PictureFormat::kPng, Language::kEn)).substr(1, 3), "PNG");
  EXPECT_EQ(Drawn(Difference(PictureFormat::kSvg, Language::kEn)).substr(0, 5), "<?xml");
  const std::string pdf = Drawn(Difference(PictureFormat::kPdf, Language::kEn));
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  EXPECT_NE(pdf.find("20170531"), std::string::npos);  // the document's time
}

TEST_F(Picture, HasAnotherFaceInEachLanguage) {
  std::set<std::string> faces;
  for (const Language language : kLanguages) {
    faces.insert(Drawn(Difference(PictureFormat::kSvg, language)));
  }
  EXPECT_EQ(faces.size(), kLanguageCount);
}

TEST_F(Picture, OnlyWhatIsNotInForceIsStamped) {
  MapPicture picture = Difference(PictureFormat::kSvg, Language::kAr);
  EXPECT_NE(Drawn(picture).find(kStamp), std::string::npos);
  picture.in_force = true;
  EXPECT_EQ(Drawn(picture).find(kStamp), std::string::npos);
}

TEST_F(Picture, OfOneVersionHasNoSignsOfChange) {
  MapPicture picture = Difference(PictureFormat::kSvg, Language::kEn);
  const std::string both = Drawn(picture);
  EXPECT_NE(both.find(kGained), std::string::npos);
  EXPECT_NE(both.find(kOldOutline), std::string::npos);
  picture.was = {};
  const std::string one = Drawn(picture);
  EXPECT_EQ(one.find(kGained), std::string::npos);
  EXPECT_EQ(one.find(kOldOutline), std::string::npos);
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Beside the legend's own samples.
TEST_F(Picture, OldBordersAndHatchesAreOnTheMapsWhereGroundChanged) {
  MapDocument renamed = v1_;
  renamed.features.front().names["en"] = "Another name";
  MapPicture picture = Difference(PictureFormat::kSvg, Language::kEn);
  const std::string ground = Drawn(picture);
  picture.now.document = &renamed;
  const std::string words = Drawn(picture);
  EXPECT_EQ(Count(words, kOldOutline), 1u);
  EXPECT_GT(Count(ground, kOldOutline), 1u);
  EXPECT_GT(Count(ground, kGained), Count(words, kGained));
}

TEST_F(Picture, DigestsAndStatesAreOnIt) {
  const MapPicture picture = Difference(PictureFormat::kSvg, Language::kEn);
  const std::string before = Drawn(picture);
  MapPicture other = picture;
  other.now.digest.bytes[31] = 1;
  EXPECT_NE(Drawn(other), before);
  other = picture;
  other.was.digest.bytes[0] = 1;
  EXPECT_NE(Drawn(other), before);
  other = picture;
  other.state = "stale";
  EXPECT_NE(Drawn(other), before);
}

TEST_F(Picture, TheListOfChangesLeavesRoomForTheMaps) {
  constexpr double kLimit = 200;
  constexpr double kHeadings = 40;
  const MapPicture picture = Difference(PictureFormat::kSvg, Language::kEn);
  PictureContent content{.picture = picture, .phrases = phrases_};
  for (int i = 1; i <= 500; ++i) {
    content.changes.push_back({.number = i, .now = &v2_.features.front(), .rows = {"one", "two"}});
  }
  Canvas canvas(PageOptions(picture, ""));
  EXPECT_LT(ChangesBlock(canvas, content, kLimit).height, kLimit + kHeadings);
}

TEST_F(Picture, ManyChangesAndAnEmptyMapAreDrawnToo) {
  MapDocument crowded = v2_;
  for (int i = 0; i < 300; ++i) {
    MapFeature post = *v2_.Find("cp-11");
    post.id = "cp-x" + std::to_string(1000 + i);
    std::get<MapPoint>(post.geometry).lon += 20'000 * i;
    crowded.features.push_back(post);
  }
  Normalise(crowded);
  MapPicture picture = Difference(PictureFormat::kPdf, Language::kRu);
  picture.now.document = &crowded;
  EXPECT_FALSE(Drawn(picture).empty());
  MapDocument empty = v2_;
  empty.features.clear();
  picture.now.document = &empty;
  EXPECT_FALSE(Drawn(picture).empty());
  picture.was = {};
  EXPECT_FALSE(Drawn(picture).empty());
}

}  // namespace
}  // namespace liaison
