#include "clients/cli/submitted.h"

#include <string>
#include <utility>

#include "clients/cli/notice_view.h"

namespace liaison {
namespace {

Json SentJson(const OutboxItem& item, const Json::Object& more) {
  Json::Object value = more;
  value["serial"] = item.serial;
  value["notice"] = ToHex(item.notice_hash);
  value["state"] = std::string(OutboxStateName(item.state));
  if (item.index.has_value()) {
    value["index"] = static_cast<int64_t>(item.index->value());
    value["time_ms"] = item.time_ms;
  }
  Json::Array undeliverable;
  for (const MailboxId& mailbox : item.undeliverable) {
    undeliverable.emplace_back(mailbox.ToString());
  }
  value["undeliverable"] = std::move(undeliverable);
  if (!item.refusal_reason.empty()) value["refusal"] = item.refusal_reason;
  return value;
}

}  // namespace

absl::Status ShowSubmitted(Context& context, const OutboxItem& item, const absl::Status& flushed,
                           const Json::Object& more) {
  Output& output = context.output;
  if (output.json()) output.Value(SentJson(item, more));
  for (const MailboxId& mailbox : item.undeliverable) {
    output.Note(output.Say("error.UNDELIVERABLE", {MessageArg::Composed(context.Mailbox(mailbox))}),
                Colour::kRed);
  }
  if (item.state == OutboxState::kAccepted && !output.json()) {
    output.Line(output.Say("send.accepted", {item.serial, static_cast<int64_t>(item.index->value()),
                                             FormatUtcMs(item.time_ms)}),
                Colour::kGreen);
    output.Line(output.Say("verification.not_witnessed"));
  }
  return StatusOfSent(item, flushed, item.serial, "");
}

}  // namespace liaison
