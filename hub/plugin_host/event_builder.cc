#include "hub/plugin_host/event_builder.h"

#include <optional>
#include <utility>

#include "hub/plugin_host/manifest.h"
#include "proto/base/status_macros.h"
#include "proto/text/act.h"
#include "proto/text/canonical_json.h"
#include "proto/text/header.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"
#include "proto/text/office_act.h"
#include "proto/text/report_note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

// A chain is made by one office; beyond, a link counts as the first.
constexpr int kFollowsMax = 64;
// As many incidents as are busy at once, in 4 MiB.
constexpr size_t kFirstsMax = 65536;

std::string Bytes(const Hash& hash) { return std::string(hash.view()); }

template <typename Field>
void AddHashes(const std::vector<Hash>& hashes, Field* field) {
  for (const Hash& hash : hashes) field->Add(Bytes(hash));
}
template <typename Field>
void AddMailboxes(const std::vector<MailboxId>& mailboxes, Field* field) {
  for (const MailboxId& mailbox : mailboxes) field->Add(mailbox.ToString());
}

void AddRouting(const EnvelopeHeader& header, v1::EnvelopeAccepted& out) {
  out.set_from(header.from);
  out.set_as(header.as.ToString());
  AddMailboxes(header.to, out.mutable_to());
  AddMailboxes(header.info, out.mutable_info());
  out.set_precedence(static_cast<v1::Precedence>(header.precedence));
  out.set_ack_within_s(header.ack_within_s.has_value() ? int64_t{*header.ack_within_s} : -1);
  if (header.ladder.has_value()) {
    out.mutable_ladder()->set_id(header.ladder->id);
    out.mutable_ladder()->set_version(header.ladder->version);
  }
  for (const EscalateLine& line : header.escalate) {
    v1::Escalate& escalate = *out.add_escalate();
    escalate.set_office(line.office);
    escalate.set_rung(line.rung);
    escalate.set_after_s(line.after_s);
    escalate.set_mailbox(line.mailbox.ToString());
  }
  for (const TagLine& line : header.tags) {
    v1::Tag& tag = *out.add_tags();
    tag.set_slot(line.slot);
    tag.set_value(std::string(line.value.view()));
  }
  AddHashes(header.withdraws, out.mutable_withdraws());
  AddHashes(header.follows, out.mutable_follows());
  if (header.reseal.has_value()) out.set_reseal(Bytes(*header.reseal));
  out.set_expires_s(header.expires_s);
}

// The header that this one belongs to, or nullptr.
const Hash* LinkBefore(const EnvelopeHeader& header) {
  if (header.reseal.has_value()) return &*header.reseal;
  return header.follows.empty() ? nullptr : &header.follows.front();
}

}  // namespace

absl::StatusOr<BuiltEvent> EventBuilder::Build(LeafIndex seq, const RecordHead& head,
                                               absl::string_view body) const {
  BuiltEvent built;
  built.event.set_seq(seq.value());
  built.event.set_time_ms(head.time_ms);
  built.hash = Bytes(head.body_hash);
  switch (head.kind) {
    case RecordKind::kEnvelope:
      RETURN_IF_ERROR(AddEnvelope({seq, head.time_ms}, body, built));
      break;
    case RecordKind::kAct:
      RETURN_IF_ERROR(AddAct(body, built));
      break;
    case RecordKind::kNote:
      RETURN_IF_ERROR(AddNote({seq, head.time_ms}, body, built));
      break;
    case RecordKind::kRelease:
      RETURN_IF_ERROR(AddRelease(body, built));
      break;
    case RecordKind::kAlert:
      RETURN_IF_ERROR(AddAlert(body, built));
      break;
    case RecordKind::kControl:
      RETURN_IF_ERROR(AddControl(seq, body, built));
      break;
    case RecordKind::kTimer:
      break;
  }
  return built;
}

absl::Status EventBuilder::AddEnvelope(RecordTime at, absl::string_view body,
                                       BuiltEvent& built) const {
  ASSIGN_OR_RETURN(const Note note, ParseNote(body, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns_, note.text));
  v1::EnvelopeAccepted& envelope = *built.event.mutable_envelope();
  envelope.set_header_hash(built.hash);
  envelope.set_header(std::string(body));
  AddRouting(header, envelope);
  AddMailboxes(UndeliverableOf(header, at, *view_.Get()->directory),
               envelope.mutable_undeliverable());
  ASSIGN_OR_RETURN(const std::optional<Hash> before, HeaderBefore(header));
  built.event.set_order_key(built.hash);
  if (!before.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::string incident, IncidentOf(*before));
  built.event.set_order_key(std::move(incident));
  return absl::OkStatus();
}

