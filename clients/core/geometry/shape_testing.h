// What the tests of shapes share.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_SHAPE_TESTING_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_SHAPE_TESTING_H_

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/map_document/document.h"

namespace liaison {

// Of tests/data/map_shapes.
inline std::string ReadShapeFile(absl::string_view name) {
  std::ifstream in(LIAISON_SOURCE_DIR "/tests/data/map_shapes/" + std::string(name));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Numbers that are the same in every run (splitmix64).
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  int32_t Roll(int32_t low, int32_t high) {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    return low + static_cast<int32_t>(z % static_cast<uint64_t>(high - low + 1));
  }

 private:
  uint64_t state_;
};

inline MapRing Square(int32_t west, int32_t south, int32_t side) {
  return {{west, south}, {west + side, south}, {west + side, south + side}, {west, south + side}};
}

// 36 zones of 12 by 12, border to border, each with a hole of 8 by 8 in its middle and in that an
// island of 4 by 4.
inline MapDocument HolesMap() {
  MapDocument document;
  for (int32_t i = 0; i < 36; ++i) {
    const int32_t west = i % 6 * 12;
    const int32_t south = i / 6 * 12;
    document.features.push_back(
        {.id = "z" + std::to_string(10 + i),
         .geometry = MapMultiPolygon{{Square(west, south, 12), Square(west + 2, south + 2, 8)},
                                     {Square(west + 4, south + 4, 4)}}});
  }
  return document;
}

// What contains a place of it, by its own arithmetic.
inline std::vector<std::string> HolesMapAt(const MapPoint& place) {
  std::vector<std::string> ids;
  const auto within = [](int32_t value, int32_t low, int32_t high) {
    return low <= value && value <= high;
  };
  for (int32_t i = 0; i < 36; ++i) {
    const int32_t lon = place.lon - i % 6 * 12;
    const int32_t lat = place.lat - i / 6 * 12;
    const bool in_hole = within(lon, 3, 9) && within(lat, 3, 9);
    const bool in_island = within(lon, 4, 8) && within(lat, 4, 8);
    if (within(lon, 0, 12) && within(lat, 0, 12) && (!in_hole || in_island)) {
      ids.push_back("z" + std::to_string(10 + i));
    }
  }
  return ids;
}

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_SHAPE_TESTING_H_
