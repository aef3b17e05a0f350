#include "plugins/report/report.h"

#include <string>
#include <vector>

#include "absl/strings/strip.h"
#include "plugins/report/keys.h"
#include "plugins/report/sayings.h"
#include "plugins/report/workflow.h"
#include "plugins/shared/book.h"
#include "proto/text/note.h"
#include "proto/text/report_note.h"

namespace liaison::report {
namespace {

namespace v1 = plugin::v1;

constexpr char kPlugin[] = "report";

// One event.
class Handling {
 public:
  Handling(const plugin::Event& event, plugin::State& state, plugin::Effects& effects)
      : event_(event),
        now_{.index = LeafIndex(event.seq()), .time_ms = event.time_ms()},
        state_(state),
        effects_(effects),
        book_(state, effects, now_) {}

  void Run() {
    if (event_.has_note()) OnNote(event_.note());
    if (event_.has_alert()) OnAlert(event_.alert());
    if (event_.has_timer()) Of(absl::StripPrefix(event_.timer().key(), kReportPrefix)).OnTimer();
  }

 private:
  Workflow Of(absl::string_view report) { return Workflow(state_, effects_, book_, now_, report); }

  void OnNote(const v1::SignedNote& signed_note) {
    const absl::StatusOr<Note> note = ParseNote(signed_note.note(), kMaxPublicNoteBytes);
    if (!note.ok()) return;  // the hub has read it
    const std::string& type = signed_note.type();
    if (type == "charter") book_.OnCharter(note->text);
    if (type == "cert") book_.OnCertificate(note->text, signed_note.hash());
    if (type == "revoke") book_.OnRevocation(note->text);
    if (type == kReportKind) OnReportNote(*note, signed_note.hash());
  }

  void OnReportNote(const Note& note, const std::string& hash_bytes) {
    const absl::StatusOr<ReportNote> parsed = ParseReportNote(book_.setup().ns(), note.text);
    const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(hash_bytes);
    if (!parsed.ok() || !hash.ok()) return;  // the hub has read it
    std::vector<std::string> signers = {parsed->head.from};
    for (const SignatureLine& line : note.signatures) {
      if (line.name != parsed->head.from) signers.push_back(line.name);
    }
    Of(parsed->head.report).OnNote(*parsed, *hash, signers);
  }

  // Of the own ones the hash is wanted.
  void OnAlert(const v1::AlertRecord& alert) {
    if (alert.plugin() != kPlugin || alert.code() != kMissedCode) return;
    Of(TokenOf(alert, "report"))
        .OnMissedRecorded(TokenOf(alert, "due"), TokenOf(alert, "office"), alert.hash());
  }

  static std::string TokenOf(const v1::AlertRecord& alert, absl::string_view name) {
    for (const v1::Param& param : alert.params()) {
      if (param.name() == name) return param.token();
    }
    return "";
  }

  const plugin::Event& event_;
  const Instant now_;
  plugin::State& state_;
  plugin::Effects& effects_;
  shared::Book book_;
};

}  // namespace

void ReportPlugin::OnEvent(const plugin::Event& event, plugin::State& state,
                           plugin::Effects& effects) {
  Handling(event, state, effects).Run();
}

}  // namespace liaison::report
