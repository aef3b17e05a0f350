#include "plugins/plugkit/report_notes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugins/plugkit/step_values.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr char kReport[] = "JWG-2017-05";
constexpr char kRapporteur[] = "rus/jwg";
constexpr uint64_t kSheetSize = 4096;

absl::StatusOr<ReportVerb> ParseReportVerb(const std::string& text) {
  for (const ReportVerb verb :
       {ReportVerb::kComment, ReportVerb::kFreeze, ReportVerb::kReopen, ReportVerb::kSign,
        ReportVerb::kReserve, ReportVerb::kRefuse, ReportVerb::kWithdraw}) {
    if (ReportVerbName(verb) == text) return verb;
  }
  return Malformed("act", "ACT", absl::StrCat("\"", text, "\" is no step of a report"));
}

// "2017-05".
absl::StatusOr<ReportPeriod> MonthInUtc(const std::string& text) {
  absl::CivilMonth month;
  if (!absl::ParseCivilTime(text, &month)) {
    return Malformed("month", "DATE", "a month is written 2017-05");
  }
  const absl::TimeZone utc = absl::UTCTimeZone();
  return ReportPeriod{.start_ms = absl::ToUnixMillis(absl::FromCivil(month, utc)),
                      .end_ms = absl::ToUnixMillis(absl::FromCivil(month + 1, utc)),
                      .first_day = absl::FormatCivilTime(absl::CivilDay(month)),
                      .last_day = absl::FormatCivilTime(absl::CivilDay(month + 1) - 1),
                      .zone = "UTC",
                      .tz = "2024b"};
}

}  // namespace

ReportNotes::ReportNotes(absl::string_view ns, const Seen& seen, absl::Time began)
    : ns_(ns), seen_(seen), began_(began) {}

absl::StatusOr<std::optional<UnsignedReportNote>> ReportNotes::Of(const plugkit::Step& step) {
  if (step.has_report_open()) return Open(step.report_open());
  if (step.has_report_contribute()) return Contribute(step.report_contribute());
  if (step.has_report_draft()) return Draft(step.report_draft());
  if (step.has_report_step()) return Step(step.report_step());
  return std::optional<UnsignedReportNote>();
}

absl::StatusOr<UnsignedReportNote> ReportNotes::Open(const plugkit::ReportOpen& step) {
  const std::string report = OrElse(step.report(), kReport);
  ASSIGN_OR_RETURN(UnsignedReportNote made, Begin({.report = report,
                                                   .as = OrElse(step.as(), kRapporteur),
                                                   .name = report,
                                                   .hub = step.hub()}));
  const std::pair<std::string, std::string> parts = absl::StrSplit(report, absl::MaxSplits('-', 1));
  ReportOpen open{.series = parts.first,
                  .number = parts.second,
                  .rapporteur = OrElse(step.rapporteur(), "rus"),
                  .owes = SortedOr(step.owes(), TestGuarantors()),
                  .signs = SortedOr(step.signs(), TestGuarantors()),
                  .threshold = step.threshold() == 0 ? 2 : step.threshold(),
                  .persons = std::max(step.persons(), 1U),
                  .label = "mission"};
  ASSIGN_OR_RETURN(open.period, MonthInUtc(OrElse(step.month(), "2017-05")));
  ASSIGN_OR_RETURN(open.dues.contribution_s, SecondsAt(step.due_contribution(), began_));
  ASSIGN_OR_RETURN(open.dues.review_s, SecondsAt(step.due_review(), began_));
  ASSIGN_OR_RETURN(open.dues.sign_s, SecondsAt(step.due_sign(), began_));
  if (!step.ladder().empty()) {
    ASSIGN_OR_RETURN(open.ladder, ParsePolicyRef(step.ladder()));
  }
  made.note.act = std::move(open);
  return End(std::move(made), report);
}

