#include "proto/wire/tile_path.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryTilePath(absl::string_view input) {
  return RoundTrips(ParseTilePath(input), TilePath, input);
}

const FuzzTarget kTilePathTarget("tile_path", TryTilePath);

}  // namespace
}  // namespace liaison
