// What offices set and say on the stage: policies, rosters, acts, certificates. The third part of
// stage.h.
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "hub/hub_types.h"
#include "plugins/plugkit/stage.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kHub = "hub";
constexpr size_t kSigners = 2;
// Any device may carry a public note; this one is not among those that scripts revoke.
constexpr char kCarrier[] = "un/d03";

template <typename Verb, typename NameOf>
absl::StatusOr<Verb> ParseVerb(const std::string& text, std::initializer_list<Verb> verbs,
                               const NameOf& name_of) {
  for (const Verb verb : verbs) {
    if (name_of(verb) == text) return verb;
  }
  return Malformed("act", "ACT", absl::StrCat("there is no act \"", text, "\" of this kind"));
}

absl::StatusOr<IncidentVerb> ParseIncidentVerb(const std::string& text) {
  return ParseVerb<IncidentVerb>(
      text,
      {IncidentVerb::kEscalate, IncidentVerb::kSnooze, IncidentVerb::kHold,
       IncidentVerb::kReleaseHold, IncidentVerb::kStillHandling, IncidentVerb::kRebind},
      IncidentVerbName);
}

absl::StatusOr<ObligationVerb> ParseObligationVerb(const std::string& text) {
  return ParseVerb<ObligationVerb>(text, {ObligationVerb::kComplete, ObligationVerb::kWaive},
                                   ObligationVerbName);
}

uint64_t VersionOf(uint64_t version) { return version == 0 ? 1 : version; }

}  // namespace

absl::Status Stage::SetPolicy(const plugkit::Policy& policy) {
  const std::optional<PolicyKind> kind = PolicyKindOf(policy.kind());
  if (!kind.has_value()) {
    return Malformed("kind", "KIND", absl::StrCat("\"", policy.kind(), "\" is no kind of policy"));
  }
  PolicyNote note{.kind = *kind,
                  .ns = test_.mission().ns(),
                  .hub = absl::StrCat(test_.mission().ns(), "/log"),
                  .policy = {policy.id(), VersionOf(policy.version())},
                  .seen = seen_};
  const std::string name = absl::StrCat(policy.kind(), " ", policy.id());
  note.nonce = BytesFor(absl::StrCat(name, " ", note.policy.version));
  if (note.policy.version > 1) note.prev = versions_[name];
  ASSIGN_OR_RETURN(note.rules, RulesText(policy.rules()));
  std::vector<std::string> offices(policy.signers().begin(), policy.signers().end());
  for (const Party& party : mission_.parties) {
    const bool more = policy.signers().empty() && offices.size() < kSigners;
    if (more && party.kind == PartyKind::kGuarantor) offices.push_back(party.office);
  }
  std::vector<const NoteSigner*> signers;
  for (const std::string& office : offices) {
    ASSIGN_OR_RETURN(TestDesk * desk, DeskOf(absl::StrCat(office, "/jwg")));
    signers.push_back(&test_.mission().signer(desk->device()));
  }
  note.from = test_.mission().FullName(absl::StrCat(offices.front(), "/d03"));
  note.as = {offices.front(), Role::kJwg};
  const std::string text = PrintPolicyNote(note);
  RETURN_IF_ERROR(Submit(absl::StrCat(offices.front(), "/d03"),
                         {{.kind = RecordKind::kNote, .note = SignNoteBy(text, signers)}}));
  versions_[name] = Sha256(text);
  if (note.kind != PolicyKind::kLadder) return absl::OkStatus();
  ASSIGN_OR_RETURN(LadderPolicy ladder, ParseLadderPolicy(note.rules));
  ladders_.insert_or_assign({note.policy.id, note.policy.version}, std::move(ladder));
  return absl::OkStatus();
}

absl::Status Stage::SetRoster(const plugkit::Roster& roster) {
  ASSIGN_OR_RETURN(const MailboxId mailbox, ParseMailbox(roster.mailbox()));
  ASSIGN_OR_RETURN(
      TestDesk * desk,
      DeskOf(roster.as().empty() ? absl::StrCat(mailbox.office, "/head") : roster.as()));
  google::protobuf::Struct rules = roster.rules();
  (*rules.mutable_fields())["mailbox"].set_string_value(roster.mailbox());
  RosterAct act;
  act.id = absl::StrCat("R-",
                        absl::AsciiStrToUpper(absl::StrReplaceAll(roster.mailbox(), {{"/", "-"}})));
  uint64_t& version = roster_versions_[act.id];
  act.version = version + 1;
  if (version > 0) act.prev = versions_[act.id];
  ASSIGN_OR_RETURN(act.roster, RulesText(rules));
  act.head = HeadOn(*desk, kHub, absl::StrCat(act.id, " ", act.version));
  RETURN_IF_ERROR(Say(*desk, act));
  ++version;
  versions_[act.id] = Sha256(PrintOfficeAct(act));
  return absl::OkStatus();
}

