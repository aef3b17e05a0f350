// How a notice and what belongs to it look, in the officer's language or as JSON: shared by inbox,
// show and watch.
#ifndef LIAISON_CLIENTS_CLI_NOTICE_VIEW_H_
#define LIAISON_CLIENTS_CLI_NOTICE_VIEW_H_

#include <string>
#include <vector>

#include "clients/cli/context.h"
#include "clients/cli/notice_sheet.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/receiver.h"
#include "clients/core/outgoing/compose.h"
#include "proto/rules/reachability.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// One line: serial, precedence, kind, from, when, state.
void ShowNoticeLine(Context& context, const ArchivedNotice& notice,
                    const std::vector<ArchivedReceipt>& receipts);
// The whole of it, as `sheet` describes it.
void ShowNotice(Context& context, const ArchivedNotice& notice, const NoticeSheet& sheet);
Json NoticeJson(Context& context, const ArchivedNotice& notice,
                const std::vector<ArchivedReceipt>& receipts);

// When it was logged, when it came by bag, or both.
std::string When(const Context& context, const ArchivedNotice& notice);
std::string When(const Context& context, const ArchivedReceipt& receipt);
// state, from, when; not the mailbox.
Json ReceiptJson(const ArchivedReceipt& receipt);

// A notice that is not yet sent, as its addressee will read it. On stderr, as all of a dialogue.
void ShowDraft(Context& context, const NoticeDraft& draft, Archive& archive);

// What came in on a stream: a line for people, an object for machines.
void ShowEvent(Context& context, const InboxEvent& event, Archive& archive);

// That of a record which failed a check; `event.alarm` is set.
void ShowAlarm(Context& context, const InboxEvent& event);

// How a command ends that has shown such records.
absl::Status ForgedError(absl::string_view command);

// Says that the line is up or down, each change once.
class LineTold {
 public:
  explicit LineTold(Context& context) : context_(context) {}
  void Tell(const absl::Status& line);

 private:
  Context& context_;
  bool up_ = false;
};

// What a flush did, for the programs that send in passing: accepted serials, undeliverable
// mailboxes, and refusals, which nobody may miss. An alarm's text for a refused item is
// RefusedError.
void ShowCarried(Context& context, const std::vector<CarriedOutcome>& outcomes);
void ShowSent(Context& context, const FlushReport& report, Outbox& outbox);
absl::Status RefusedError(const OutboxItem& item);
// A command's status after it queued `item` and a flush ended with `flushed`: ok, the refusal, what
// is wrong with the line, or Unavailable QUEUED about `subject`, where waiting is all that is
// needed.
absl::Status StatusOfSent(const OutboxItem& item, const absl::Status& flushed,
                          absl::string_view subject, absl::string_view field);

// One line of alarm: whose answer is missing for which serial.
void ShowOverdue(Context& context, const Overdue& overdue, Archive& archive);

// "irn/head becomes unreachable on ...", or is already.
std::string ReachabilityText(const Context& context, const Reachability& mailbox);

// "CODE subject" with the code's translation, and what can be done.
std::string FindingText(const Context& context, const Finding& finding);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_NOTICE_VIEW_H_
