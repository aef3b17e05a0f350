#include "clients/core/map_document/finding.h"

#include <algorithm>

namespace liaison {

bool HasError(const std::vector<MapFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const MapFinding& finding) { return finding.error; });
}

}  // namespace liaison
