// The signed public notes of reports: one act each, from the opening to the last signature. They
// hold digests only; sheets, drafts and reasons travel sealed. Strict parse and print. Source:
// REPORTS section B; text rules CRYPTO 1.1.
#ifndef LIAISON_PROTO_TEXT_REPORT_NOTE_H_
#define LIAISON_PROTO_TEXT_REPORT_NOTE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {

inline constexpr absl::string_view kReportKind = "report";  // of NS/report/v1, as NoteKind says it

// What all of them begin and end with.
struct ReportHead {
  std::string ns;
  std::string hub;
  Nonce nonce{};
  std::string report;        // series, dash, number: "JWG-2017-05"; [A-Z][A-Z0-9-]{0,47}
  std::optional<Hash> text;  // of the notice that says why: SHA-256 of its text
  std::string from;
  MailboxId as;
  Seen seen;
  friend bool operator==(const ReportHead&, const ReportHead&) = default;
};

// Half-open. The instants govern; days and zone say what they were computed from.
struct ReportPeriod {
  int64_t start_ms = 0;
  int64_t end_ms = 0;
  std::string first_day;  // local, "2017-05-01"
  std::string last_day;   // the last one in it
  std::string zone;       // tz name, "UTC"
  std::string tz;         // version of the tz database, "2024b"
  friend bool operator==(const ReportPeriod&, const ReportPeriod&) = default;
};

// When what is owed is due, inclusive; none: nobody owes it by a time.
struct ReportDues {
  std::optional<int64_t> contribution_s;
  std::optional<int64_t> review_s;
  std::optional<int64_t> sign_s;
  friend bool operator==(const ReportDues&, const ReportDues&) = default;
};

struct ReportOpen {
  std::string series;  // "JWG"
  std::string number;  // "2017-05"
  ReportPeriod period;
  std::string rapporteur;          // office
  std::vector<std::string> owes;   // offices that contribute, sorted
  std::vector<std::string> signs;  // offices that answer, sorted
  uint32_t threshold = 2;          // of signed and reserved
  uint32_t persons = 1;            // signature lines of an answer
  std::string label;               // how far it may go: a notice's label
  ReportDues dues;
  std::optional<PolicyRef> ladder;  // whom a missed due tells
  friend bool operator==(const ReportOpen&, const ReportOpen&) = default;
};
struct ReportContribute {
  Hash sheet;  // SHA-256 of its canonical bytes
  uint64_t size = 0;
  friend bool operator==(const ReportContribute&, const ReportContribute&) = default;
};
struct ReportSheetRef {
  std::string office;
  Hash sheet;
  friend bool operator==(const ReportSheetRef&, const ReportSheetRef&) = default;
};
struct ReportDraft {
  Hash model;  // M
  uint64_t size = 0;
  LeafIndex cut;
  std::vector<ReportSheetRef> sheets;  // that it is made of, sorted by office
  // Whose sheet is left out although it was contributed: nobody can read it, or it is not what the
  // log and other offices hold. Sorted; everybody who signs sees it.
  std::vector<std::string> aside;
  friend bool operator==(const ReportDraft&, const ReportDraft&) = default;
};

enum class ReportVerb : uint8_t {
  kComment,  // on the draft; with or without text: looked at
  kFreeze,
  kReopen,  // guarantor; two lines (of two guarantors) once anybody answered
  kSign,
  kReserve,  // signed with a reservation, which `text` names
  kRefuse,
  kWithdraw,  // guarantor: no report; has effect by the threshold of guarantors
};
absl::string_view ReportVerbName(ReportVerb verb);  // "sign"
struct ReportStep {
  ReportVerb verb = ReportVerb::kComment;
  std::optional<Hash> model;  // M; withdraw has none
  friend bool operator==(const ReportStep&, const ReportStep&) = default;
};

struct ReportNote {
  ReportHead head;
  std::variant<ReportOpen, ReportContribute, ReportDraft, ReportStep> act;
  friend bool operator==(const ReportNote&, const ReportNote&) = default;
};
// "open", "contribute", "draft", or the step's verb.
absl::string_view ReportActName(const ReportNote& note);

// Grammar of NS/report/v1, one field a line:
//   hub · nonce <32 hex> · report · act <act> · own lines · text <b64> ? · from · as ·
//   seen <size> <b64>
//   open        series · number · period <start ms> <end ms> · days <date> <date> ·
//               zone <tz name> · tz <version> · rapporteur <office> · owes <office> + ·
//               signs <office> + · threshold <n> · persons 1|2 · label <label> ·
//               due-contribution <s|-> · due-review <s|-> · due-sign <s|-> ·
//               ladder <id> <version> ?
//   contribute  sheet <b64> <size>
//   draft       model <b64> <size> · cut <index> · sheet <office> <b64> * · aside <office> *
//   comment, freeze, reopen, sign, reserve, refuse    model <b64>
//   withdraw    (none)
// Rules: report = series-number; start < end; dues strictly ascending; threshold 1..signs; reserve
// has text; a sheet or model has at most 64 MiB; no office is set aside whose sheet is there.
// Errors: InvalidArgument with field and rule; TYPE where the first line is of none; `corrigendum`
// is LATER.
absl::StatusOr<ReportNote> ParseReportNote(absl::string_view ns, absl::string_view text);
std::string PrintReportNote(const ReportNote& note);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_REPORT_NOTE_H_
