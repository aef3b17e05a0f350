// liaison send KIND, liaison reply HANDLE: composes, checks, signs, queues, and sends if there is a
// line.
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/references.h"
#include "clients/core/forms/authority.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

constexpr char kFreeText[] = "administrative";
constexpr int64_t kClockOff_ms = 5 * 60 * 1000;

struct SendOptions {
  std::string kind;
  std::string as;
  std::vector<std::string> to;
  std::vector<std::string> info;
  std::string precedence = "priority";  // empty: that of the notice answered
  std::string file;
  std::vector<std::string> fields;
  std::string text;
  std::string label = "mission";
  std::string zone;
  References references{};
};

absl::StatusOr<std::vector<MailboxId>> ParseMailboxes(const std::vector<std::string>& names) {
  std::vector<MailboxId> mailboxes;
  for (const std::string& name : names) {
    absl::StatusOr<MailboxId> mailbox = ParseMailbox(name);
    if (!mailbox.ok()) {
      return Usage("to", name, "a mailbox is office/role, as irn/duty");
    }
    mailboxes.push_back(*std::move(mailbox));
  }
  return mailboxes;
}

// A file holds the whole form; --field, --zone, --label, --text say it on the command line.
absl::StatusOr<Json> ReadForm(Context& context, const FormKind& kind, const SendOptions& options) {
  if (!options.file.empty()) {
    ASSIGN_OR_RETURN(const std::string text, context.ReadFile(options.file));
    ASSIGN_OR_RETURN(Json form, ParseDataJson("form", text));
    RETURN_IF_ERROR(context.world.forms.ValidateForm(kind, form));
    return form;
  }
  std::vector<std::pair<std::string, std::string>> assignments = {{"label", options.label}};
  if (!options.zone.empty()) assignments.emplace_back("zone", options.zone);
  if (!options.text.empty()) assignments.emplace_back("text", options.text);
  for (const std::string& field : options.fields) {
    const std::vector<std::string> parts = absl::StrSplit(field, absl::MaxSplits('=', 1));
    if (parts.size() != 2) {
      return Usage("field", field, "a field is path=value, as kind=mortar");
    }
    assignments.emplace_back(parts[0], parts[1]);
  }
  return context.world.forms.BuildForm(kind, assignments);
}

absl::Status CheckMailboxes(const NoticeDraft& draft, const Mission& mission) {
  for (const std::vector<MailboxId>* list : {&draft.to, &draft.info}) {
    for (const MailboxId& mailbox : *list) {
      if (mission.FindParty(mailbox.office) != nullptr) continue;
      return MakeError(absl::StatusCode::kNotFound,
                       absl::StrCat(mailbox.office, " is no party of this mission"),
                       {.reason = "UNKNOWN_MAILBOX", .subject = mailbox.ToString(), .field = "to"});
    }
  }
  return absl::OkStatus();
}

// What the sender's client refuses before anybody sees it (CRYPTO 1.14, end).
absl::Status CheckMaySend(const NoticeDraft& draft, const Mission& mission) {
  RETURN_IF_ERROR(CheckMailboxes(draft, mission));
  RETURN_IF_ERROR(CheckAuthority(mission, draft.as.office, draft.kind, draft.form));
  if (std::find(mission.two_person.begin(), mission.two_person.end(), draft.kind) !=
      mission.two_person.end()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "the mission's release policy asks for a second officer's signature",
                     {.reason = "RELEASE_MISSING", .subject = draft.kind, .field = ""});
  }
  std::vector<std::string> offices;
  for (const MailboxId& mailbox : draft.to) offices.push_back(mailbox.office);
  for (const MailboxId& mailbox : draft.info) offices.push_back(mailbox.office);
  return LabelAllows(mission, draft.form.StringOr("label", ""), draft.as.office, offices);
}

// The own clock against the newest hub time that this desk knows.
void WarnClock(Context& context, Desk& desk) {
  const int64_t log_ms = desk.mirror().directory().TimeAt(desk.mirror().size());
  int64_t hub_ms = log_ms;
  if (const absl::StatusOr<HubConnection*> hub = desk.hub(); hub.ok()) {
    const absl::StatusOr<HubStatusAnswer> status = (*hub)->GetStatus();
    if (status.ok()) hub_ms = status->time_ms;
  }
  const int64_t own_ms = NowMs(context.world.clock);
  const bool behind = own_ms < log_ms - kClockOff_ms;
  const bool ahead = hub_ms != log_ms && own_ms > hub_ms + kClockOff_ms;
  if (!behind && !ahead) return;
  context.output.Note(
      context.output.Say("warn.clock_off", {FormatUtcMs(own_ms), FormatUtcMs(hub_ms)}),
      Colour::kYellow);
}

