#include "proto/text/note.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseNote(input, kMaxNoticeBytes), PrintNote, input);
}

}  // namespace liaison
