// liaison handover give|take|list: a desk passes from one officer to the next, both sign what is
// open.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/office_act_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/office_act.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

absl::Status ShowListed(Context& context, Desk& desk, const std::vector<Hash>& headers) {
  for (const Hash& header : headers) {
    ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> notice, desk.archive().FindHeader(header));
    if (!notice.has_value()) {
      context.output.Note(context.output.Say("handover.unknown", {ToHex(header).substr(0, 16)}),
                          Colour::kYellow);
      continue;
    }
    ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                     desk.archive().ReceiptsOf(header));
    if (!context.output.json()) ShowNoticeLine(context, *notice, receipts);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Hash>> OpenHeaders(Desk& desk) {
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> notices, desk.ListOpen({}));
  std::vector<Hash> open;
  for (const ArchivedNotice& notice : notices) open.push_back(notice.header_hash);
  return open;
}

struct GiveOptions {
  std::string to;
  std::string out;
  std::string as;
};

absl::Status Give(Context& context, const GiveOptions& options) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  std::optional<MailboxId> mailbox;
  if (!options.as.empty()) {
    ASSIGN_OR_RETURN(mailbox, ParseMailbox(options.as));
  } else if (const std::vector<MailboxId> own = desk->reader().mailboxes; !own.empty()) {
    mailbox = own.front();
  }
  ASSIGN_OR_RETURN(const std::vector<Hash> open, OpenHeaders(*desk));
  const std::string to = FullDeviceName(desk->config(), options.to);
  ASSIGN_OR_RETURN(const std::string note,
                   desk->outbox().MakeHandover(mailbox.value_or(MailboxId()), to, open));
  RETURN_IF_ERROR(context.world.files.Create(options.out, note));
  Output& output = context.output;
  if (output.json()) {
    output.Value(Json::Object{
        {"file", options.out}, {"to", to}, {"open", static_cast<int64_t>(open.size())}});
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(ShowListed(context, *desk, open));
  output.Line(output.Say("handover.given", {to, static_cast<int64_t>(open.size()), options.out}));
  if (!line.ok()) output.Error(line);  // what is open may be more by now; he signs what he knows
  return absl::OkStatus();
}

absl::Status NotAHandover(absl::string_view file, absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, message,
                   {.reason = "NOT_A_HANDOVER", .subject = std::string(file), .field = "file"});
}

// Adds the taker's line, and checks that of who gives.
absl::StatusOr<std::pair<Handover, Note>> Countersign(Context& context, Desk& desk,
                                                      const std::string& file) {
  ASSIGN_OR_RETURN(const std::string bytes, context.ReadFile(file));
  absl::StatusOr<Note> note = ParseNote(bytes, kMaxActBytes);
  if (!note.ok()) return NotAHandover(file, note.status().message());
  const absl::StatusOr<OfficeAct> act = ParseOfficeAct(desk.config().ns, note->text);
  const Handover* handover = act.ok() ? std::get_if<Handover>(&*act) : nullptr;
  if (handover == nullptr || note->signatures.size() != 1) {
    return NotAHandover(file, "not a handover that waits for a second signature");
  }
  if (handover->to != desk.config().device) {
    return MakeError(absl::StatusCode::kPermissionDenied, "this handover is for another device",
                     {.reason = "HANDOVER_TO", .subject = handover->to, .field = "to"});
  }
  note->signatures.push_back(desk.signer().SignText(note->text));
  const TreeSize size = desk.mirror().size();
  const absl::Status valid =
      VerifyOfficeAct(*act, *note, LeafIndex(size.value()), desk.mirror().directory().TimeAt(size),
                      desk.mirror().directory(), context.world.crypto)
          .status();
  if (!valid.ok()) {
    return MakeError(absl::StatusCode::kDataLoss, valid.message(),
                     {.reason = "SIGNER", .subject = HeadOf(*act).from, .field = "from"});
  }
  return std::make_pair(*handover, *std::move(note));
}

absl::Status Take(Context& context, const std::string& file) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const auto taken, Countersign(context, *desk, file));
  const auto& [handover, note] = taken;
  RETURN_IF_ERROR(ShowListed(context, *desk, handover.open));
  ASSIGN_OR_RETURN(const std::vector<Hash> mine, OpenHeaders(*desk));
  std::vector<Hash> more;
  for (const Hash& header : mine) {
    if (!std::binary_search(handover.open.begin(), handover.open.end(), header)) {
      more.push_back(header);
    }
  }
  Output& output = context.output;
  if (!more.empty()) {
    output.Note(output.Say("handover.more", {static_cast<int64_t>(more.size())}), Colour::kYellow);
    RETURN_IF_ERROR(ShowListed(context, *desk, more));
  }
  ASSIGN_OR_RETURN(const OutboxItem queued,
                   desk->outbox().EnqueueHandover(handover, PrintNote(note)));
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(queued.id));
  if (output.json()) {
    output.Value(Json::Object{{"from", handover.head.from},
                              {"desk", handover.desk.ToString()},
                              {"open", static_cast<int64_t>(handover.open.size())},
                              {"state", std::string(OutboxStateName(item.state))}});
  } else if (item.state == OutboxState::kAccepted) {
    ShowOfficeAct(context, {.index = *item.index, .time_ms = item.time_ms, .act = handover},
                  desk->archive());
  }
  return StatusOfSent(item, flushed, handover.desk.ToString(), "answer");
}

absl::Status ListActs(Context& context) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const std::vector<ArchivedOfficeAct> acts,
                   desk->archive().OfficeActs(desk->config().ns));
  for (const ArchivedOfficeAct& act : acts) ShowOfficeAct(context, act, desk->archive());
  if (acts.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("handover.none"));
  }
  return line;
}

}  // namespace

void AddHandoverCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("handover");
  const auto give = std::make_shared<GiveOptions>();
  CLI::App& give_verb =
      noun.Verb("give", "handover.give", [give](Context& context) { return Give(context, *give); });
  noun.Text(give_verb, "--to", give->to, "device_to").required();
  noun.Text(give_verb, "--out", give->out, "out").required();
  noun.Text(give_verb, "--as", give->as, "as");
  const auto file = std::make_shared<std::string>();
  CLI::App& take_verb =
      noun.Verb("take", "handover.take", [file](Context& context) { return Take(context, *file); });
  noun.Text(take_verb, "file", *file, "handover_in").required();
  noun.Verb("list", "handover.list", ListActs);
}

}  // namespace liaison
