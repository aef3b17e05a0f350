// One report: a deterministic machine (state, public leaf) -> (state, sayings) without clock or
// I/O. The report plugin keeps the state in rows and turns sayings into alerts; clients run the
// same machine over the same leaves and believe only it. Source: REPORTS section B; scenarios
// R21..R27.
//
//   collecting --draft--> draft --freeze--> signing --answers--> final | failed
//                           ^-----reopen------+        any before final: withdrawn
//
// Inputs come before timers of the same instant: an input at t first does what was due before t,
// and what is due at t waits until a later instant is known (an answer exactly at sign_due counts).
#ifndef LIAISON_PROTO_RULES_REPORT_MACHINE_H_
#define LIAISON_PROTO_RULES_REPORT_MACHINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/rules/incident.h"  // Instant
#include "proto/rules/report_state.h"
#include "proto/text/canonical_json.h"
#include "proto/text/directory_note.h"
#include "proto/text/report_note.h"

namespace liaison {

// A device's certificate, as far as reports ask.
struct ReportDevice {
  std::string name;  // full
  std::string office;
  std::string holder;
  bool jwg = false;
  bool editor = false;
  std::optional<int64_t> ended_ms;  // revoked, for whatever reason but `replaced`
};

// What depends on more than the report.
class ReportWorld {
 public:
  ReportWorld() = default;
  ReportWorld(const ReportWorld&) = delete;
  ReportWorld& operator=(const ReportWorld&) = delete;
  virtual ~ReportWorld() = default;

  virtual std::optional<ReportDevice> FindDevice(absl::string_view name) = 0;
  virtual bool IsGuarantor(absl::string_view office) = 0;
  // Of guarantors whose `withdraw` ends a report.
  virtual uint32_t GuarantorThreshold() = 0;
  // Another report of this series has this period: one that runs or became final.
  virtual bool IsTaken(absl::string_view series, const ReportPeriod& period) = 0;
};

// Error codes, of a note that has no effect, in the order in which they are looked for:
//   EXISTS           such a report, or one of this series and period, is there already
//   UNKNOWN_REPORT   no such report
//   UNKNOWN_KEY, KEY_REVOKED, NOT_ALLOWED   who signed
//   REPORT_FINAL     anything after the end
//   FROZEN           a contribution, a comment or a draft after the freeze
//   TOO_EARLY        what names a draft, without one
//   STALE_DIGEST     another M than the last draft's; a draft that neither has an office's latest
//                    sheet nor sets that office's aside
//   TOO_EARLY        an answer or a reopening before the freeze
//   NEEDS_TWO        an answer with one line of two; a reopening by one after somebody answered
//   INCOMPLETE       a freeze while sheets are missing and the contribution due has not passed
//   STALE_DIGEST     a freeze of a draft that an office contributed after, unless it sets that one
//                    aside: nobody holds up a report by contributing again and again
//   ALREADY          an act that repeats what stands
//
// What the design leaves open is decided here:
// - A due that lies before the opening is due at the opening; no warning is given of an instant
//   before it. Nobody is reminded of, or said to miss, what cannot be done now: a contribution
//   after the freeze, a review without draft, an answer before the freeze.
// - At sign_due a report that is not frozen fails.
// - With an answer of everybody who signs, a report is decided at once: final or failed.
// - A new draft wants new comments. What was frozen and reopened may be frozen again as it is.
// - A revocation because of `replaced` says nothing about what was signed.
//
// Thread: one. All references outlive it; every method may add to `out` and change `state`.
class ReportMachine {
 public:
  ReportMachine(std::optional<ReportState>& state, ReportWorld& world,
                std::vector<ReportSaying>& out);

  // Each first does what was due before `now`.
  // `signers`: devices whose lines the note carries, `from` first. `hash`: of the note's text.
  void Take(Instant now, const ReportNote& note, const Hash& hash,
            const std::vector<std::string>& signers);
  // Marks what stands signed by it. An answer is not taken back.
  void Revoked(Instant now, absl::string_view device, RevokeReason reason);
  // Does what is due before now.time_ms, in order of due.
  void AdvanceTo(Instant now);

  // The next due: AdvanceTo has something to do at any instant after it; nullopt: never.
  std::optional<int64_t> NextDue_ms() const;

 private:
  void Open(Instant now, const ReportNote& note, const Hash& hash);
  void Contribute(ReportAct act);
  void Draft(Instant now, const ReportDraft& draft, const Hash& hash);
  void Step(Instant now, ReportVerb verb, ReportAct act);
  void Comment(ReportAct act);
  void Freeze(Instant now);
  void Reopen(Instant now);
  void Answer(Instant now, ReportAct act);
  void Withdraw(Instant now, ReportAct act);

  void Warn(ReportDue due, int64_t at_ms);
  void Pass(Instant now, ReportDue due, int64_t at_ms);
  void Done(ReportDue due, const ReportAct& act);
  // What is missing cannot be done any more: nobody is called for it.
  void GiveUp(int64_t at_ms);
  void Decide(LeafIndex index, int64_t at_ms);
  void Enter(ReportPhase phase, int64_t at_ms);
  void End(ReportPhase phase, LeafIndex index, int64_t at_ms);

  std::optional<ReportState>& state_;
  ReportWorld& world_;
  std::vector<ReportSaying>& out_;
};

// Who has not done what is due, sorted, whether or not it can be done now. Of reviews: a comment on
// the last draft.
std::vector<std::string> MissingFor(const ReportState& state, ReportDue due);

// Of every contribution it has the latest, or says that the office's is set aside.
bool IsMadeOfTheLatest(const ReportDraft& draft, const ReportState& state);

// What a finished report rests on, for its pack: canonical JSON {report, model, cut, outcome,
// opened, drafted, frozen, answers: [{office, act, model, note, text?, index}], no_answer, sheets:
// [{office, sheet}], aside?: [office]}; `opened`, `drafted`, `frozen`, `cut`, `index` are log
// positions, hashes base64, arrays sorted by office. It knows nothing of what came after the end.
// Its SHA-256 stands in the FINAL alert. Requires kFinal.
Json ManifestOf(const ReportState& state);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_REPORT_MACHINE_H_
