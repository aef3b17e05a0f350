#include "proto/text/note.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryNote(absl::string_view input) {
  return RoundTrips(ParseNote(input, kMaxNoticeBytes), PrintNote, input);
}

const FuzzTarget kNoteTarget("note", TryNote);

}  // namespace
}  // namespace liaison
