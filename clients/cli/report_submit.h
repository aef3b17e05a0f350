// A signed note about a report on its way: judged by the own machine before it goes, logged, judged
// again where it stands.
#ifndef LIAISON_CLIENTS_CLI_REPORT_SUBMIT_H_
#define LIAISON_CLIENTS_CLI_REPORT_SUBMIT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/cli/report_session.h"
#include "clients/core/report_desk/report_papers.h"

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
// ReportError where it was overtaken on the way; as Desk::CarryNote.
absl::StatusOr<LeafIndex> SubmitReportNote(ReportSession& session, const std::string& note,
                                           absl::string_view report);

// The notice that goes with a note, sent before it: its text's hash is what the note names. Errors:
// those of the form and of SendBeside; the refusal's own, Unavailable PAPER_WAITS
// (it will go; nothing was signed).
absl::StatusOr<Hash> SendPaper(Context& context, ReportSession& session, const ReportOpen& open,
                               const MailboxId& as, const ReportPaper& paper);
// The same with a document, which is sealed and kept for later. Once more does no harm.
absl::StatusOr<Hash> SendDocument(Context& context, ReportSession& session, const ReportOpen& open,
                                  const MailboxId& as, ReportPart part, const Hash& digest,
                                  const std::string& bytes);

// How a command about `report` ends that has said `act`: what was said, what stands now, what comes
// next.
void ShowActed(Context& context, const ReportSession& session, const std::string& report,
               absl::string_view act, LeafIndex index, const Json::Object& more = {});
// It was said before.
void ShowAlready(Context& context, const ReportSession& session, const std::string& report,
                 absl::string_view act);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_SUBMIT_H_