absl::StatusOr<UnsignedReportNote> ReportNotes::Contribute(const plugkit::ReportContribute& step) {
  ASSIGN_OR_RETURN(const Speaker speaker, ParseSpeaker(step.as()));
  const std::string name = absl::StrCat("contribute ", speaker.device);
  const std::string report = OrElse(step.report(), kReport);
  ASSIGN_OR_RETURN(UnsignedReportNote made, Begin({.report = report,
                                                   .as = step.as(),
                                                   .name = name,
                                                   .hub = step.hub(),
                                                   .again = step.again()}));
  const std::string& office = speaker.as.office;
  const Hash sheet = NamedHash(OrElse(step.sheet(), absl::StrCat("sheet ", office)));
  sheets_[report][office] = sheet;
  made.note.act = ReportContribute{.sheet = sheet, .size = kSheetSize};
  return End(std::move(made), name);
}

absl::StatusOr<UnsignedReportNote> ReportNotes::Draft(const plugkit::ReportDraft& step) {
  const std::string name = absl::StrCat("draft ", step.model());
  const std::string report = OrElse(step.report(), kReport);
  ASSIGN_OR_RETURN(UnsignedReportNote made, Begin({.report = report,
                                                   .as = OrElse(step.as(), kRapporteur),
                                                   .name = name,
                                                   .again = step.again()}));
  std::map<std::string, Hash> sheets = sheets_[report];
  if (!step.sheets().empty()) sheets.clear();
  for (const std::string& text : step.sheets()) {
    const std::pair<std::string, std::string> words = absl::StrSplit(text, absl::MaxSplits(' ', 1));
    sheets[words.first] = NamedHash(words.second);
  }
  ReportDraft draft{.model = NamedHash(step.model()),
                    .size = kSheetSize,
                    .cut = LeafIndex(std::max(step.cut(), uint64_t{1})),
                    .aside = {step.aside().begin(), step.aside().end()}};
  for (const std::string& office : draft.aside) sheets.erase(office);
  for (const auto& [office, sheet] : sheets) draft.sheets.push_back({office, sheet});
  made.note.act = std::move(draft);
  return End(std::move(made), name);
}

absl::StatusOr<UnsignedReportNote> ReportNotes::Step(const plugkit::ReportStep& step) {
  ASSIGN_OR_RETURN(const ReportVerb verb, ParseReportVerb(step.act()));
  ASSIGN_OR_RETURN(const Speaker speaker, ParseSpeaker(step.as()));
  std::string name = step.act();
  if (!step.model().empty()) absl::StrAppend(&name, " ", step.model());
  absl::StrAppend(&name, " ", speaker.device);
  ASSIGN_OR_RETURN(UnsignedReportNote made, Begin({.report = OrElse(step.report(), kReport),
                                                   .as = step.as(),
                                                   .name = name,
                                                   .hub = step.hub(),
                                                   .again = step.again()}));
  ReportStep note{.verb = verb};
  if (!step.model().empty()) note.model = NamedHash(step.model());
  made.note.act = note;
  const std::string text =
      verb == ReportVerb::kReserve ? OrElse(step.text(), "reservation") : step.text();
  if (!text.empty()) made.note.head.text = Sha256(text);
  if (!step.second().empty()) {
    ASSIGN_OR_RETURN(const Speaker second, ParseSpeaker(step.second()));
    made.signers.push_back(second.device);
  }
  return End(std::move(made), name);
}

absl::StatusOr<UnsignedReportNote> ReportNotes::Begin(const Said& said) {
  ASSIGN_OR_RETURN(const Speaker speaker, ParseSpeaker(said.as));
  int& count = said_[absl::StrCat(said.report, " ", said.name)];
  if (!said.again) ++count;
  ReportHead head{.ns = ns_,
                  .hub = OrElse(said.hub, absl::StrCat(ns_, "/log")),
                  .nonce = NonceOf(absl::StrCat(said.report, " ", said.name, " ", count)),
                  .report = said.report,
                  .from = absl::StrCat(ns_, "/", speaker.device),
                  .as = speaker.as,
                  .seen = seen_};
  return UnsignedReportNote{.note = {.head = std::move(head)}, .signers = {speaker.device}};
}

UnsignedReportNote ReportNotes::End(UnsignedReportNote made, const std::string& name) {
  names_[Sha256(PrintReportNote(made.note))] = name;
  return made;
}

Hash ReportNotes::NamedHash(const std::string& text) {
  const Hash hash = Sha256(text);
  names_[hash] = text;
  return hash;
}

}  // namespace liaison
