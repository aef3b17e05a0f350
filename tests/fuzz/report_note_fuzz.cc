#include "proto/text/report_note.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryReportNote(absl::string_view input) {
  return RoundTrips(ParseReportNote(kFuzzNs, input), PrintReportNote, input);
}

const FuzzTarget kReportNoteTarget("report_note", TryReportNote);

}  // namespace
}  // namespace liaison
