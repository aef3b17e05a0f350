#include "clients/cli/report_submit.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/report_confirm.h"
#include "clients/cli/report_next.h"
#include "clients/cli/report_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// What the own replay says of a note that is in the log: the remark with its hash.
absl::Status JudgeLogged(const ReportSession& session, const std::string& note,
                         absl::string_view report) {
  ASSIGN_OR_RETURN(const Note parsed, ParseNote(note, kMaxPublicNoteBytes));
  const Hash hash = Sha256(parsed.text);
  const ReportRecord* const record = session.book.Find(report);
  if (record == nullptr) return ReportError("UNKNOWN_REPORT", report);
  for (const ReportRemark& remark : record->remarks) {
    if (remark.hash == hash) return ReportError(remark.error, report);
  }
  return absl::OkStatus();
}

// The same act with the same words, signed at whatever time.
bool IsSameAct(const ReportNote& one, ReportNote other) {
  other.head.nonce = one.head.nonce;
  other.head.seen = one.head.seen;
  return one == other;
}

absl::Status Queued(absl::string_view report) {
  return MakeError(absl::StatusCode::kUnavailable, "it is signed and waits for the hub",
                   {.reason = "QUEUED", .subject = std::string(report), .field = "report"});
}

// What an officer signed while the hub was away is not signed once more.
absl::Status CheckNotWaiting(Desk& desk, const std::string& note, absl::string_view report) {
  const std::string& ns = desk.config().ns;
  ASSIGN_OR_RETURN(const Note parsed, ParseNote(note, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const ReportNote said, ParseReportNote(ns, parsed.text));
  ASSIGN_OR_RETURN(const std::vector<CarriedNote> waiting, desk.carried().List());
  for (const CarriedNote& carried : waiting) {
    if (carried.kind != kReportKind || !carried.refusal.empty()) continue;
    ASSIGN_OR_RETURN(const Note before, ParseNote(carried.note, kMaxPublicNoteBytes));
    ASSIGN_OR_RETURN(const ReportNote act, ParseReportNote(ns, before.text));
    if (IsSameAct(said, act)) return Queued(report);
  }
  return absl::OkStatus();
}

// What stands of a report after `act`, for a machine.
Json::Object ActedJson(const ReportSession& session, const ReportRecord& record,
                       absl::string_view act) {
  Json::Object value = ReportStandJson(HandOf(*session.desk), record, session.now_ms);
  value["act"] = std::string(act);
  return value;
}

}  // namespace

absl::StatusOr<ReportSigner> ReportSignerHere(Context& context, const ReportSession& session,
                                              bool editor) {
  ASSIGN_OR_RETURN(MailboxId as, ReportMailbox(session, editor));
  return ReportSigner{.mirror = session.desk->mirror(),
                      .device = session.desk->signer(),
                      .as = std::move(as),
                      .random = context.world.random};
}

absl::StatusOr<bool> RepeatsItself(const ReportSession& session, const std::string& note,
                                   absl::string_view report) {
  ASSIGN_OR_RETURN(const std::string code,
                   JudgeNextReportNote(session.desk->mirror(), session.now_ms, note));
  RETURN_IF_ERROR(ReportError(code, report));
  return code == "ALREADY";
}

absl::StatusOr<LeafIndex> SubmitReportNote(ReportSession& session, const std::string& note,
                                           absl::string_view report) {
  RETURN_IF_ERROR(CheckNotWaiting(*session.desk, note, report));
  const absl::StatusOr<LeafIndex> index = session.desk->CarryNote(note);
  if (ReasonOf(index.status()) == "QUEUED") return Queued(report);
  RETURN_IF_ERROR(index.status());
  ASSIGN_OR_RETURN(session.book, ReadReportBook(session.desk->mirror(), session.now_ms));
  RETURN_IF_ERROR(JudgeLogged(session, note, report));
  return *index;
}

absl::Status TakeDocumentStep(Context& context, ReportSession& session, const ReportState& state,
                              const MailboxId& as, const ReportDocumentStep& step) {
  // The book is read anew on the way.
  const std::string report = state.head.report;
  const ReportOpen open = state.open;
  ASSIGN_OR_RETURN(const std::string judged, step.sign(std::nullopt));
  ASSIGN_OR_RETURN(const bool repeats, RepeatsItself(session, judged, report));
  RETURN_IF_ERROR(Confirmed(context, absl::StrCat("report.ask.", step.act)));
  RETURN_IF_ERROR(step.keep());
  ASSIGN_OR_RETURN(const Hash text, SendDocument(context, session, open, as, step.document,
                                                 repeats ? PaperFor::kItself : PaperFor::kNote));
  if (repeats) {
    ShowAlready(context, session, report, step.act);
  } else {
    ASSIGN_OR_RETURN(const std::string note, step.sign(text));
    ASSIGN_OR_RETURN(const LeafIndex index, SubmitReportNote(session, note, report));
    ShowActed(context, session, report, step.act, index, step.more);
  }
  return MarkPaperDone(session, text);
}

void ShowActed(Context& context, const ReportSession& session, const std::string& report,
               absl::string_view act, LeafIndex index, const Json::Object& more) {
  Output& output = context.output;
  const ReportRecord& record = *session.book.Find(report);
  const auto position = static_cast<int64_t>(index.value());
  if (output.json()) {
    Json::Object value = ActedJson(session, record, act);
    value["index"] = position;
    for (const auto& [name, json] : more) value[name] = json;
    return output.Value(std::move(value));
  }
  output.Line(
      output.Say("report.step.done",
                 {report, session.desk->reader().office,
                  MessageArg::Composed(output.Say(absl::StrCat("report.step.", act))), position}),
      Colour::kGreen);
  ShowReportLine(context, HandOf(*session.desk), record, session.now_ms);
}

void ShowAlready(Context& context, const ReportSession& session, const std::string& report,
                 absl::string_view act) {
  Output& output = context.output;
  const ReportRecord& record = *session.book.Find(report);
  if (output.json()) {
    Json::Object value = ActedJson(session, record, act);
    value["already"] = true;
    return output.Value(std::move(value));
  }
  output.Line(output.Say("report.already",
                         {report, session.desk->reader().office,
                          MessageArg::Composed(output.Say(absl::StrCat("report.step.", act)))}));
  ShowReportLine(context, HandOf(*session.desk), record, session.now_ms);
}

}  // namespace liaison
