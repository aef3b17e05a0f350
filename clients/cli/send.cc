// liaison send KIND, liaison reply HANDLE: composes, checks, signs, queues, and sends if there is a
// line.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/attachment_view.h"
#include "clients/cli/climb_view.h"
#include "clients/cli/commands.h"
#include "clients/cli/dialogue.h"
#include "clients/cli/entry.h"
#include "clients/cli/map_reference.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/references.h"
#include "clients/cli/submitted.h"
#include "clients/core/forms/authority.h"
#include "clients/core/language/data_json.h"
#include "clients/core/outgoing/draft.h"
#include "clients/core/outgoing/ladder_choice.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

constexpr char kUsualPrecedence[] = "priority";
constexpr char kFreeText[] = "administrative";
constexpr int64_t kClockOff_ms = 5 * 60 * 1000;

struct SendOptions {
  std::string kind;
  std::string as;
  std::vector<std::string> to;
  std::vector<std::string> info;
  std::string precedence;  // empty: the usual one, or that of the notice answered
  std::string file;
  std::vector<std::string> fields;
  std::string text;
  std::string label = "mission";
  std::string zone;
  std::string ladder;               // empty: the mission's for the precedence
  std::vector<std::string> attach;  // paths
  std::string release_by;           // empty: as the mission's release policy says
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

// --field, --zone, --label, --text on the command line.
absl::StatusOr<FormAssignments> ReadFields(const SendOptions& options) {
  FormAssignments assignments = {{"label", options.label}};
  if (!options.zone.empty()) assignments.emplace_back("zone", options.zone);
  if (!options.text.empty()) assignments.emplace_back("text", options.text);
  for (const std::string& field : options.fields) {
    const std::vector<std::string> parts = absl::StrSplit(field, absl::MaxSplits('=', 1));
    if (parts.size() != 2) {
      return Usage("field", field, "a field is path=value, as kind=mortar");
    }
    assignments.emplace_back(parts[0], parts[1]);
  }
  return assignments;
}

// A file holds the whole form.
absl::StatusOr<Json> ReadForm(Context& context, const FormKind& kind, const SendOptions& options,
                              const FormAssignments& fields) {
  if (options.file.empty()) return context.world.forms.BuildForm(kind, fields);
  ASSIGN_OR_RETURN(const std::string text, context.ReadFile(options.file));
  ASSIGN_OR_RETURN(Json form, ParseDataJson("form", text));
  RETURN_IF_ERROR(context.world.forms.ValidateForm(kind, form));
  return form;
}

// As the command line's reader says it.
absl::Status MissingWord(absl::string_view word) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "a word of the command line is missing",
      {.reason = "USAGE_MISSING", .subject = std::string(word), .field = "liaison send"});
}

// To whom a draft goes for release where the officer names nobody: the head, or his deputy on duty.
MailboxId DefaultReleaser(const MailboxId& as) {
  return {.office = as.office, .role = as.role == Role::kHead ? Role::kDuty : Role::kHead};
}

