// The sealed notices that carry what a report's public notes name by hash. Each goes before its
// note; whoever says the same again, because the line was down or the program ended too early, goes
// on with the one that is there and uses up no other serial.
//
//   queued -> logged -> its note is logged -> the officer was told: done
//
// What is done goes once more when it is said again: somebody has lost it.
#ifndef LIAISON_CLIENTS_CLI_REPORT_PAPER_H_
#define LIAISON_CLIENTS_CLI_REPORT_PAPER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/report_session.h"
#include "clients/core/report_desk/report_papers.h"

namespace liaison {

// What a document is sent for: to be named by a note, which is signed once it is in the log; or as
// it is, so that it may also wait and go by itself.
enum class PaperFor : uint8_t { kNote, kItself };

// A sheet, a part of one or a model, in its canonical bytes.
struct ReportDocument {
  ReportPart part = ReportPart::kSheet;
  Hash digest;
  std::string bytes;
};

// The newest notice by which this desk has said the same before, sent or not; what a note would
// name by `text`. nullopt: none. Errors: those of FindPaper.
absl::StatusOr<std::optional<Hash>> PaperBefore(Context& context, ReportSession& session,
                                                const ReportOpen& open, const MailboxId& as,
                                                const ReportPaper& paper);

// Words for a note: the hash of the notice that carries them, which is in the log now. Errors:
// those of the form, of FindPaper and of QueueBeside; the refusal's own; Unavailable PAPER_WAITS
// (it will go; nothing was signed).
absl::StatusOr<Hash> SendPaper(Context& context, ReportSession& session, const ReportOpen& open,
                               const MailboxId& as, const ReportPaper& paper);
// The same with a document, which is sealed and kept for later. Errors: for kItself Unavailable
// QUEUED instead of PAPER_WAITS (it will go, and nothing else is to be done).
absl::StatusOr<Hash> SendDocument(Context& context, ReportSession& session, const ReportOpen& open,
                                  const MailboxId& as, const ReportDocument& document,
                                  PaperFor what_for);
// The document of this part that this desk sealed last for a step which is not done; nullopt: none.
// Errors: those of FindDocument.
absl::StatusOr<std::optional<Hash>> BegunDocument(ReportSession& session, const std::string& report,
                                                  ReportPart part);
// The officer was told that what it was sent for is done.
absl::Status MarkPaperDone(ReportSession& session, const Hash& paper);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_PAPER_H_
