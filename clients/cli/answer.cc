// liaison ack|pass-on|refuse|resolve HANDLE: what an officer formally says about a notice. The
// first answer of a kind stands for its mailbox (CRYPTO 1.8).
#include "clients/cli/answer.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/hub_view.h"
#include "clients/cli/notice_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct AnswerOptions {
  ReceiptState state = ReceiptState::kAcknowledged;
  std::string handle;
  std::string reason;
  std::string mailbox;  // on behalf of
};

absl::Status SaidBefore(ReceiptState state, absl::string_view by) {
  return MakeError(absl::StatusCode::kAlreadyExists,
                   absl::StrCat(ReceiptStateName(state), " was said already by ", by),
                   {.reason = "SAID_BEFORE",
                    .subject = std::string(by),
                    .field = std::string(ReceiptStateName(state))});
}

// Our own answer is in the archive only when it has come back from the log; until then the outbox
// knows of it. `acting`: the mailboxes that speak.
absl::Status CheckNotSaid(Desk& desk, const std::vector<MailboxId>& acting, const Hash& target,
                          ReceiptState state) {
  const auto speaks = [&](const MailboxId& mailbox) {
    return std::find(acting.begin(), acting.end(), mailbox) != acting.end();
  };
  ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts, desk.archive().ReceiptsOf(target));
  for (const ArchivedReceipt& receipt : receipts) {
    if (receipt.state == state && speaks(receipt.as)) return SaidBefore(state, receipt.from);
  }
  for (const OutboxState waiting :
       {OutboxState::kQueued, OutboxState::kSubmitted, OutboxState::kAccepted}) {
    ASSIGN_OR_RETURN(const std::vector<OutboxItem> items, desk.outbox().List(waiting));
    for (const OutboxItem& item : items) {
      if (item.receipt.has_value() && item.receipt->target == target &&
          item.receipt->state == state && speaks(ActingMailbox(*item.receipt))) {
        return SaidBefore(state, desk.config().device);
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<OutboxItem> Queue(Desk& desk, const ArchivedNotice& notice,
                                 const AnswerOptions& options) {
  if (options.mailbox.empty()) {
    RETURN_IF_ERROR(CheckNotSaid(desk, desk.reader().mailboxes, notice.header_hash, options.state));
    return desk.QueueReceipt(notice, options.state, options.reason);
  }
  absl::StatusOr<MailboxId> mailbox = ParseMailbox(options.mailbox);
  if (!mailbox.ok()) return Usage("to", options.mailbox, "a mailbox is office/role, as irn/duty");
  RETURN_IF_ERROR(CheckNotSaid(desk, {*mailbox}, notice.header_hash, options.state));
  return desk.QueueReceiptFor(*mailbox, notice, options.state, options.reason);
}

// What was answered, by the name that people know, and the answer in the outbox.
struct Answered {
  std::string name;
  OutboxItem queued;
};

absl::StatusOr<Answered> QueueForNotice(Desk& desk, const ArchivedNotice& notice,
                                        const AnswerOptions& options) {
  ASSIGN_OR_RETURN(OutboxItem queued, Queue(desk, notice, options));
  return Answered{.name = notice.serial, .queued = std::move(queued)};
}

absl::StatusOr<Answered> QueueForAlert(Desk& desk, const ArchivedAlert& alert,
                                       const AnswerOptions& options) {
  RETURN_IF_ERROR(CheckNotSaid(desk, desk.reader().mailboxes, alert.hash, options.state));
  ASSIGN_OR_RETURN(OutboxItem queued, desk.QueueReceipt(alert, options.state, options.reason));
  return Answered{.name = AlertHandle(alert), .queued = std::move(queued)};
}

// An alert is acknowledged, or resolved where it is an incident, by whom it was sent to.
absl::StatusOr<Answered> QueueAnswer(Desk& desk, const AnswerOptions& options) {
  const absl::StatusOr<ArchivedNotice> notice = desk.archive().Find(options.handle);
  if (notice.ok()) return QueueForNotice(desk, *notice, options);
  const bool may_answer_alert =
      options.state == ReceiptState::kAcknowledged || options.state == ReceiptState::kResolved;
  if (absl::IsNotFound(notice.status()) && may_answer_alert && options.mailbox.empty()) {
    ASSIGN_OR_RETURN(const std::optional<ArchivedAlert> alert,
                     desk.archive().FindAlert(desk.config().ns, options.handle));
    if (alert.has_value()) return QueueForAlert(desk, *alert, options);
  }
  return notice.status();
}

absl::Status Answer(Context& context, const AnswerOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  ASSIGN_OR_RETURN(const Answered answered, QueueAnswer(*desk, options));
  const std::string& name = answered.name;
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(answered.queued.id));
  Output& output = context.output;
  if (output.json()) {
    Json::Object value{{"serial", name},
                       {"receipt", std::string(ReceiptStateName(options.state))},
                       {"state", std::string(OutboxStateName(item.state))}};
    if (item.index.has_value()) value["index"] = static_cast<int64_t>(item.index->value());
    output.Value(value);
  }
  if (item.state == OutboxState::kAccepted && !output.json()) {
    const std::string said =
        context.phrases.Label(context.language(), "receipt_state", ReceiptStateName(options.state));
    output.Line(output.Say("answer.accepted",
                           {name, MessageArg::Composed(said), FormatUtcMs(item.time_ms)}),
                Colour::kGreen);
  }
  return StatusOfSent(item, flushed, name, "answer");
}

}  // namespace

absl::Status GiveAnswer(Context& context, ReceiptState state, const std::string& handle) {
  return Answer(context, {.state = state, .handle = handle});
}

void AddAnswerCommands(CommandAdder& adder) {
  const struct {
    const char* verb;
    ReceiptState state;
    bool with_reason;
  } answers[] = {{"ack", ReceiptState::kAcknowledged, false},
                 {"pass-on", ReceiptState::kPassedOn, false},
                 {"refuse", ReceiptState::kRefused, true},
                 {"resolve", ReceiptState::kResolved, false}};
  for (const auto& answer : answers) {
    const auto options = std::make_shared<AnswerOptions>(AnswerOptions{.state = answer.state});
    CLI::App& verb = adder.Verb(answer.verb, answer.verb,
                                [options](Context& context) { return Answer(context, *options); });
    adder.Text(verb, "notice", options->handle, "handle").required();
    adder.Text(verb, "--for", options->mailbox, "for_mailbox");
    if (!answer.with_reason) continue;
    // The same words in every office's language, hence a code (common.json, receipt_reason).
    adder.Text(verb, "--reason", options->reason, "refuse_reason")
        .required()
        ->check(CLI::IsMember({"not_for_us", "outside_authority", "not_understood", "duplicate",
                               "disputed", "other"}));
  }
}

}  // namespace liaison
