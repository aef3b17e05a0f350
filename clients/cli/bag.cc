// liaison bag pack|unpack: what goes by stick, mail or modem while hub or line is down.
#include "proto/text/bag.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

struct PackOptions {
  std::string file;
  std::vector<std::string> to;
};

struct UnpackOptions {
  std::string file;
  bool offline = false;
};

// "irn" stands for all mailboxes of that office.
absl::StatusOr<std::vector<MailboxId>> ParseAddressees(const std::vector<std::string>& names) {
  std::vector<MailboxId> mailboxes;
  for (const std::string& name : names) {
    if (absl::StatusOr<MailboxId> mailbox = ParseMailbox(name); mailbox.ok()) {
      mailboxes.push_back(*std::move(mailbox));
      continue;
    }
    if (!ParseOffice(name).ok()) {
      return Usage("bag-to", name, "neither an office nor a mailbox");
    }
    for (const Role role : {Role::kDuty, Role::kHead, Role::kJwg, Role::kEditor}) {
      mailboxes.push_back({.office = name, .role = role});
    }
  }
  return mailboxes;
}

absl::Status Pack(Context& context, const PackOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<MailboxId> mailboxes, ParseAddressees(options.to));
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  ASSIGN_OR_RETURN(const PackedBag packed, desk->PackBag(mailboxes));
  RETURN_IF_ERROR(context.world.files.Create(options.file, packed.bytes));
  Json::Array serials;
  int64_t receipts = 0;
  for (const OutboxItem& item : packed.items) {
    if (item.kind == RecordKind::kEnvelope) {
      serials.emplace_back(item.serial);
    } else {
      ++receipts;
    }
  }
  Output& output = context.output;
  if (output.json()) {
    output.Value(
        Json::Object{{"file", options.file},
                     {"notices", std::move(serials)},
                     {"left_out", Json::Array(packed.left_out.begin(), packed.left_out.end())},
                     {"receipts", receipts},
                     {"bytes", static_cast<int64_t>(packed.bytes.size())},
                     {"size", static_cast<int64_t>(desk->mirror().size().value())}});
    return absl::OkStatus();
  }
  for (const Json& serial : serials) output.Line(absl::StrCat("  ", *serial.string()));
  output.Line(
      output.Say("bag.packed", {options.file, static_cast<int64_t>(serials.size()), receipts}),
      packed.items.empty() ? Colour::kYellow : Colour::kGreen);
  for (const std::string& serial : packed.left_out) {
    output.Line(output.Say("bag.left_out", {serial}), Colour::kYellow);
  }
  if (packed.items.empty() && !packed.left_out.empty()) return absl::OkStatus();
  output.Line(output.Say(packed.items.empty() ? "bag.packed.empty" : "bag.packed.next"));
  return absl::OkStatus();
}

struct Counts {
  int64_t taken = 0;
  int64_t here = 0;
  int64_t others = 0;
  int64_t refused = 0;
  bool forged = false;
};

// The entry's number in the bag stands for it: of what was refused nothing else can be believed.
void ShowRefused(Context& context, int64_t number, const InboxEvent& event) {
  Output& output = context.output;
  if (output.json()) {
    output.Value(Json::Object{{"event", "alarm"},
                              {"entry", number},
                              {"code", event.alarm->code},
                              {"subject", event.alarm->subject},
                              {"forged", event.forged}});
    return;
  }
  output.Line(
      output.Say("bag.refused", {number, MessageArg::Composed(FindingText(context, *event.alarm))}),
      Colour::kRed);
}

Counts ShowEntries(Context& context, Desk& desk, const UnpackedBag& bag) {
  Counts counts{.forged = bag.head == UnpackedBag::Head::kForged};
  int64_t number = 0;
  for (const CarriedEntry& entry : bag.entries) {
    ++number;
    counts.taken += entry.fate == CarriedEntry::Fate::kNew ? 1 : 0;
    counts.here += entry.fate == CarriedEntry::Fate::kHere ? 1 : 0;
    counts.others += entry.fate == CarriedEntry::Fate::kOthers ? 1 : 0;
    counts.refused += entry.fate == CarriedEntry::Fate::kRefused ? 1 : 0;
    for (const InboxEvent& event : entry.events) {
      counts.forged |= event.forged;
      if (event.alarm.has_value()) {
        ShowRefused(context, number, event);
      } else {
        ShowEvent(context, event, desk.archive());
      }
    }
  }
  return counts;
}