// "tur/d09 since yesterday": before anything is sealed to it (CRYPTO 1.9, attack T-39). Devices
// that were there before this desk received anything are not news.
absl::Status NameNewDevices(Context& context, Desk& desk, const NoticeDraft& draft) {
  const LeafIndex start = desk.start();
  std::set<std::string> offices = {draft.as.office};
  for (const MailboxId& mailbox : draft.to) offices.insert(mailbox.office);
  for (const MailboxId& mailbox : draft.info) offices.insert(mailbox.office);
  for (const std::string& office : offices) {
    const std::string scope = absl::StrCat("send ", office);
    ASSIGN_OR_RETURN(const std::vector<DirectoryEvent> news,
                     desk.monitor().News(scope, desk.mirror().directory()));
    for (const DirectoryEvent& event : news) {
      if (event.office != office || event.kind != DirectoryEvent::Kind::kCertified ||
          event.mailboxes.empty() || event.index < start) {
        continue;
      }
      context.output.Note(
          context.output.Say("new_device.since", {event.subject, FormatUtcMs(event.time_ms)}),
          Colour::kYellow);
    }
    RETURN_IF_ERROR(desk.monitor().MarkShown(scope, desk.mirror().size()));
  }
  return absl::OkStatus();
}

// Flash that rings no alarm any more. By the hub's time where the hub has given it one.
absl::StatusOr<bool> IsBeyondBudget(Desk& desk, const OutboxItem& item, Precedence precedence) {
  if (precedence != Precedence::kFlash) return false;
  return desk.IsSentBeyondBudget(item.notice_hash,
                                 item.index.has_value()
                                     ? item.time_ms
                                     : desk.mirror().directory().TimeAt(desk.mirror().size()));
}

Json SentJson(const OutboxItem& item, bool beyond_budget) {
  Json::Object value{{"serial", item.serial},
                     {"notice", ToHex(item.notice_hash)},
                     {"state", std::string(OutboxStateName(item.state))}};
  if (item.index.has_value()) {
    value["index"] = static_cast<int64_t>(item.index->value());
    value["time_ms"] = item.time_ms;
  }
  Json::Array undeliverable;
  for (const MailboxId& mailbox : item.undeliverable) {
    undeliverable.emplace_back(mailbox.ToString());
  }
  value["undeliverable"] = std::move(undeliverable);
  if (beyond_budget) value["beyond_budget"] = true;
  if (!item.refusal_reason.empty()) value["refusal"] = item.refusal_reason;
  return value;
}

// Says what became of it; the status is the command's.
absl::Status Report(Context& context, const Desk& desk, const OutboxItem& item, bool beyond_budget,
                    const absl::Status& flushed) {
  Output& output = context.output;
  if (output.json()) output.Value(SentJson(item, beyond_budget));
  if (beyond_budget && !output.json()) {
    const int64_t budget = desk.mirror().directory().mission().flash_per_hour;
    output.Note(output.Say("warn.flash_budget", {budget}), Colour::kYellow);
  }
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

// The newest directory is wanted before anybody is named and anything sealed. A desk that has never
// been in contact fetches everything, its own earlier notices too, so that no serial is given
// twice.
absl::Status Refresh(Desk& desk) {
  if (desk.mirror().empty()) return desk.Sync({}).status();
  ASSIGN_OR_RETURN(HubConnection * hub, desk.hub());
  const absl::Status updated = desk.mirror().Update(*hub);
  return updated.code() == absl::StatusCode::kUnavailable ? absl::OkStatus() : updated;
}

absl::StatusOr<NoticeDraft> ReadDraft(Context& context, const SendOptions& options) {
  ASSIGN_OR_RETURN(const FormKind kind, context.world.forms.Newest(options.kind));
  NoticeDraft draft{.kind = kind.kind,
                    .kind_version = kind.version,
                    .lang = std::string(LanguageCode(context.language()))};
  ASSIGN_OR_RETURN(draft.to, ParseMailboxes(options.to));
  ASSIGN_OR_RETURN(draft.info, ParseMailboxes(options.info));
  ASSIGN_OR_RETURN(draft.precedence, ParsePrecedence(options.precedence));
  ASSIGN_OR_RETURN(draft.form, ReadForm(context, kind, options));
  return draft;
}

absl::Status Dispatch(Context& context, Desk& desk, const SendOptions& options, NoticeDraft draft) {
  RETURN_IF_ERROR(AddReferences(options.references, desk.archive(), draft.form));
  RETURN_IF_ERROR(context.world.forms.ValidateForm({draft.kind, draft.kind_version}, draft.form));
  const ReaderIdentity reader = desk.reader();
  if (!options.as.empty()) {
    ASSIGN_OR_RETURN(draft.as, ParseMailbox(options.as));
  } else if (!reader.mailboxes.empty()) {
    draft.as = reader.mailboxes.front();
  }
  RETURN_IF_ERROR(CheckMaySend(draft, desk.mirror().directory().mission()));
  WarnClock(context, desk);
  RETURN_IF_ERROR(NameNewDevices(context, desk, draft));
  const Precedence precedence = draft.precedence;
  ASSIGN_OR_RETURN(const OutboxItem queued, desk.outbox().Enqueue(std::move(draft)));
  const absl::Status flushed = desk.Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk.outbox().Get(queued.id));
  ASSIGN_OR_RETURN(const bool beyond_budget, IsBeyondBudget(desk, item, precedence));
  return Report(context, desk, item, beyond_budget, flushed);
}