absl::Status Stage::Act(const plugkit::IncidentAct& step) {
  ASSIGN_OR_RETURN(TestDesk * desk, DeskOf(step.as()));
  ASSIGN_OR_RETURN(const Target target, FindTarget(step.target(), desk->device()));
  IncidentAct act;
  act.incident = target.hash;
  act.office = step.office();
  act.reason = step.reason().empty() ? "manual" : step.reason();
  if (!step.act().empty()) {
    ASSIGN_OR_RETURN(act.verb, ParseIncidentVerb(step.act()));
  }
  if (step.rung() != 0) act.rung = step.rung();
  act.head = HeadOn(*desk, target.stream,
                    absl::StrCat("act ", ++acts_, " ", step.target(), " ", step.as()));
  return Say(*desk, act);
}

absl::Status Stage::Act(const plugkit::ObligationAct& step) {
  ASSIGN_OR_RETURN(TestDesk * desk, DeskOf(step.as()));
  ObligationAct act;
  act.obligation = {step.id(), VersionOf(step.version())};
  ASSIGN_OR_RETURN(act.verb, ParseObligationVerb(step.act()));
  act.reason = step.reason();
  act.head = HeadOn(*desk, kHub, absl::StrCat("act ", ++acts_, " ", step.id(), " ", step.as()));
  return Say(*desk, act);
}

ActHead Stage::HeadOn(const TestDesk& desk, absl::string_view stream,
                      absl::string_view name) const {
  ActHead head = desk.NextHead(std::string(stream));
  head.nonce = BytesFor(name);
  head.seen = seen_;
  return head;
}

absl::Status Stage::Say(TestDesk& desk, const OfficeAct& act) {
  RETURN_IF_ERROR(Submit(desk.device(), {desk.Sign(act)}));
  desk.Advance(act);
  return absl::OkStatus();
}

absl::Status Stage::Certify(const std::string& device_and_role) {
  const std::vector<std::string> words = absl::StrSplit(device_and_role, ' ');
  const std::vector<std::string> name = absl::StrSplit(words[0], '/');
  if (words.size() != 2 || name.size() != 2 || !IsDeviceLabel(name[1])) {
    return Malformed("certify", "DEVICE", "a device and its role, such as \"irn/d09 duty\"");
  }
  ASSIGN_OR_RETURN(const Role role, ParseRole(words[1]));
  RETURN_IF_ERROR(DeskOf(absl::StrCat(name[0], "/duty")).status());
  const std::vector<std::string>& devices = test_.mission().devices();
  if (std::find(devices.begin(), devices.end(), words[0]) != devices.end()) {
    return Malformed("certify", "DEVICE", absl::StrCat("there is a device ", words[0], " already"));
  }
  std::vector<Submission> submissions;
  for (const std::string& note :
       test_.mission().AddDevice(words[0], role, absl::ToUnixSeconds(test_.clock().Now()))) {
    submissions.push_back({.kind = RecordKind::kNote, .note = note});
  }
  RETURN_IF_ERROR(Submit(kCarrier, submissions));
  map_notes_.AddDevice(words[0], role);
  return absl::OkStatus();
}

absl::Status Stage::Upload(const std::string& blob) {
  if (blob.empty()) return absl::OkStatus();
  const Principal carrier = test_.PrincipalOf(kCarrier);
  const Hash sha256 = Sha256(blob);
  ASSIGN_OR_RETURN(const BlobProgress known, test_.hub().GetBlobProgress(carrier, sha256));
  if (known.complete) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::unique_ptr<BlobUpload> upload,
                   test_.hub().PutBlob(carrier, {.sha256 = sha256, .size = blob.size()}));
  RETURN_IF_ERROR(upload->Append(blob));
  return upload->Pause().status();
}

absl::Status Stage::SayOfMaps(const plugkit::Step& step) {
  ASSIGN_OR_RETURN(const std::vector<UnsignedMapNote> notes,
                   map_notes_.Of(step, test_.clock().Now()));
  for (const UnsignedMapNote& note : notes) {
    RETURN_IF_ERROR(Upload(note.blob));
    RETURN_IF_ERROR(SubmitNote(PrintMapNote(note.note), note.signers));
  }
  return absl::OkStatus();
}

absl::Status Stage::SayOfReports(const plugkit::Step& step) {
  ASSIGN_OR_RETURN(const std::optional<UnsignedReportNote> note, report_notes_.Of(step));
  if (!note.has_value()) return absl::OkStatus();
  return SubmitNote(PrintReportNote(note->note), note->signers);
}

absl::Status Stage::SubmitNote(const std::string& text, const std::vector<std::string>& devices) {
  std::vector<const NoteSigner*> signers;
  for (const std::string& device : devices) signers.push_back(&test_.mission().signer(device));
  return Submit(kCarrier, {{.kind = RecordKind::kNote, .note = SignNoteBy(text, signers)}});
}

absl::Status Stage::SetTimeZones(const plugkit::TimeZones& zones) {
  return Ask({.verb = PluginRequest::Verb::kTimeZones, .data = zones.json()}).status();
}

}  // namespace liaison