absl::Status EventBuilder::AddAct(absl::string_view body, BuiltEvent& built) const {
  ASSIGN_OR_RETURN(const Note note, ParseNote(body, kMaxPublicNoteBytes));
  v1::SignedAct& act = *built.event.mutable_act();
  act.set_act(std::string(body));
  act.set_hash(built.hash);
  ASSIGN_OR_RETURN(const std::string kind, NoteKind(ns_, note.text));
  act.set_type(kind);
  if (kind != kReceiptKind) {
    ASSIGN_OR_RETURN(const OfficeAct office_act, ParseOfficeAct(ns_, note.text));
    return AddOfficeAct(office_act, built);
  }
  ASSIGN_OR_RETURN(const Receipt receipt, ParseReceipt(ns_, note.text));
  act.set_from(receipt.from);
  act.set_as(receipt.as.ToString());
  act.set_target(Bytes(receipt.target));
  act.set_state(std::string(ReceiptStateName(receipt.state)));
  act.set_acting(ActingMailbox(receipt).ToString());
  built.target = act.target();
  ASSIGN_OR_RETURN(std::string incident, IncidentOf(receipt.target));
  built.event.set_order_key(std::move(incident));
  return absl::OkStatus();
}

absl::Status EventBuilder::AddOfficeAct(const OfficeAct& office_act, BuiltEvent& built) const {
  v1::SignedAct& act = *built.event.mutable_act();
  act.set_from(HeadOf(office_act).from);
  act.set_as(HeadOf(office_act).as.ToString());
  const IncidentAct* incident_act = std::get_if<IncidentAct>(&office_act);
  if (incident_act == nullptr) return absl::OkStatus();
  act.set_target(Bytes(incident_act->incident));
  built.target = act.target();
  ASSIGN_OR_RETURN(std::string incident, IncidentOf(incident_act->incident));
  built.event.set_order_key(std::move(incident));
  return absl::OkStatus();
}

absl::Status EventBuilder::AddNote(RecordTime at, absl::string_view body, BuiltEvent& built) const {
  ASSIGN_OR_RETURN(const Note note, ParseNote(body, kMaxPublicNoteBytes));
  v1::SignedNote& signed_note = *built.event.mutable_note();
  signed_note.set_note(std::string(body));
  signed_note.set_hash(built.hash);
  ASSIGN_OR_RETURN(const std::string kind, NoteKind(ns_, note.text));
  signed_note.set_type(kind);
  ASSIGN_OR_RETURN(const std::vector<MailboxId> undeliverable,
                   UndeliverableAfter(kind, note.text, at, *view_.Get()->directory));
  AddMailboxes(undeliverable, signed_note.mutable_undeliverable());
  if (IsMapNoteKind(kind)) {
    ASSIGN_OR_RETURN(const MapNote map_note, ParseMapNote(ns_, note.text));
    built.event.set_order_key(HeadOf(map_note).map);
  } else if (kind == kReportKind) {
    ASSIGN_OR_RETURN(const ReportNote report_note, ParseReportNote(ns_, note.text));
    built.event.set_order_key(report_note.head.report);
  }
  return absl::OkStatus();
}

absl::Status EventBuilder::AddRelease(absl::string_view body, BuiltEvent& built) const {
  ASSIGN_OR_RETURN(const Release release, ParseRelease(ns_, body));
  ASSIGN_OR_RETURN(const uint32_t hops, HopsOf(release.head));
  built.event.set_hops(hops);
  v1::ReleaseRecord& out = *built.event.mutable_release();
  out.set_hash(built.hash);
  out.set_plugin(release.head.by.plugin);
  out.set_envelope(Bytes(release.envelope));
  out.set_office(release.office);
  out.set_rung(release.rung);
  out.set_loop(release.loop);
  AddMailboxes(release.mailboxes, out.mutable_mailboxes());
  out.set_due_ms(release.due_ms);
  out.set_reason(release.reason);
  ASSIGN_OR_RETURN(std::string incident, IncidentOf(release.envelope));
  built.event.set_order_key(std::move(incident));
  return absl::OkStatus();
}