// What can be judged without a desk is judged before the passphrase is asked for.
absl::Status Send(Context& context, const SendOptions& options) {
  ASSIGN_OR_RETURN(NoticeDraft draft, ReadDraft(context, options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  RETURN_IF_ERROR(Refresh(*desk));
  return Dispatch(context, *desk, options, std::move(draft));
}

// To whoever spoke, as urgent and as confidential as he was, unless said otherwise.
absl::Status Reply(Context& context, const std::string& handle, SendOptions options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  RETURN_IF_ERROR(Refresh(*desk));
  ASSIGN_OR_RETURN(const ArchivedNotice notice, desk->archive().Find(handle));
  if (!notice.why_closed.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "what was never opened here cannot be answered here",
                     {.reason = "NOT_OPENED", .subject = notice.why_closed, .field = ""});
  }
  ASSIGN_OR_RETURN(const Note header_note, ParseNote(notice.header, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(desk->config().ns, header_note.text));
  ASSIGN_OR_RETURN(const Note note, ParseNote(notice.notice, kMaxNoticeBytes));
  ASSIGN_OR_RETURN(const Notice said, ParseNotice(desk->config().ns, note.text));
  ASSIGN_OR_RETURN(const Json form, ParseDataJson("form", said.form));
  options.to = {header.as.ToString()};
  if (options.precedence.empty()) {
    options.precedence = std::string(PrecedenceName(header.precedence));
  }
  if (options.label.empty()) options.label = form.StringOr("label", "addressees");
  const bool has_subject =
      std::any_of(options.fields.begin(), options.fields.end(),
                  [](const std::string& field) { return absl::StartsWith(field, "subject="); });
  if (options.kind == kFreeText && !has_subject) {
    options.fields.push_back(absl::StrCat("subject=Re: ", notice.serial));
  }
  options.references.handles.emplace_back("reply_to", std::vector<std::string>{handle});
  ASSIGN_OR_RETURN(NoticeDraft draft, ReadDraft(context, options));
  return Dispatch(context, *desk, options, std::move(draft));
}

void AddFormOptions(CommandAdder& adder, CLI::App& verb, SendOptions& options) {
  adder.Texts(verb, "--info", options.info, "info");
  adder.Text(verb, "--as", options.as, "as");
  adder.Text(verb, "--precedence", options.precedence, "precedence");
  adder.Text(verb, "--zone", options.zone, "zone");
  adder.Text(verb, "--label", options.label, "label");
  adder.Text(verb, "--text", options.text, "text");
  adder.Texts(verb, "--field", options.fields, "field");
  adder.Text(verb, "--file", options.file, "form_file");
}

}  // namespace

void AddSendCommand(CommandAdder& adder) {
  const auto options = std::make_shared<SendOptions>();
  CLI::App& verb =
      adder.Verb("send", "send", [options](Context& context) { return Send(context, *options); });
  adder.Text(verb, "kind", options->kind, "kind").required();
  adder.Texts(verb, "--to", options->to, "to").required();
  AddFormOptions(adder, verb, *options);
  AddReferenceOptions(adder, verb, options->references);
}

void AddReplyCommand(CommandAdder& adder) {
  const auto handle = std::make_shared<std::string>();
  const auto options =
      std::make_shared<SendOptions>(SendOptions{.kind = kFreeText, .precedence = "", .label = ""});
  CLI::App& verb = adder.Verb("reply", "reply", [handle, options](Context& context) {
    return Reply(context, *handle, *options);
  });
  adder.Text(verb, "notice", *handle, "handle").required();
  adder.Text(verb, "kind", options->kind, "kind");
  AddFormOptions(adder, verb, *options);
}

}  // namespace liaison
