#include "clients/core/map_document/degrees.h"

#include <cstdlib>

#include "absl/strings/str_format.h"

namespace liaison {

std::string PrintDegrees(int32_t grid) {
  const int64_t size = std::abs(int64_t{grid});
  return absl::StrFormat("%s%d.%07d", grid < 0 ? "-" : "", size / kGridPerDegree,
                         size % kGridPerDegree);
}

std::string PrintDms(int32_t grid) {
  const int64_t size = std::abs(int64_t{grid});
  const int64_t minutes = size % kGridPerDegree * 60;
  // In 1e-5 second; what is left over a minute is a multiple of 20, so this is whole.
  const int64_t seconds = minutes % kGridPerDegree * 3 / 5;
  constexpr int64_t kPerSecond = 100'000;
  return absl::StrFormat("%d\u00B0%02d'%02d.%05d\"", size / kGridPerDegree,
                         minutes / kGridPerDegree, seconds / kPerSecond, seconds % kPerSecond);
}

}  // namespace liaison
