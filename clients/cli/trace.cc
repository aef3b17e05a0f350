// liaison trace HANDLE: where a notice is: queued, accepted, and what each mailbox has said of it.
#include <algorithm>
#include <memory>
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
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

struct Stage {
  MailboxId mailbox;
  bool action = false;  // owes an acknowledgement
  std::vector<ArchivedReceipt> receipts;
};

std::vector<Stage> StagesOf(const EnvelopeHeader& header,
                            const std::vector<ArchivedReceipt>& receipts,
                            const std::vector<JudgedRelease>& releases) {
  std::vector<Stage> stages;
  for (const MailboxId& to : header.to) stages.push_back({.mailbox = to, .action = true});
  for (const MailboxId& info : header.info) stages.push_back({.mailbox = info});
  for (const JudgedRelease& release : releases) {
    for (const MailboxId& mailbox : release.said.release.mailboxes) {
      const bool there = std::any_of(stages.begin(), stages.end(),
                                     [&](const Stage& stage) { return stage.mailbox == mailbox; });
      if (!there) stages.push_back({.mailbox = mailbox, .action = true});
    }
  }
  for (Stage& stage : stages) {
    for (const ArchivedReceipt& receipt : receipts) {
      if (receipt.as == stage.mailbox) stage.receipts.push_back(receipt);
    }
  }
  return stages;
}

bool Said(const Stage& stage, ReceiptState state) {
  for (const ArchivedReceipt& receipt : stage.receipts) {
    if (receipt.state == state) return true;
  }
  return false;
}

void ShowStage(Context& context, const Stage& stage) {
  Output& output = context.output;
  output.Line(absl::StrCat("  ", context.Mailbox(stage.mailbox)), Colour::kBold);
  for (const ArchivedReceipt& receipt : stage.receipts) {
    output.Line(absl::StrCat(
        "    ", When(context, receipt), "  ",
        context.phrases.Label(output.language(), "receipt_state", ReceiptStateName(receipt.state)),
        "  ", receipt.from));
  }
  if (stage.receipts.empty()) {
    output.Line(absl::StrCat("    ", output.Say("trace.nothing")), Colour::kYellow);
  } else if (stage.action && !Said(stage, ReceiptState::kAcknowledged) &&
             !Said(stage, ReceiptState::kRefused)) {
    output.Line(absl::StrCat("    ", output.Say("trace.unanswered")), Colour::kYellow);
  }
}

Json StageJson(const Stage& stage) {
  Json::Array receipts;
  for (const ArchivedReceipt& receipt : stage.receipts) {
    receipts.push_back(ReceiptJson(receipt));
  }
  return Json::Object{{"mailbox", stage.mailbox.ToString()},
                      {"action", stage.action},
                      {"receipts", std::move(receipts)}};
}

// Not in the archive: it may still wait to be sent.
absl::Status TraceOutbox(Context& context, Desk& desk, const std::string& handle,
                         const absl::Status& not_found) {
  for (const OutboxState state :
       {OutboxState::kQueued, OutboxState::kSubmitted, OutboxState::kRefused}) {
    ASSIGN_OR_RETURN(const std::vector<OutboxItem> items, desk.outbox().List(state));
    for (const OutboxItem& item : items) {
      const absl::StatusOr<Serial> serial = ParseSerial(item.serial);
      if (item.serial != handle && (!serial.ok() || serial->ShortForm() != handle)) continue;
      if (state == OutboxState::kRefused) return RefusedError(item);
      if (context.output.json()) {
        context.output.Value(
            Json::Object{{"serial", item.serial}, {"state", std::string(OutboxStateName(state))}});
      }
      return MakeError(absl::StatusCode::kUnavailable, "it waits in the outbox",
                       {.reason = "QUEUED", .subject = item.serial, .field = ""});
    }
  }
  return not_found;
}

absl::Status Trace(Context& context, const std::string& handle) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  const absl::StatusOr<ArchivedNotice> found = desk->archive().Find(handle);
  if (found.status().code() == absl::StatusCode::kNotFound) {
    return TraceOutbox(context, *desk, handle, found.status());
  }
  RETURN_IF_ERROR(found.status());
  ASSIGN_OR_RETURN(const Note note, ParseNote(found->header, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(desk->config().ns, note.text));
  ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                   desk->archive().ReceiptsOf(found->header_hash));
  ASSIGN_OR_RETURN(const std::vector<JudgedRelease> releases,
                   JudgedReleasesOf(*found, desk->archive(), desk->mirror()));
  const std::vector<Stage> stages = StagesOf(header, receipts, releases);
  Output& output = context.output;
  if (output.json()) {
    Json::Array mailboxes;
    for (const Stage& stage : stages) mailboxes.push_back(StageJson(stage));
    Json::Object value{{"serial", found->serial},
                       {"state", found->index.has_value() ? "accepted" : "by_bag"},
                       {"witnessed", false},
                       {"mailboxes", std::move(mailboxes)}};
    if (found->index.has_value()) {
      value["index"] = static_cast<int64_t>(found->index->value());
      value["time_ms"] = found->time_ms;
    }
    if (found->bag_ms.has_value()) value["by_bag_ms"] = *found->bag_ms;
    Json shown(std::move(value));
    AddReleases(*desk, *found, shown);
    output.Value(shown);
    return absl::OkStatus();
  }
  ShowNoticeLine(context, *found, receipts);
  if (found->index.has_value()) {
    output.Line(absl::StrCat(
        "  ",
        output.Say("send.accepted", {found->serial, static_cast<int64_t>(found->index->value()),
                                     FormatUtcMs(found->time_ms)})));
  }
  output.Line(absl::StrCat("  ", output.Say("verification.not_witnessed")));
  for (const JudgedRelease& release : releases) {
    const ReleaseText text = ReleaseTextOf(context, release, found->serial);
    output.Line(absl::StrCat("  ", text.told), Colour::kYellow);
    if (!text.unchecked.empty()) output.Line(absl::StrCat("  ", text.unchecked), Colour::kYellow);
    if (!text.lie.empty()) output.Line(absl::StrCat("  ", text.lie), Colour::kRed);
  }
  for (const Stage& stage : stages) ShowStage(context, stage);
  return absl::OkStatus();
}

}  // namespace

void AddTraceCommand(CommandAdder& adder) {
  const auto handle = std::make_shared<std::string>();
  CLI::App& verb =
      adder.Verb("trace", "trace", [handle](Context& context) { return Trace(context, *handle); });
  adder.Text(verb, "notice", *handle, "handle").required();
}

}  // namespace liaison
