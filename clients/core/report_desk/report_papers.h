// The notes that officers sign about reports, and the sealed notices that carry what the notes name
// by digest. A notice is queued before its note, so that nobody waits for what never comes. Source:
// REPORTS section B.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_PAPERS_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_PAPERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/random.h"
#include "proto/rules/report_state.h"
#include "proto/text/report_note.h"
#include "proto/wire/sign.h"

namespace liaison {

// Who signs, for which log. References outlive it.
struct ReportSigner {
  const Mirror& mirror;
  const NoteSigner& device;
  MailboxId as;
  Random& random;
};

// One act each: signed note bytes. `text`: hash of the text of the report_sheet notice that goes
// with it (OutboxItem::notice_hash). Errors of all: those of the note's grammar.
absl::StatusOr<std::string> SignReportOpen(const ReportSigner& signer, const ReportOpen& open);
absl::StatusOr<std::string> SignContribute(const ReportSigner& signer, absl::string_view report,
                                           const ReportContribute& sheet,
                                           const std::optional<Hash>& text);
absl::StatusOr<std::string> SignReportDraft(const ReportSigner& signer, absl::string_view report,
                                            const ReportDraft& draft,
                                            const std::optional<Hash>& text);
// `model`: M; none for withdraw.
absl::StatusOr<std::string> SignReportStep(const ReportSigner& signer, absl::string_view report,
                                           ReportVerb verb, const std::optional<Hash>& model,
                                           const std::optional<Hash>& text);

// The same note with another officer's line behind the first. Whether he may is for
// Directory::Check to say. Errors: InvalidArgument as ParseNote and ParseReportNote;
// FailedPrecondition SIGNED (field "second": it has two lines, or this device's is the first).
absl::StatusOr<std::string> AddSecondLine(absl::string_view ns, absl::string_view note,
                                          const NoteSigner& device);

// What a draft would name now: the latest contribution of every office that is not set aside. Model
// and size are for whoever assembles it.
ReportDraft NextDraft(const ReportState& state, LeafIndex cut,
                      const std::vector<std::string>& aside);

// kPart: what one desk knows of its own office's sheet, for the desk that contributes it.
enum class ReportPart : uint8_t { kSheet, kDraft, kComment, kReservation, kRefusal, kPart };
absl::string_view ReportPartName(ReportPart part);  // "sheet"

// A notice of kind report_sheet.
struct ReportPaper {
  ReportPart part = ReportPart::kSheet;
  std::optional<Hash> digest;            // of the sheet, or M of what is commented or answered
  std::string text;                      // may be empty where there is a digest
  std::vector<NoticeAttachment> attach;  // of a sheet and a draft its document, sealed
};

// Seals canonical bytes for a notice; the outbox must be told the key (AttachmentKeys::Add).
// `name`: of the file, "TUR-sheet.json". Errors: as AttachmentStore::SealBytes.
absl::StatusOr<SealedAttachment> SealReportDocument(absl::string_view bytes, absl::string_view name,
                                                    AttachmentStore& attachments);

// To editor, jwg and head of all offices that owe or sign, as far as they have a device, but for
// `as`. Sorted.
std::vector<MailboxId> ReportMailboxes(const ReportOpen& open, const Directory& directory,
                                       const MailboxId& as);
// To these, as many of them `to` as a header takes, the rest `info`; a part goes to the own
// office's editors and working group only.
NoticeDraft ReportNotice(const ReportOpen& open, const ReportPaper& paper,
                         const Directory& directory, const MailboxId& as, absl::string_view lang);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_REPORT_PAPERS_H_
