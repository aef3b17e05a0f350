// Steps of scripts about reports as the notes that people sign. The same script gives the same
// notes.
#ifndef LIAISON_PLUGINS_PLUGKIT_REPORT_NOTES_H_
#define LIAISON_PLUGINS_PLUGKIT_REPORT_NOTES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "plugins/plugkit/people.h"
#include "plugins/plugkit/script.pb.h"
#include "proto/text/report_note.h"

namespace liaison {

struct UnsignedReportNote {
  ReportNote note;
  std::vector<std::string> signers;  // devices of the test mission, "irn/d03"
};

// Thread: one.
class ReportNotes {
 public:
  // Of the test mission `ns`, in the state `seen` of its log; a script's time begins at `began`.
  ReportNotes(absl::string_view ns, const Seen& seen, absl::Time began);

  // What a step about reports brings; of any other step nothing. Errors: InvalidArgument (what the
  // step says is malformed).
  absl::StatusOr<std::optional<UnsignedReportNote>> Of(const plugkit::Step& step);
  // Of what was made so far: notes by the hash of their text, models and sheets by their own.
  const std::map<Hash, std::string>& names() const { return names_; }

 private:
  struct Said {  // what all steps have in common
    std::string report;
    std::string as;
    std::string name;  // of the note
    std::string hub;
    bool again = false;
  };

  absl::StatusOr<UnsignedReportNote> Open(const plugkit::ReportOpen& step);
  absl::StatusOr<UnsignedReportNote> Contribute(const plugkit::ReportContribute& step);
  absl::StatusOr<UnsignedReportNote> Draft(const plugkit::ReportDraft& step);
  absl::StatusOr<UnsignedReportNote> Step(const plugkit::ReportStep& step);
  // A note without its act, signed by the first line alone.
  absl::StatusOr<UnsignedReportNote> Begin(const Said& said);
  // Names it.
  UnsignedReportNote End(UnsignedReportNote made, const std::string& name);
  Hash NamedHash(const std::string& text);

  const std::string ns_;
  const Seen seen_;
  const absl::Time began_;
  // The latest sheets of a report, by office.
  std::map<std::string, std::map<std::string, Hash>> sheets_;
  std::map<std::string, int> said_;  // how often a note of this name was made
  std::map<Hash, std::string> names_;
};

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_REPORT_NOTES_H_
