// liaison show HANDLE [--print FILE] [--save FOLDER]: one notice in full, on the screen or on
// paper, and its attachments as files. Showing it is reading it: a `read` receipt is owed once.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/attachment_view.h"
#include "clients/cli/closed_view.h"
#include "clients/cli/commands.h"
#include "clients/cli/hub_view.h"
#include "clients/cli/map_reference.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/print_notice.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status OweRead(Desk& desk, const ArchivedNotice& notice,
                     const std::vector<ArchivedReceipt>& receipts) {
  const bool told =
      std::any_of(receipts.begin(), receipts.end(), [&](const ArchivedReceipt& receipt) {
        return receipt.from == desk.config().device && receipt.state >= ReceiptState::kRead;
      });
  if (told || notice.sent || !notice.why_closed.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<OutboxItem> items, desk.outbox().List(std::nullopt));
  const bool queued = std::any_of(items.begin(), items.end(), [&](const OutboxItem& item) {
    const bool waits = item.state == OutboxState::kQueued || item.state == OutboxState::kSubmitted;
    return waits && item.receipt.has_value() && item.receipt->target == notice.header_hash &&
           item.receipt->state == ReceiptState::kRead;
  });
  if (queued) return absl::OkStatus();
  const absl::Status owed = desk.QueueReceipt(notice, ReceiptState::kRead, "").status();
  // A copy that merely passes this desk owes nothing.
  return ReasonOf(owed) == "NOT_ADDRESSED" ? absl::OkStatus() : owed;
}

// The map that was in force, where its place was read by another.
absl::Status AddPlacedWith(const Desk& desk, const ArchivedNotice& notice, Json& value) {
  const Json* const form = value.Find("form");
  if (form == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<PlacedWith> placed,
                   PlacedWithOf(*form, desk.mirror(), notice.time_ms));
  if (!placed.has_value()) return absl::OkStatus();
  Json::Object of_map{{"map", placed->map}, {"version", placed->version}, {"known", placed->known}};
  if (placed->in_force.has_value()) of_map["in_force"] = *placed->in_force;
  (*value.mutable_object())["placed_with"] = std::move(of_map);
  return absl::OkStatus();
}

absl::Status Present(Context& context, Desk& desk, const ArchivedNotice& notice,
                     const std::vector<ArchivedReceipt>& receipts, const std::string& paper) {
  if (context.output.json() && paper.empty()) {
    Json value = NoticeJson(context, notice, receipts);
    AddClosed(context, desk, notice, value);
    AddReleases(desk, notice, value);
    RETURN_IF_ERROR(AddPlacedWith(desk, notice, value));
    RETURN_IF_ERROR(AddWhatIsHere(context, desk, notice, value));
    context.output.Value(value);
    return absl::OkStatus();
  }
  const NoticeSheet sheet =
      DescribeNotice(context, notice, receipts, desk.mirror(), desk.archive());
  if (!paper.empty()) return PrintNotice(context, desk, notice, sheet, paper);
  ShowNotice(context, notice, sheet);
  RETURN_IF_ERROR(ShowWhatIsHere(context, desk, notice));
  ShowClosedAction(context, desk, notice);
  return absl::OkStatus();
}

struct ShowOptions {
  std::string handle;
  std::string paper;   // empty: on the screen
  std::string folder;  // empty: no attachment is saved
};

absl::Status Show(Context& context, const ShowOptions& options) {
  const auto& [handle, paper, folder] = options;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  const absl::StatusOr<ArchivedNotice> found = desk->archive().Find(handle);
  if (absl::IsNotFound(found.status()) && paper.empty()) {
    ASSIGN_OR_RETURN(std::optional<ArchivedAlert> alert,
                     desk->archive().FindAlert(desk->config().ns, handle));
    if (alert.has_value()) {
      ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                       desk->archive().ReceiptsOf(alert->hash));
      ShowAlert(context, *desk, {.archived = *std::move(alert), .receipts = receipts});
      return absl::OkStatus();
    }
  }
  RETURN_IF_ERROR(found.status());
  const ArchivedNotice& notice = *found;
  ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                   desk->archive().ReceiptsOf(notice.header_hash));
  RETURN_IF_ERROR(Present(context, *desk, notice, receipts, paper));
  RETURN_IF_ERROR(OweRead(*desk, notice, receipts));
  // Without a line the receipt waits; what was asked for has been shown. An alarm is never dropped.
  const absl::StatusOr<FlushReport> sent = desk->Flush();
  if (sent.ok()) ShowSent(context, *sent, desk->outbox());
  if (sent.status().code() == absl::StatusCode::kDataLoss) return sent.status();
  if (notice.why_closed.empty()) {
    return folder.empty() ? absl::OkStatus() : SaveAttachments(context, *desk, notice, folder);
  }
  return ClosedError(context, *desk, notice, handle);
}

}  // namespace

void AddShowCommand(CommandAdder& adder) {
  const auto options = std::make_shared<ShowOptions>();
  CLI::App& verb =
      adder.Verb("show", "show", [options](Context& context) { return Show(context, *options); });
  adder.Text(verb, "notice", options->handle, "handle").required();
  adder.Text(verb, "--print", options->paper, "print");
  adder.Text(verb, "--save", options->folder, "save");
}

}  // namespace liaison
