// Coordinates of the grid as people read them, exactly. Source: MAPS sections 2 and 7.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_DEGREES_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_DEGREES_H_

#include <cstdint>
#include <string>

namespace liaison {

inline constexpr int64_t kGridPerDegree = 10'000'000;

// "-36.1000000"
std::string PrintDegrees(int32_t grid);
// "36°06'00.00000\"", without a sign: the letter beside it says north or south. A step of the grid
// is 0.00036 seconds, so five decimals lose nothing.
std::string PrintDms(int32_t grid);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_DEGREES_H_
