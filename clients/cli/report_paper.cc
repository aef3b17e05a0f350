#include "clients/cli/report_paper.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/notice_view.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/report_desk/report_store.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

NoticeDraft DraftOf(Context& context, const ReportSession& session, const ReportOpen& open,
                    const MailboxId& as, const ReportPaper& paper) {
  return ReportNotice(open, paper, session.desk->mirror().directory(), as,
                      LanguageCode(context.language()));
}

// Under way, or in the log while what it was for was cut short.
absl::StatusOr<std::optional<OutboxItem>> ToGoOnWith(Desk& desk, const NoticeDraft& draft) {
  ASSIGN_OR_RETURN(std::optional<OutboxItem> before,
                   FindPaper(desk.outbox(), desk.config().ns, draft));
  if (!before.has_value()) return before;
  ASSIGN_OR_RETURN(const std::unique_ptr<ReportStore> store, ReportStore::Open(desk.database()));
  ASSIGN_OR_RETURN(const bool done, store->IsDone(before->notice_hash));
  if (done) before.reset();
  return before;
}

absl::StatusOr<OutboxItem> Queue(Context& context, Desk& desk, const NoticeDraft& draft) {
  RETURN_IF_ERROR(context.world.forms.ValidateForm({draft.kind, draft.kind_version}, draft.form));
  return QueueBeside(desk, draft);
}

// Sealed into the draft, with its key and its bytes kept.
absl::Status AddSealed(Desk& desk, const ReportOpen& open, const ReportDocument& document,
                       NoticeDraft& draft) {
  const std::string name =
      absl::StrCat(absl::AsciiStrToUpper(draft.as.office), "-", open.series, "-", open.number, "-",
                   ReportPartName(document.part), ".json");
  ASSIGN_OR_RETURN(const SealedAttachment sealed,
                   SealReportDocument(document.bytes, name, desk.attachments()));
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(desk.database()));
  RETURN_IF_ERROR(keys.Add(sealed.key));
  ASSIGN_OR_RETURN(const std::unique_ptr<ReportStore> store, ReportStore::Open(desk.database()));
  RETURN_IF_ERROR(store->AddDocument(document.digest, document.bytes));
  draft.attach = {sealed.attach};
  return absl::OkStatus();
}

absl::StatusOr<Hash> Deliver(Context& context, Desk& desk, OutboxItem item, PaperFor what_for) {
  if (item.state != OutboxState::kAccepted) {
    RETURN_IF_ERROR(FlushBeside(context, desk));
    ASSIGN_OR_RETURN(item, desk.outbox().Get(item.id));
  }
  if (item.state == OutboxState::kAccepted) return item.notice_hash;
  if (item.state == OutboxState::kRefused) return RefusedError(item);
  // A note about what never comes would have everybody wait.
  return MakeError(absl::StatusCode::kUnavailable, "the sealed part waits for the line",
                   {.reason = what_for == PaperFor::kNote ? "PAPER_WAITS" : "QUEUED",
                    .subject = item.serial,
                    .field = ""});
}

}  // namespace

absl::StatusOr<std::optional<Hash>> PaperBefore(Context& context, ReportSession& session,
                                                const ReportOpen& open, const MailboxId& as,
                                                const ReportPaper& paper) {
  ASSIGN_OR_RETURN(const std::optional<OutboxItem> before,
                   FindPaper(session.desk->outbox(), session.desk->config().ns,
                             DraftOf(context, session, open, as, paper)));
  if (!before.has_value()) return std::optional<Hash>();
  return std::optional<Hash>(before->notice_hash);
}

absl::StatusOr<Hash> SendPaper(Context& context, ReportSession& session, const ReportOpen& open,
                               const MailboxId& as, const ReportPaper& paper) {
  Desk& desk = *session.desk;
  const NoticeDraft draft = DraftOf(context, session, open, as, paper);
  ASSIGN_OR_RETURN(std::optional<OutboxItem> item, ToGoOnWith(desk, draft));
  if (!item.has_value()) {
    ASSIGN_OR_RETURN(item, Queue(context, desk, draft));
  }
  return Deliver(context, desk, *std::move(item), PaperFor::kNote);
}

absl::StatusOr<Hash> SendDocument(Context& context, ReportSession& session, const ReportOpen& open,
                                  const MailboxId& as, const ReportDocument& document,
                                  PaperFor what_for) {
  Desk& desk = *session.desk;
  const ReportPaper paper{.part = document.part, .digest = document.digest};
  NoticeDraft draft = DraftOf(context, session, open, as, paper);
  ASSIGN_OR_RETURN(std::optional<OutboxItem> item, ToGoOnWith(desk, draft));
  if (!item.has_value()) {
    RETURN_IF_ERROR(AddSealed(desk, open, document, draft));
    ASSIGN_OR_RETURN(item, Queue(context, desk, draft));
  }
  return Deliver(context, desk, *std::move(item), what_for);
}

absl::StatusOr<std::optional<Hash>> BegunDocument(ReportSession& session, const std::string& report,
                                                  ReportPart part) {
  Desk& desk = *session.desk;
  ASSIGN_OR_RETURN(const std::optional<QueuedDocument> newest,
                   FindDocument(desk.outbox(), desk.config().ns, report, part));
  if (!newest.has_value()) return std::optional<Hash>();
  ASSIGN_OR_RETURN(const std::unique_ptr<ReportStore> store, ReportStore::Open(desk.database()));
  ASSIGN_OR_RETURN(const bool done, store->IsDone(newest->paper));
  return done ? std::optional<Hash>() : newest->digest;
}

absl::Status MarkPaperDone(ReportSession& session, const Hash& paper) {
  ASSIGN_OR_RETURN(const std::unique_ptr<ReportStore> store,
                   ReportStore::Open(session.desk->database()));
  return store->MarkDone(paper);
}

}  // namespace liaison