absl::Status EventBuilder::AddAlert(absl::string_view body, BuiltEvent& built) const {
  ASSIGN_OR_RETURN(const Alert alert, ParseAlert(ns_, body));
  ASSIGN_OR_RETURN(const uint32_t hops, HopsOf(alert.head));
  built.event.set_hops(hops);
  v1::AlertRecord& out = *built.event.mutable_alert();
  out.set_hash(built.hash);
  out.set_plugin(alert.head.by.plugin);
  out.set_code(alert.code);
  out.set_precedence(static_cast<v1::Precedence>(alert.precedence));
  AddMailboxes(alert.mailboxes, out.mutable_mailboxes());
  AddHashes(alert.refs, out.mutable_refs());
  for (const AlertParam& param : alert.params) {
    v1::Param& to = *out.add_params();
    to.set_name(param.name);
    if (const int64_t* integer = std::get_if<int64_t>(&param.value)) {
      to.set_integer(*integer);
    } else {
      to.set_token(std::get<std::string>(param.value));
    }
  }
  if (alert.ladder.has_value()) {
    out.mutable_ladder()->set_id(alert.ladder->id);
    out.mutable_ladder()->set_version(alert.ladder->version);
    built.event.set_order_key(built.hash);
  } else if (!alert.refs.empty()) {
    ASSIGN_OR_RETURN(std::string incident, IncidentOf(alert.refs.front()));
    built.event.set_order_key(std::move(incident));
  }
  return absl::OkStatus();
}

absl::Status EventBuilder::AddControl(LeafIndex seq, absl::string_view body,
                                      BuiltEvent& built) const {
  ASSIGN_OR_RETURN(const Control control, ParseControl(ns_, body));
  ASSIGN_OR_RETURN(std::optional<std::string> data, log_.ReadSealed(seq));
  v1::Control& out = *built.event.mutable_control();
  out.set_kind(control.kind);
  out.set_data(std::move(data).value_or(""));
  const absl::StatusOr<Json> json = ParseCanonicalJson(out.data());
  if (!json.ok()) return absl::OkStatus();
  built.control_plugin = json->StringOr("plugin", "");
  return absl::OkStatus();
}

absl::StatusOr<std::string> EventBuilder::IncidentOf(const Hash& named) const {
  Hash first = named;
  for (int step = 0; step < kFollowsMax && !firsts_.contains(first); ++step) {
    ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, index_.FindBody(first));
    if (!index.has_value()) break;
    ASSIGN_OR_RETURN(const StoredRecord record, log_.Read(*index));
    ASSIGN_OR_RETURN(const std::optional<Hash> before, RecordBefore(record));
    if (!before.has_value()) break;
    first = *before;
  }
  return Bytes(first);
}

absl::StatusOr<std::optional<Hash>> EventBuilder::RecordBefore(const StoredRecord& record) const {
  if (record.head.kind == RecordKind::kAlert) {
    ASSIGN_OR_RETURN(const Alert alert, ParseAlert(ns_, record.body));
    // One with a ladder is an incident itself; one that names several things is about none of them.
    if (alert.ladder.has_value() || alert.refs.size() != 1) return std::optional<Hash>();
    return std::optional<Hash>(alert.refs.front());
  }
  if (record.head.kind != RecordKind::kEnvelope) return std::optional<Hash>();
  ASSIGN_OR_RETURN(const Note note, ParseNote(record.body, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns_, note.text));
  Remember(record.head.body_hash, header);
  return HeaderBefore(header);
}

void EventBuilder::Remember(const Hash& hash, const EnvelopeHeader& header) const {
  if (LinkBefore(header) != nullptr) return;
  if (firsts_.size() >= kFirstsMax) firsts_.clear();
  firsts_.insert(hash);
}

absl::StatusOr<std::optional<Hash>> EventBuilder::HeaderBefore(const EnvelopeHeader& header) const {
  const Hash* const before = LinkBefore(header);
  if (before == nullptr) return std::optional<Hash>();
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, index_.FindBody(*before));
  if (!index.has_value()) return std::optional<Hash>();
  ASSIGN_OR_RETURN(const StoredRecord record, log_.Read(*index));
  if (record.head.kind != RecordKind::kEnvelope) return std::optional<Hash>();
  ASSIGN_OR_RETURN(const Note note, ParseNote(record.body, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader linked, ParseHeader(ns_, note.text));
  return linked.as.office == header.as.office ? *before : std::optional<Hash>();
}

absl::StatusOr<uint32_t> EventBuilder::HopsOf(const HubRecordHead& head) const {
  uint32_t hops = 1;
  std::optional<LeafIndex> at = head.cause;
  while (at.has_value() && hops <= kHopsMax) {
    ASSIGN_OR_RETURN(const StoredRecord record, log_.Read(*at));
    if (record.head.kind == RecordKind::kRelease) {
      ASSIGN_OR_RETURN(const Release release, ParseRelease(ns_, record.body));
      at = release.head.cause;
    } else if (record.head.kind == RecordKind::kAlert) {
      ASSIGN_OR_RETURN(const Alert alert, ParseAlert(ns_, record.body));
      at = alert.head.cause;
    } else {
      break;  // a person, or time: a chain begins
    }
    ++hops;
  }
  return hops;
}

}  // namespace liaison
