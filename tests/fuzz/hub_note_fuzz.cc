#include "proto/text/hub_note.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryHubNote(absl::string_view input) {
  return RoundTrips(ParseRefusal(kFuzzNs, input), PrintRefusal, input) ||
         RoundTrips(ParseBeacon(kFuzzNs, input), PrintBeacon, input);
}

const FuzzTarget kHubNoteTarget("hub_note", TryHubNote);

}  // namespace
}  // namespace liaison
