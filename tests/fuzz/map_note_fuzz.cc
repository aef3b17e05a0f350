#include "proto/text/map_note.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryMapNote(absl::string_view input) {
  return RoundTrips(ParseMapNote(kFuzzNs, input), PrintMapNote, input);
}

const FuzzTarget kMapNoteTarget("map_note", TryMapNote);

}  // namespace
}  // namespace liaison
