#include "clients/cli/submitted.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/notice_view.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

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

// Whether a mailbox merely stands on the ladder of a notice.
bool IsOnlyRung(const MailboxId& mailbox, const absl::StatusOr<Notice>& notice) {
  if (!notice.ok() || mailbox == notice->as) return false;
  for (const std::vector<MailboxId>* named : {&notice->to, &notice->info}) {
    if (std::find(named->begin(), named->end(), mailbox) != named->end()) return false;
  }
  return true;
}

void WarnUndeliverable(Context& context, absl::string_view ns, const OutboxItem& item) {
  const absl::StatusOr<Note> note = ParseNote(item.notice, kMaxNoticeBytes);
  const absl::StatusOr<Notice> notice = note.ok() ? ParseNotice(ns, note->text) : note.status();
  Output& output = context.output;
  for (const MailboxId& mailbox : item.undeliverable) {
    const char* const key =
        IsOnlyRung(mailbox, notice) ? "warn.rung_undeliverable" : "error.UNDELIVERABLE";
    output.Note(output.Say(key, {MessageArg::Composed(context.Mailbox(mailbox))}), Colour::kRed);
  }
}

}  // namespace

absl::Status ShowSubmitted(Context& context, absl::string_view ns, const OutboxItem& item,
                           const absl::Status& flushed, const Json::Object& more) {
  Output& output = context.output;
  if (output.json()) output.Value(SentJson(item, more));
  WarnUndeliverable(context, ns, item);
  if (item.state == OutboxState::kAccepted && !output.json()) {
    output.Line(output.Say("send.accepted", {item.serial, static_cast<int64_t>(item.index->value()),
                                             FormatUtcMs(item.time_ms)}),
                Colour::kGreen);
    output.Line(output.Say("verification.not_witnessed"));
  }
  return StatusOfSent(item, flushed, item.serial, "");
}

}  // namespace liaison
