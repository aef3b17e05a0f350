#include "clients/core/map_picture/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/core/map_document/map_testing.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;

class Changes : public ::testing::Test {
 protected:
  const MapDocument v1_ = ReadMapDocument("demo_v1.canonical.json");
  const MapDocument v2_ = ReadMapDocument("demo_v2.canonical.json");
  const Phrasebook phrases_ = Phrasebook::BuiltIn();

  std::vector<std::string> Told(Language language) const {
    const absl::StatusOr<std::vector<PicturedChange>> changes = ChangesOf(
        {.language = language, .was = {.document = &v1_}, .now = {.document = &v2_}}, phrases_);
    std::vector<std::string> told;
    for (const PicturedChange& change : *changes) {
      std::string& line = told.emplace_back(std::to_string(change.number) + " " +
                                            NameIn(change.feature().names, language));
      for (const std::string& row : change.rows) line += "; " + StripIsolation(row);
    }
    return told;
  }
};

TEST_F(Changes, HaveNumbersNamesAndFigures) {
  EXPECT_THAT(Told(Language::kEn),
              ElementsAre("1 Checkpoint 11; added", "2 Observation post 5; removed",
                          "3 Checkpoint 3; moved 363.0 m, bearing 90°",
                          "4 North of Homs; loses 13.2778 km²; border moves by up to 2221.7 m",
                          "5 Southern Syria; gains 32.7814 km²; border moves by up to 3320.3 m",
                          "6 Line north of Idlib (revised name); name (en): \"Line north of "
                          "Idlib\" becomes \"Line north of Idlib (revised name)\""));
}

TEST_F(Changes, SpeakTheLanguage) {
  const std::vector<std::string> told = Told(Language::kAr);
  ASSERT_EQ(told.size(), 6u);
  EXPECT_EQ(told[2], "3 نقطة تفتيش 3; نُقل 363.0 م، السمت 90 درجة");
}

TEST_F(Changes, OfOneMapAreNone) {
  EXPECT_TRUE(ChangesOf({.now = {.document = &v2_}}, phrases_)->empty());
}

TEST(NameIn, FallsBackInTheOrderOfOurLanguages) {
  EXPECT_EQ(NameIn({{"ar", "a"}, {"ru", "r"}}, Language::kAr), "a");
  EXPECT_EQ(NameIn({{"ar", "a"}, {"ru", "r"}}, Language::kTr), "r");
  EXPECT_EQ(NameIn({}, Language::kTr), "");
}

}  // namespace
}  // namespace liaison