absl::string_view HeadName(UnpackedBag::Head head) {
  switch (head) {
    case UnpackedBag::Head::kFits:
      return "fits";
    case UnpackedBag::Head::kAhead:
      return "ahead";
    case UnpackedBag::Head::kForged:
      return "forged";
  }
  return "";
}

void ShowSummary(Context& context, const UnpackedBag& bag, const Counts& counts) {
  Output& output = context.output;
  const std::string head(HeadName(bag.head));
  if (output.json()) {
    output.Value(Json::Object{{"event", "unpacked"},
                              {"from", bag.from},
                              {"claimed_time_s", bag.time_s},
                              {"head", head},
                              {"taken", counts.taken},
                              {"here", counts.here},
                              {"others", counts.others},
                              {"refused", counts.refused}});
    return;
  }
  output.Line(output.Say("bag.claims", {bag.from, FormatUtc(bag.time_s)}));
  output.Line(
      output.Say("bag.unpacked", {counts.taken, counts.here, counts.others, counts.refused}),
      Colour::kBold);
  output.Line(output.Say(absl::StrCat("bag.head.", head)),
              bag.head == UnpackedBag::Head::kForged ? Colour::kRed : Colour::kNone);
}

// What no hub has yet goes there with the line that this desk has; without one, with its next sync.
absl::Status OfferToHub(Context& context, Desk& desk, Counts& counts) {
  Output& output = context.output;
  const absl::StatusOr<SyncReport> synced = desk.Sync({.on_event = [&](const InboxEvent& event) {
    counts.forged |= event.forged;
    ShowEvent(context, event, desk.archive());
  }});
  if (absl::IsUnavailable(synced.status())) {
    output.Note(output.Say("bag.no_line"), Colour::kYellow);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(synced.status());
  ShowSent(context, synced->sent, desk.outbox());
  if (output.json()) {
    output.Value(Json::Object{{"event", "carried"},
                              {"delivered", static_cast<int64_t>(synced->carried.delivered)},
                              {"left", static_cast<int64_t>(synced->carried.left)}});
  } else if (synced->carried.delivered + synced->carried.left > 0) {
    output.Line(output.Say("bag.carried", {static_cast<int64_t>(synced->carried.delivered),
                                           static_cast<int64_t>(synced->carried.left)}));
  }
  for (const std::string& refusal : synced->carried.refused) {
    output.Note(output.Say("bag.hub_refused", {refusal}), Colour::kRed);
  }
  return absl::OkStatus();
}

absl::Status Unpack(Context& context, const UnpackOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  ASSIGN_OR_RETURN(const std::string bytes, context.world.files.Read(options.file, kMaxBagBytes));
  ASSIGN_OR_RETURN(const UnpackedBag bag, desk->UnpackBag(bytes));
  Counts counts = ShowEntries(context, *desk, bag);
  ShowSummary(context, bag, counts);
  if (!options.offline) RETURN_IF_ERROR(OfferToHub(context, *desk, counts));
  if (counts.forged) {
    return MakeError(absl::StatusCode::kDataLoss,
                     "a part of the bag failed verification; see above",
                     {.reason = "FORGED", .subject = options.file, .field = ""});
  }
  if (counts.refused == 0) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, "a part of the bag cannot be checked here yet",
                   {.reason = "BAG_UNCHECKED", .subject = options.file, .field = ""});
}

}  // namespace

void AddBagCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("bag");
  const auto pack = std::make_shared<PackOptions>();
  CLI::App& pack_verb =
      noun.Verb("pack", "bag.pack", [pack](Context& context) { return Pack(context, *pack); });
  noun.Text(pack_verb, "file", pack->file, "bag_file").required();
  noun.Texts(pack_verb, "--to", pack->to, "bag_to");
  const auto unpack = std::make_shared<UnpackOptions>();
  CLI::App& unpack_verb = noun.Verb(
      "unpack", "bag.unpack", [unpack](Context& context) { return Unpack(context, *unpack); });
  noun.Text(unpack_verb, "file", unpack->file, "bag_file").required();
  noun.Flag(unpack_verb, "--offline", unpack->offline, "offline");
}

}  // namespace liaison
