// What a desk does with attached files: see desk.h.
#include <memory>
#include <utility>

#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/desk/desk.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// So long an alarm may wait while a watch sends a file; then it goes on with the next message.
constexpr absl::Duration kUploadSlice = absl::Seconds(2);

void Join(FlushReport more, FlushReport& report) {
  report.accepted.insert(report.accepted.end(), more.accepted.begin(), more.accepted.end());
  report.refused.insert(report.refused.end(), more.refused.begin(), more.refused.end());
  report.left = more.left;
}

// Waiting heals it, or another program is at it: what has been sent stays sent.
bool GoesOnLater(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsAborted(status) ||
         absl::IsResourceExhausted(status);
}

bool IsDamage(const absl::Status& opened) {
  return absl::IsDataLoss(opened) || ReasonOf(opened) == "NO_MATCH";
}

// The bytes are those that the sender has signed for.
absl::Status SealedWrongly(const NoticeAttachment& attach, const absl::Status& opened) {
  if (ReasonOf(opened) == "ATTACHMENT_MISMATCH") return opened;
  return MakeError(
      absl::StatusCode::kDataLoss, opened.message(),
      {.reason = "ATTACHMENT_MISMATCH", .subject = attach.name, .field = ReasonOf(opened)});
}

}  // namespace

absl::StatusOr<NoticeAttachment> Desk::Attach(absl::string_view path, absl::string_view name,
                                              const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const SealedAttachment sealed, attachments_->SealFile(path, name, progress));
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(*database_));
  RETURN_IF_ERROR(keys.Add(sealed.key));
  return sealed.attach;
}

absl::Status Desk::UploadWaiting(HubConnection& hub, const TransferProgress& progress,
                                 const std::function<bool()>& go_on) {
  ASSIGN_OR_RETURN(const std::vector<HeaderAttachment> waiting, outbox_->AttachmentsWaiting());
  if (waiting.empty()) return absl::OkStatus();
  // A lock of its own: a flash must not wait for the outbox's until a big file has gone.
  ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock,
                   world_.files.Lock(upload_lock_, /*wait=*/false));
  for (const HeaderAttachment& attach : waiting) {
    ASSIGN_OR_RETURN(const bool here, attachments_->Has(attach.sha256));
    // Of a notice that another desk of the office drafted, the hub has them already.
    if (!here) continue;
    RETURN_IF_ERROR(attachments_->Upload(hub, attach.sha256, progress, go_on));
  }
  return absl::OkStatus();
}

absl::Status Desk::FlushInto(const TransferProgress& progress, const std::function<bool()>& go_on,
                             FlushReport& report) {
  ASSIGN_OR_RETURN(report, Flush());
  if (report.left == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  RETURN_IF_ERROR(UploadWaiting(*line, progress, go_on));
  ASSIGN_OR_RETURN(FlushReport more, Flush());
  Join(std::move(more), report);
  return absl::OkStatus();
}

absl::StatusOr<FlushReport> Desk::FlushAll(const TransferProgress& progress) {
  FlushReport report;
  const absl::Status flushed = FlushInto(progress, nullptr, report);
  if (!flushed.ok() && !absl::IsAborted(flushed)) return flushed;
  return report;
}

absl::StatusOr<FlushReport> Desk::FlushForAWhile() {
  FlushReport report;
  const absl::Time end = world_.clock.Now() + kUploadSlice;
  const absl::Status flushed = FlushInto(
      nullptr, [&] { return world_.clock.Now() < end; }, report);
  if (!flushed.ok() && !(report.left > 0 && GoesOnLater(flushed))) return flushed;
  return report;
}

absl::Status Desk::FetchAttachment(const ArchivedNotice& notice, const NoticeAttachment& attach,
                                   const AgeIdentity& identity, const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const bool here, attachments_->Has(attach.ciphertext_sha256));
  if (here) return absl::OkStatus();
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  return attachments_->Download(*line, attach.ciphertext_sha256, attach.ciphertext_size,
                                notice.header_hash, progress, &identity);
}

absl::Status Desk::SaveAttachment(const ArchivedNotice& notice, const NoticeAttachment& attach,
                                  absl::string_view path, const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const bool saved, attachments_->IsSaved(attach, path));
  if (saved) return absl::OkStatus();
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(*database_));
  ASSIGN_OR_RETURN(const AgeIdentity identity, keys.Find(attach.ciphertext_sha256));
  RETURN_IF_ERROR(FetchAttachment(notice, attach, identity, progress));
  absl::Status opened = attachments_->OpenToFile(attach, identity, path, nullptr);
  if (!IsDamage(opened)) return opened;
  ASSIGN_OR_RETURN(const bool intact, attachments_->IsIntact(attach.ciphertext_sha256));
  if (intact) return SealedWrongly(attach, opened);
  // It was damaged on this disk since it came.
  RETURN_IF_ERROR(attachments_->Forget(attach.ciphertext_sha256));
  RETURN_IF_ERROR(FetchAttachment(notice, attach, identity, progress));
  opened = attachments_->OpenToFile(attach, identity, path, nullptr);
  return IsDamage(opened) ? SealedWrongly(attach, opened) : opened;
}

}  // namespace liaison
