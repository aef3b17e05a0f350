// liaison ack HANDLE: the formal acknowledgement that an action addressee owes.
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Acknowledged(absl::string_view by) {
  return MakeError(absl::StatusCode::kAlreadyExists, absl::StrCat("already acknowledged by ", by),
                   {.reason = "ALREADY_ACKNOWLEDGED", .subject = std::string(by), .field = ""});
}

// Our own acknowledgement is in the archive only when it has come back from the log; until then the
// outbox knows of it.
absl::Status CheckOutbox(const Desk& desk, Outbox& outbox, const Hash& target) {
  for (const OutboxState state :
       {OutboxState::kQueued, OutboxState::kSubmitted, OutboxState::kAccepted}) {
    ASSIGN_OR_RETURN(const std::vector<OutboxItem> items, outbox.List(state));
    for (const OutboxItem& item : items) {
      if (item.receipt.has_value() && item.receipt->target == target &&
          item.receipt->state == ReceiptState::kAcknowledged) {
        return Acknowledged(desk.config().device);
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Acknowledge(Context& context, const std::string& handle) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  ASSIGN_OR_RETURN(const ArchivedNotice notice, desk->archive().Find(handle));
  ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                   desk->archive().ReceiptsOf(notice.header_hash));
  const ReaderIdentity reader = desk->reader();
  for (const ArchivedReceipt& receipt : receipts) {
    if (receipt.state != ReceiptState::kAcknowledged || receipt.as.office != reader.office) {
      continue;
    }
    return Acknowledged(receipt.from);
  }
  RETURN_IF_ERROR(CheckOutbox(*desk, desk->outbox(), notice.header_hash));
  ASSIGN_OR_RETURN(const OutboxItem queued,
                   desk->QueueReceipt(notice, ReceiptState::kAcknowledged, ""));
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(queued.id));
  Output& output = context.output;
  if (output.json()) {
    Json::Object value{{"serial", notice.serial},
                       {"state", std::string(OutboxStateName(item.state))}};
    if (item.index.has_value()) value["index"] = static_cast<int64_t>(item.index->value());
    output.Value(value);
  }
  switch (item.state) {
    case OutboxState::kAccepted:
      if (!output.json()) {
        output.Line(output.Say("ack.accepted", {notice.serial, FormatUtcMs(item.time_ms)}),
                    Colour::kGreen);
      }
      return absl::OkStatus();
    case OutboxState::kRefused:
      return RefusedError(item);
    case OutboxState::kQueued:
    case OutboxState::kSubmitted:
      break;
  }
  if (!flushed.ok() && flushed.code() != absl::StatusCode::kUnavailable) return flushed;
  return MakeError(absl::StatusCode::kUnavailable,
                   "the acknowledgement is signed and queued; it is sent by itself",
                   {.reason = "QUEUED", .subject = notice.serial, .field = "ack"});
}

}  // namespace

void AddAckCommand(CommandAdder& adder) {
  const auto handle = std::make_shared<std::string>();
  CLI::App& verb = adder.Verb("ack", "ack",
                              [handle](Context& context) { return Acknowledge(context, *handle); });
  adder.Text(verb, "notice", *handle, "handle").required();
}

}  // namespace liaison
