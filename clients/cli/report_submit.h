// A signed note about a report on its way: judged by the own machine before it goes, logged, judged
// again where it stands.
#ifndef LIAISON_CLIENTS_CLI_REPORT_SUBMIT_H_
#define LIAISON_CLIENTS_CLI_REPORT_SUBMIT_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/cli/report_paper.h"
#include "clients/cli/report_session.h"
#include "clients/core/report_desk/report_papers.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Who signs here. `editor`: as editor, where the device speaks for one. Errors: PermissionDenied
// REPORT_ROLE.
absl::StatusOr<ReportSigner> ReportSignerHere(Context& context, const ReportSession& session,
                                              bool editor);

// Whether the note would only repeat what stands. Errors: those of ReportError: it would have no
// effect.
absl::StatusOr<bool> RepeatsItself(const ReportSession& session, const std::string& note,
                                   absl::string_view report);
// The session's book is newer afterwards; what pointed into it is gone. Errors: those of
// ReportError where it was overtaken on the way; as Desk::CarryNote, also where the same act was
// signed before and waits here for the hub.
absl::StatusOr<LeafIndex> SubmitReportNote(ReportSession& session, const std::string& note,
                                           absl::string_view report);

// A step that is a document and the note that names it: a contribution, a draft.
struct ReportDocumentStep {
  absl::string_view act;  // "contribute"
  ReportDocument document;
  // The note; `text`: of the notice that carries the document.
  std::function<absl::StatusOr<std::string>(const std::optional<Hash>& text)> sign;
  std::function<absl::Status()> keep;  // once the officer has agreed
  Json::Object more;                   // of what the machine is told
};
// Asks the officer, sends the document, signs for it, submits the note: in this order, because
// nobody may wait for a document that never comes. Said again it changes nothing, but that the
// document goes once more where all of it was done. Errors: those of RepeatsItself, SendDocument
// and SubmitReportNote.
absl::Status TakeDocumentStep(Context& context, ReportSession& session, const ReportState& state,
                              const MailboxId& as, const ReportDocumentStep& step);

// How a command about `report` ends that has said `act`: what was said, what stands now, what comes
// next.
void ShowActed(Context& context, const ReportSession& session, const std::string& report,
               absl::string_view act, LeafIndex index, const Json::Object& more = {});
// It was said before.
void ShowAlready(Context& context, const ReportSession& session, const std::string& report,
                 absl::string_view act);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_SUBMIT_H_
