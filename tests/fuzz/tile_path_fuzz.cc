#include "proto/wire/tile_path.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) { return RoundTrips(ParseTilePath(input), TilePath, input); }

}  // namespace liaison
