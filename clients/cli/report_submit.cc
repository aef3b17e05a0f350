#include "clients/cli/report_submit.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/report_next.h"
#include "clients/cli/report_view.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/report_desk/report_store.h"
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
  ASSIGN_OR_RETURN(const LeafIndex index, session.desk->CarryNote(note));
  ASSIGN_OR_RETURN(session.book, ReadReportBook(session.desk->mirror(), session.now_ms));
  RETURN_IF_ERROR(JudgeLogged(session, note, report));
  return index;
}

absl::StatusOr<Hash> SendPaper(Context& context, ReportSession& session, const ReportOpen& open,
                               const MailboxId& as, const ReportPaper& paper) {
  Desk& desk = *session.desk;
  const NoticeDraft draft =
      ReportNotice(open, paper, desk.mirror().directory(), as, LanguageCode(context.language()));
  RETURN_IF_ERROR(context.world.forms.ValidateForm({draft.kind, draft.kind_version}, draft.form));
  ASSIGN_OR_RETURN(const OutboxItem item, SendBeside(context, desk, draft));
  // A note about what never comes would have everybody wait.
  if (item.state == OutboxState::kAccepted) return item.notice_hash;
  if (item.state == OutboxState::kRefused) return RefusedError(item);
  return MakeError(absl::StatusCode::kUnavailable, "the sealed part waits for the line",
                   {.reason = "PAPER_WAITS", .subject = item.serial, .field = ""});
}

absl::StatusOr<Hash> SendDocument(Context& context, ReportSession& session, const ReportOpen& open,
                                  const MailboxId& as, ReportPart part, const Hash& digest,
                                  const std::string& bytes) {
  Desk& desk = *session.desk;
  const std::string name = absl::StrCat(absl::AsciiStrToUpper(as.office), "-", open.series, "-",
                                        open.number, "-", ReportPartName(part), ".json");
  ASSIGN_OR_RETURN(const SealedAttachment sealed,
                   SealReportDocument(bytes, name, desk.attachments()));
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(desk.database()));
  RETURN_IF_ERROR(keys.Add(sealed.key));
  ASSIGN_OR_RETURN(const std::unique_ptr<ReportStore> store, ReportStore::Open(desk.database()));
  RETURN_IF_ERROR(store->AddDocument(digest, bytes));
  return SendPaper(context, session, open, as,
                   {.part = part, .digest = digest, .text = "", .attach = {sealed.attach}});
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