// Whether the notice goes out as a draft, and to whom: where the officer or the mission's release
// policy asks for a second signature.
absl::StatusOr<std::optional<MailboxId>> ReleaserOf(const SendOptions& options,
                                                    const NoticeDraft& draft,
                                                    const Mission& mission) {
  if (!options.release_by.empty()) {
    absl::StatusOr<MailboxId> mailbox = ParseMailbox(options.release_by);
    if (!mailbox.ok()) {
      return Usage("to", options.release_by, "a mailbox is office/role, as irn/duty");
    }
    return std::optional<MailboxId>(*std::move(mailbox));
  }
  if (!mission.NeedsTwoPersons(draft.kind, draft.precedence)) return std::optional<MailboxId>();
  return std::optional<MailboxId>(DefaultReleaser(draft.as));
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
          event.continues || event.mailboxes.empty() || event.index < start) {
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

// Under which serial the notice will go out once it is released: the one to say on the telephone.
Json::Object ShowDrafted(Context& context, Desk& desk, const OutboxItem& item,
                         const MailboxId& releaser) {
  const absl::StatusOr<FrozenNotice> frozen =
      FrozenIn(desk.config().ns, item.notice, context.world.crypto);
  const std::string serial = frozen.ok() ? frozen->notice.serial.ToString() : "";
  if (!context.output.json()) {
    context.output.Line(context.output.Say(
        "send.drafted", {serial, MessageArg::Composed(context.Mailbox(releaser))}));
  }
  return {{"draft_of", serial}, {"release_by", releaser.ToString()}};
}

// Flash that rings no alarm any more. By the hub's time where the hub has given it one.
absl::Status WarnBudget(Context& context, Desk& desk, const OutboxItem& item, Precedence precedence,
                        Json::Object& more) {
  if (precedence != Precedence::kFlash) return absl::OkStatus();
  const int64_t time_ms = item.index.has_value()
                              ? item.time_ms
                              : desk.mirror().directory().TimeAt(desk.mirror().size());
  ASSIGN_OR_RETURN(const bool beyond, desk.IsSentBeyondBudget(item.notice_hash, time_ms));
  if (!beyond) return absl::OkStatus();
  more["beyond_budget"] = true;
  if (!context.output.json()) {
    const int64_t budget = desk.mirror().directory().mission().flash_per_hour;
    context.output.Note(context.output.Say("warn.flash_budget", {budget}), Colour::kYellow);
  }
  return absl::OkStatus();
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

// All but the form.
absl::StatusOr<NoticeDraft> ReadEnvelope(Context& context, const SendOptions& options) {
  ASSIGN_OR_RETURN(const FormKind kind, context.world.forms.Newest(options.kind));
  if (context.world.forms.ByProgram(kind)) {
    return Usage("inside_office", options.kind, "this kind is made by the programs of an office");
  }
  NoticeDraft draft{.kind = kind.kind,
                    .kind_version = kind.version,
                    .lang = std::string(LanguageCode(context.language()))};
  ASSIGN_OR_RETURN(draft.to, ParseMailboxes(options.to));
  ASSIGN_OR_RETURN(draft.info, ParseMailboxes(options.info));
  ASSIGN_OR_RETURN(
      draft.precedence,
      ParsePrecedence(options.precedence.empty() ? kUsualPrecedence : options.precedence));
  return draft;
}

absl::StatusOr<MailboxId> SpeakingAs(const SendOptions& options, const Desk& desk) {
  if (!options.as.empty()) return ParseMailbox(options.as);
  const ReaderIdentity reader = desk.reader();
  return reader.mailboxes.empty() ? MailboxId{} : reader.mailboxes.front();
}

absl::Status Dispatch(Context& context, Desk& desk, const SendOptions& options, NoticeDraft draft) {
  const Mission& mission = desk.mirror().directory().mission();
  RETURN_IF_ERROR(PlaceOnMap(context, desk, draft));
  RETURN_IF_ERROR(CheckMaySend(mission, {draft.as, draft.to, draft.info}, draft.kind, draft.form));
  ASSIGN_OR_RETURN(const std::optional<MailboxId> releaser, ReleaserOf(options, draft, mission));
  WarnClock(context, desk);
  RETURN_IF_ERROR(NameNewDevices(context, desk, draft));
  ASSIGN_OR_RETURN(const LadderChoice ladder,
                   ChooseLadder(options.ladder, draft, desk.mirror().directory()));
  if (ladder.ladder.has_value()) PutOnLadder(*ladder.ladder, mission, draft);
  RETURN_IF_ERROR(AttachFiles(context, desk, options.attach, draft));
  ASSIGN_OR_RETURN(const OutboxItem queued, releaser.has_value()
                                                ? desk.outbox().EnqueueDraft(draft, *releaser)
                                                : desk.outbox().Enqueue(draft));
  const absl::Status flushed = SendWithAttachments(context, desk, draft);
  ASSIGN_OR_RETURN(const OutboxItem item, desk.outbox().Get(queued.id));
  Json::Object more =
      releaser.has_value() ? ShowDrafted(context, desk, item, *releaser) : Json::Object();
  RETURN_IF_ERROR(WarnBudget(context, desk, item, draft.precedence, more));
  if (TellTags(context, desk, draft)) more["tagged"] = true;
  AddClimb(ladder, draft, mission, more);
  const absl::Status submitted = ShowSubmitted(context, desk.config().ns, item, flushed, more);
  if (!context.output.json()) ShowClimb(context, ladder, draft, mission);
  return submitted;
}

// The references as fields of the form: a type that asks for them finds them there.
absl::Status AddReferenceFields(const References& references, Archive& archive,
                                FormAssignments& fields) {
  Json form = Json::Object();
  RETURN_IF_ERROR(AddReferences(references, archive, form));
  const Json* const refs = form.Find("refs");
  if (refs == nullptr) return absl::OkStatus();
  for (size_t i = 0; i < refs->array()->size(); ++i) {
    for (const char* name : {"verb", "hash"}) {
      fields.emplace_back(absl::StrCat("refs[", i, "].", name),
                          (*refs->array())[i].StringOr(name, ""));
    }
  }
  return absl::OkStatus();
}

bool Incomplete(const absl::Status& form) { return ReasonOf(form) == "REQUIRED"; }

bool Refers(const SendOptions& options) {
  return std::any_of(options.references.handles.begin(), options.references.handles.end(),
                     [](const auto& verb) { return !verb.second.empty(); });
}

absl::StatusOr<NoticeDraft> Ask(Context& context, Desk& desk, const SendOptions& options,
                                NoticeDraft draft, FormAssignments fields) {
  const Mission& mission = desk.mirror().directory().mission();
  return EnterNotice(context, desk,
                     {.draft = std::move(draft),
                      .ask_precedence = options.precedence.empty(),
                      .given = std::move(fields),
                      .check = [&mission](const NoticeDraft& entered) {
                        return CheckMaySend(mission, {entered.as, entered.to, entered.info},
                                            entered.kind, entered.form);
                      }});
}

// What was not said on the command line is asked, where somebody is there to be asked.
absl::Status FillAndSend(Context& context, Desk& desk, const SendOptions& options,
                         NoticeDraft draft) {
  ASSIGN_OR_RETURN(draft.as, SpeakingAs(options, desk));
  const FormKind kind{draft.kind, draft.kind_version};
  ASSIGN_OR_RETURN(FormAssignments fields, ReadFields(options));
  if (!options.file.empty()) {
    ASSIGN_OR_RETURN(draft.form, ReadForm(context, kind, options, fields));
    RETURN_IF_ERROR(AddReferences(options.references, desk.archive(), draft.form));
    RETURN_IF_ERROR(context.world.forms.ValidateForm(kind, draft.form));
    return Dispatch(context, desk, options, std::move(draft));
  }
  RETURN_IF_ERROR(AddReferenceFields(options.references, desk.archive(), fields));
  absl::StatusOr<Json> form = context.world.forms.BuildForm(kind, fields);
  if (CanAsk(context) && (draft.to.empty() || Incomplete(form.status()))) {
    ASSIGN_OR_RETURN(draft, Ask(context, desk, options, std::move(draft), std::move(fields)));
  } else {
    ASSIGN_OR_RETURN(draft.form, std::move(form));
  }
  return Dispatch(context, desk, options, std::move(draft));
}

absl::Status AskKindAndSend(Context& context, SendOptions options) {
  if (!CanAsk(context)) return MissingWord("kind");
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  RETURN_IF_ERROR(Refresh(*desk));
  ASSIGN_OR_RETURN(const MailboxId as, SpeakingAs(options, *desk));
  ASSIGN_OR_RETURN(options.kind, AskKind(context, desk->mirror().directory().mission(), as.office));
  ASSIGN_OR_RETURN(NoticeDraft draft, ReadEnvelope(context, options));
  return FillAndSend(context, *desk, options, std::move(draft));
}

// What can be judged without a desk is judged before the passphrase is asked for.
absl::Status Send(Context& context, const SendOptions& options) {
  RETURN_IF_ERROR(CheckFilesToAttach(context, options.attach));
  if (options.kind.empty()) return AskKindAndSend(context, options);
  const bool asks = CanAsk(context) && options.file.empty();
  if (options.to.empty() && !asks) return MissingWord("--to");
  ASSIGN_OR_RETURN(NoticeDraft draft, ReadEnvelope(context, options));
  ASSIGN_OR_RETURN(const FormAssignments fields, ReadFields(options));
  const absl::Status form =
      ReadForm(context, {draft.kind, draft.kind_version}, options, fields).status();
  // The references of a form, and what is asked, come later.
  if (!form.ok() && !(Incomplete(form) && (asks || Refers(options)))) return form;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  RETURN_IF_ERROR(Refresh(*desk));
  return FillAndSend(context, *desk, options, std::move(draft));
}

// To whoever spoke, as urgent and as confidential as he was, unless said otherwise.
absl::Status Reply(Context& context, const std::string& handle, SendOptions options) {
  RETURN_IF_ERROR(CheckFilesToAttach(context, options.attach));
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
  ASSIGN_OR_RETURN(NoticeDraft draft, ReadEnvelope(context, options));
  return FillAndSend(context, *desk, options, std::move(draft));
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
  adder.Text(verb, "--ladder", options.ladder, "ladder");
  adder.Texts(verb, "--attach", options.attach, "attach");
  adder.Text(verb, "--release-by", options.release_by, "release_by");
}

}  // namespace

void AddSendCommand(CommandAdder& adder) {
  const auto options = std::make_shared<SendOptions>();
  CLI::App& verb =
      adder.Verb("send", "send", [options](Context& context) { return Send(context, *options); });
  // Without them they are asked for in a terminal.
  adder.Text(verb, "kind", options->kind, "kind");
  adder.Texts(verb, "--to", options->to, "to");
  AddFormOptions(adder, verb, *options);
  AddReferenceOptions(adder, verb, options->references);
}

void AddReplyCommand(CommandAdder& adder) {
  const auto handle = std::make_shared<std::string>();
  const auto options = std::make_shared<SendOptions>(SendOptions{.kind = kFreeText, .label = ""});
  CLI::App& verb = adder.Verb("reply", "reply", [handle, options](Context& context) {
    return Reply(context, *handle, *options);
  });
  adder.Text(verb, "notice", *handle, "handle").required();
  adder.Text(verb, "kind", options->kind, "kind");
  AddFormOptions(adder, verb, *options);
}

}  // namespace liaison
