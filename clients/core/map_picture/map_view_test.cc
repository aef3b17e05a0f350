#include "clients/core/map_picture/map_view.h"

#include <gtest/gtest.h>

#include "clients/core/map_picture/base_map.h"
#include "clients/core/map_picture/label_board.h"

namespace liaison {
namespace {

constexpr Rect kFrame{100, 50, 200, 400};

TEST(MapView, ShowsAllOfItsBoxAndMoreOfTheLongerSide) {
  const GeoBox box{.west = 36, .south = 34, .east = 37, .north = 35};
  const MapView view(kFrame, box);
  EXPECT_NEAR(view.At(Place{.lon = 36, .lat = 34.5}).x, 100, 0.01);
  EXPECT_NEAR(view.At(Place{.lon = 37, .lat = 34.5}).x, 300, 0.01);
  EXPECT_NEAR(view.At(Place{.lon = 36.5, .lat = 34.5}).y, 250, 0.01);
  EXPECT_LT(view.seen().south, 34);
  EXPECT_GT(view.seen().north, 35);
  // North is up, and a metre as long to the north as to the east.
  EXPECT_LT(view.At(Place{.lon = 36, .lat = 35}).y, view.At(Place{.lon = 36, .lat = 34}).y);
  const Rect square = view.RectOf(box);
  EXPECT_NEAR(square.w / box.width_m(), square.h / box.height_m(), 1e-9);
}

TEST(MapView, ABoxIsWidenedToItsLeast) {
  GeoBox box;
  EXPECT_TRUE(box.empty());
  box.Add(Place{.lon = 36, .lat = 34});
  const GeoBox wide = box.Widened(0.5, 6000);
  EXPECT_NEAR(wide.width_m(), 6000, 1);
  EXPECT_NEAR(wide.height_m(), 6000, 1);
  EXPECT_NEAR(wide.Widened(0.5, 10).width_m(), 12000, 1);
}

TEST(MapView, ANameStandsInsideOfWhatIsSeen) {
  const MapView view(kFrame, {.west = 36, .south = 34, .east = 37, .north = 35});
  // A horseshoe: its middle lies outside of it.
  const MapMultiPolygon shoe = {{{{361'000'000, 341'000'000},
                                  {369'000'000, 341'000'000},
                                  {369'000'000, 349'000'000},
                                  {367'000'000, 349'000'000},
                                  {367'000'000, 342'500'000},
                                  {363'000'000, 342'500'000},
                                  {363'000'000, 349'000'000},
                                  {361'000'000, 349'000'000}}}};
  const std::optional<Spot> inside = view.Inside(shoe);
  ASSERT_TRUE(inside.has_value());
  const bool in_gap = inside->x > view.At(Place{.lon = 36.3, .lat = 34}).x &&
                      inside->x < view.At(Place{.lon = 36.7, .lat = 34}).x &&
                      inside->y < view.At(Place{.lon = 36, .lat = 34.25}).y;
  EXPECT_FALSE(in_gap);
  EXPECT_FALSE(view.Inside({}).has_value());
  EXPECT_FALSE(view.Inside({{{{0, 0}, {10, 0}, {10, 10}}}}).has_value());
}

TEST(LabelBoard, GivesEachLabelAPlaceOfItsOwn) {
  LabelBoard board({0, 0, 100, 100});
  std::vector<Rect> given;
  while (const std::optional<Rect> rect = board.PlaceBeside({50, 50}, 2, 30, 10, false)) {
    for (const Rect& other : given) EXPECT_FALSE(other.Meets(*rect));
    EXPECT_GE(rect->x, 0);
    EXPECT_LE(rect->right(), 100);
    given.push_back(*rect);
    ASSERT_LT(given.size(), 50u);
  }
  EXPECT_GT(given.size(), 4u);
  // What must be shown is, even so.
  EXPECT_TRUE(board.PlaceBeside({50, 50}, 2, 30, 10, true).has_value());
}

TEST(LabelBoard, LeavesAloneWhatIsTaken) {
  LabelBoard board({0, 0, 100, 100});
  board.Take({0, 0, 100, 60});
  const std::optional<Rect> rect = board.PlaceOn({50, 55}, 20, 10, false);
  ASSERT_TRUE(rect.has_value());
  EXPECT_GE(rect->y, 60);
  EXPECT_FALSE(board.TakeIfFree({90, 50, 10, 20}));
  EXPECT_TRUE(board.TakeIfFree({80, 80, 10, 10}));
}

TEST(BaseMap, IsAllThereInEveryLanguage) {
  for (const Language language : kLanguages) {
    const BaseMap base = ReadBaseMap(language);
    EXPECT_EQ(base.countries.size(), 7u);
    EXPECT_EQ(base.governorates.size(), 15u);
    EXPECT_GT(base.rivers.size(), 2u);
    ASSERT_EQ(base.towns.size(), 72u);
    EXPECT_GT(base.towns[0].population, base.towns[71].population);
  }
  EXPECT_EQ(ReadBaseMap(Language::kAr).towns[0].name, "حلب");
  EXPECT_EQ(ReadBaseMap(Language::kTr).towns[0].name, "Halep");
}

}  // namespace
}  // namespace liaison
