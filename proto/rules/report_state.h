// What one report's machine remembers, and what it says. Values only; the machine is
// report_machine.h. Source: REPORTS section B.
#ifndef LIAISON_PROTO_RULES_REPORT_STATE_H_
#define LIAISON_PROTO_RULES_REPORT_STATE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/report_note.h"

namespace liaison {

enum class ReportPhase : uint8_t {  // stored values, frozen
  kCollecting = 0,
  kDraft = 1,
  kSigning = 2,
  kFinal = 3,
  kFailed = 4,
  kWithdrawn = 5,
};
absl::string_view ReportPhaseName(ReportPhase phase);  // "collecting"

// Over, and there is no report: its period is free again.
constexpr bool EndedWithout(ReportPhase phase) { return phase > ReportPhase::kFinal; }

enum class ReportOutcome : uint8_t {  // stored values, frozen
  kNone = 0,
  kUnanimous = 1,         // all signed
  kWithReservations = 2,  // all answered, none refused, somebody reserved
  kPartial = 3,           // somebody refused or gave no answer
};
absl::string_view ReportOutcomeName(ReportOutcome outcome);  // "with_reservations", "none"

enum class ReportDue : uint8_t { kContribution, kReview, kSign };  // stored values, frozen
absl::string_view ReportDueName(ReportDue due);                    // "contribution"

// A contribution, a comment or an answer that counts, as it was logged.
struct ReportAct {
  std::string office;
  Hash note;     // its text's hash
  Hash content;  // sheet; of a comment or an answer M
  std::optional<Hash> text;
  ReportVerb verb = ReportVerb::kComment;
  std::string device;  // full name
  std::string second;  // empty: one line
  LeafIndex index;
  int64_t time_ms = 0;
  // The leaf after it that revoked one of its keys: it stands, and that is shown.
  std::optional<LeafIndex> revoked;
  friend bool operator==(const ReportAct&, const ReportAct&) = default;
};

struct ReportDrafted {
  Hash note;
  ReportDraft draft;
  LeafIndex index;
  int64_t time_ms = 0;
  friend bool operator==(const ReportDrafted&, const ReportDrafted&) = default;
};

// To go on the machine needs the last draft and the answers that stand: whoever keeps the state in
// rows may leave out the drafts before it, `earlier_answers` and `revoked`, which are for people.
struct ReportState {
  ReportHead head;  // of the note that opened it
  ReportOpen open;
  Hash opened;  // its text's hash
  LeafIndex opened_index;
  int64_t opened_ms = 0;
  ReportPhase phase = ReportPhase::kCollecting;
  std::map<std::string, ReportAct> contributions;  // by office: the latest
  std::vector<ReportDrafted> drafts;               // log order; the last one is the draft
  std::map<std::string, ReportAct> comments;       // by office: the latest on the last draft
  LeafIndex frozen_index;                          // of the last freeze
  std::map<std::string, ReportAct> answers;        // by office: the latest
  std::vector<ReportAct> earlier_answers;          // changed or voided, log order
  std::map<std::string, ReportAct> withdrawals;    // by guarantor
  std::map<ReportDue, int> warned;  // warnings given, never 0: 1 (-48 h), 2 (-24 h), 3 (-2 h)
  // There: the due has passed. Of whom it was said that they had not done it, and who has not
  // since.
  std::map<ReportDue, std::set<std::string>> missed;
  ReportOutcome outcome = ReportOutcome::kNone;
  LeafIndex final_index;  // of the record that decided; of sign_due: the first one known after it
  int64_t final_ms = 0;   // of sign_due: that instant
  friend bool operator==(const ReportState&, const ReportState&) = default;

  const ReportDrafted* Draft() const { return drafts.empty() ? nullptr : &drafts.back(); }
  bool IsOver() const { return phase >= ReportPhase::kFinal; }
};

// What is to be recorded, and what clients compare with what the hub says.
struct ReportSaying {
  enum class Kind : uint8_t {
    kState,     // STATE: entered `phase` (FINAL and FAILED by words of their own)
    kReminder,  // REMINDER: `office` owes `due` in `before_s`; to that office only
    kMissed,    // DEADLINE_MISSED: `office` did not do what was `due`; on the report's ladder
    kDone,      // DONE: it has now, or it cannot be done any more; what climbs for it stops
    kVoided,    // VOIDED: the answer of `office` counts no more
    kFinal,     // FINAL with `outcome`; the manifest is ManifestOf(state)
    kFailed,    // FAILED
    kError,     // to the acting mailbox: the note has no effect, because of `reason`
  };
  Kind kind = Kind::kState;
  ReportPhase phase = ReportPhase::kCollecting;
  ReportOutcome outcome = ReportOutcome::kNone;
  ReportDue due = ReportDue::kContribution;
  std::string office;
  std::string reason;  // of an error its code; ALREADY is one that did no harm
  Hash note;           // of an error the note's own hash
  int64_t before_s = 0;
  int64_t at_ms = 0;  // when it became true, maybe before the record that says so
  MailboxId to;       // kError
  friend bool operator==(const ReportSaying&, const ReportSaying&) = default;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_REPORT_STATE_H_
