#include <string>
#include <vector>

#include "proto/wire/tile_path.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

std::string PrintBundle(const std::vector<std::string>& entries) {
  std::string bundle;
  for (const std::string& entry : entries) AppendToBundle(entry, bundle);
  return bundle;
}

bool TryBundle(absl::string_view input) {
  return RoundTrips(SplitBundle(input), PrintBundle, input);
}

const FuzzTarget kBundleTarget("bundle", TryBundle);

}  // namespace
}  // namespace liaison
