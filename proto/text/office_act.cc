#include "proto/text/office_act.h"

#include <algorithm>
#include <array>
#include <utility>

#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

constexpr absl::string_view kDelegation = "delegation";
constexpr absl::string_view kHandover = "handover";
constexpr absl::string_view kIncidentAct = "incident-act";
constexpr absl::string_view kObligationAct = "obligation-act";
constexpr absl::string_view kRoster = "roster";
constexpr absl::string_view kHub = "hub";
// In the order of the enum values.
constexpr std::array<absl::string_view, 6> kIncidentVerbs = {
    "escalate", "snooze", "hold", "release-hold", "still-handling", "rebind"};
constexpr std::array<absl::string_view, 2> kObligationVerbs = {"complete", "waive"};

template <typename Verb, size_t N>
ValueParser<Verb> VerbOf(const std::array<absl::string_view, N>& names) {
  return [&names](absl::string_view text) -> absl::StatusOr<Verb> {
    const auto* found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return Malformed("", "ACT", "not one of the acts of its kind");
    return static_cast<Verb>(found - names.begin());
  };
}

void ReadBegin(FieldReader& in, ActHead& head) {
  in.Required("hub", head.hub, HubOf(head.ns));
  in.Required("nonce", head.nonce, ParseNonce);
  in.Required("from", head.from, DeviceIn(head.ns));
  in.Required("as", head.as, ParseMailbox);
}

void ReadStream(FieldReader& in, ActHead& head, bool to_hub) {
  in.Required("stream", head.stream, ParseActStream);
  in.Check((head.stream.to == kHub) == to_hub, "stream", "STREAM_TARGET",
           to_hub ? "an act without a target runs on the stream to the hub"
                  : "it runs on the stream to the mailbox that speaks in the incident's envelope");
  in.Required("seen", head.seen, ParseSeen);
}

void ReadEnd(FieldReader& in, ActHead& head) { ReadStream(in, head, true); }

bool IsOf(absl::string_view device, const MailboxId& mailbox) {
  const absl::StatusOr<DeviceName> name = ParseDeviceName(device);
  return name.ok() && name->office == mailbox.office;
}

void ReadReceiver(FieldReader& in, const ActHead& head, std::string& to) {
  in.Required("to", to, DeviceIn(head.ns));
  in.Check(IsOf(to, head.as) && to != head.from, "to", "TO",
           "it goes to another device of the same office");
}

absl::StatusOr<OfficeAct> ParseDelegation(absl::string_view ns, absl::string_view text) {
  Delegation act{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kDelegation, text, kMaxActBytes);
  ReadBegin(in, act.head);
  ReadReceiver(in, act.head, act.to);
  in.Required("for", act.mailbox, ParseMailbox);
  in.Check(act.mailbox == act.head.as, "for", "FOR",
           "only a mailbox that one speaks for is delegated");
  in.Required("until", act.until_s, ParseTime_s);
  ReadEnd(in, act.head);
  return in.Finish<OfficeAct>(std::move(act));
}

absl::StatusOr<OfficeAct> ParseHandover(absl::string_view ns, absl::string_view text) {
  Handover act{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kHandover, text, kMaxActBytes);
  ReadBegin(in, act.head);
  in.Required("desk", act.desk, ParseMailbox);
  in.Check(act.desk == act.head.as, "desk", "DESK", "one hands over a desk that one speaks for");
  ReadReceiver(in, act.head, act.to);
  in.Sorted("open", act.open, ParseHash);
  ReadEnd(in, act.head);
  return in.Finish<OfficeAct>(std::move(act));
}

void ReadReason(FieldReader& in, std::string& reason) {
  std::optional<std::string> read;
  in.Optional("reason", read, ParseLowerCode);
  reason = std::move(read).value_or("");
}

// "<b64> irn", or "<b64> -" for an alert's.
absl::Status ReadIncident(absl::string_view text, IncidentAct& act) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  ASSIGN_OR_RETURN(act.incident, ParseHash(words[0]));
  if (words[1] == kDash) return absl::OkStatus();
  ASSIGN_OR_RETURN(act.office, ParseOffice(words[1]));
  return absl::OkStatus();
}

absl::StatusOr<OfficeAct> ParseIncidentAct(absl::string_view ns, absl::string_view text) {
  IncidentAct act{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kIncidentAct, text, kMaxActBytes);
  ReadBegin(in, act.head);
  in.Optional("on-behalf", act.on_behalf, ParseOnBehalf);
  IncidentAct named;
  in.Required("incident", named, [](absl::string_view value) -> absl::StatusOr<IncidentAct> {
    IncidentAct read;
    RETURN_IF_ERROR(ReadIncident(value, read));
    return read;
  });
  act.incident = named.incident;
  act.office = named.office;
  in.Required("act", act.verb, VerbOf<IncidentVerb>(kIncidentVerbs));
  in.Optional("rung", act.rung, Integer<uint32_t>(1, kMaxRung));
  in.Optional("until", act.until_s, ParseTime_s);
  in.Optional("ladder", act.ladder, ParsePolicyRef);
  in.Required("reason", act.reason, ParseLowerCode);
  ReadStream(in, act.head, act.office.empty());
  return in.Finish<OfficeAct>(std::move(act));
}

absl::StatusOr<OfficeAct> ParseObligationAct(absl::string_view ns, absl::string_view text) {
  ObligationAct act{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kObligationAct, text, kMaxActBytes);
  ReadBegin(in, act.head);
  in.Optional("on-behalf", act.on_behalf, ParseOnBehalf);
  in.Required("obligation", act.obligation, ParsePolicyRef);
  in.Required("act", act.verb, VerbOf<ObligationVerb>(kObligationVerbs));
  ReadReason(in, act.reason);
  ReadEnd(in, act.head);
  return in.Finish<OfficeAct>(std::move(act));
}

absl::StatusOr<OfficeAct> ParseRosterAct(absl::string_view ns, absl::string_view text) {
  RosterAct act{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kRoster, text, kMaxActBytes);
  ReadBegin(in, act.head);
  in.Required("id", act.id, ParsePolicyId);
  in.Required("version", act.version, Integer<uint64_t>(1, kMaxCount));
  in.OrDash("prev", act.prev, ParseHash);
  in.Check(act.prev.has_value() == (act.version > 1), "prev", "PREV",
           "names the version before; - for the first");
  ReadEnd(in, act.head);
  in.JsonTail("roster", act.roster);
  return in.Finish<OfficeAct>(std::move(act));
}

FieldWriter Begin(const ActHead& head, absl::string_view kind) {
  FieldWriter out(head.ns, kind);
  out.Line("hub", head.hub).Line("nonce", head.nonce).Line("from", head.from).Line("as", head.as);
  return out;
}

std::string End(FieldWriter& out, const ActHead& head) {
  return out.Line("stream", head.stream).Line("seen", head.seen).Take();
}

struct Printer {
  std::string operator()(const Delegation& act) const {
    FieldWriter out = Begin(act.head, kDelegation);
    out.Line("to", act.to).Line("for", act.mailbox).Line("until", act.until_s);
    return End(out, act.head);
  }
  std::string operator()(const Handover& act) const {
    FieldWriter out = Begin(act.head, kHandover);
    out.Line("desk", act.desk).Line("to", act.to).Repeated("open", act.open);
    return End(out, act.head);
  }
  std::string operator()(const IncidentAct& act) const {
    FieldWriter out = Begin(act.head, kIncidentAct);
    out.Optional("on-behalf", act.on_behalf);
    out.Line("incident", act.incident, act.office.empty() ? kDash : absl::string_view(act.office));
    out.Line("act", IncidentVerbName(act.verb)).Optional("rung", act.rung);
    out.Optional("until", act.until_s).Optional("ladder", act.ladder).Line("reason", act.reason);
    return End(out, act.head);
  }
  std::string operator()(const ObligationAct& act) const {
    FieldWriter out = Begin(act.head, kObligationAct);
    out.Optional("on-behalf", act.on_behalf).Line("obligation", act.obligation);
    out.Line("act", ObligationVerbName(act.verb));
    if (!act.reason.empty()) out.Line("reason", act.reason);
    return End(out, act.head);
  }
  std::string operator()(const RosterAct& act) const {
    FieldWriter out = Begin(act.head, kRoster);
    out.Line("id", act.id).Line("version", act.version).Line("prev", act.prev);
    out.Line("stream", act.head.stream).Line("seen", act.head.seen);
    return out.JsonTail(act.roster).Take();
  }
};

struct ActGrammar {
  absl::string_view kind;
  absl::StatusOr<OfficeAct> (*parse)(absl::string_view ns, absl::string_view text);
};
constexpr std::array<ActGrammar, 5> kGrammars = {{{kDelegation, ParseDelegation},
                                                  {kHandover, ParseHandover},
                                                  {kIncidentAct, ParseIncidentAct},
                                                  {kObligationAct, ParseObligationAct},
                                                  {kRoster, ParseRosterAct}}};

}  // namespace

absl::string_view IncidentVerbName(IncidentVerb verb) {
  return kIncidentVerbs.at(static_cast<size_t>(verb));
}

absl::string_view ObligationVerbName(ObligationVerb verb) {
  return kObligationVerbs.at(static_cast<size_t>(verb));
}

const ActHead& HeadOf(const OfficeAct& act) {
  return std::visit([](const auto& one) -> const ActHead& { return one.head; }, act);
}

ActHead& HeadOf(OfficeAct& act) {
  return std::visit([](auto& one) -> ActHead& { return one.head; }, act);
}

absl::StatusOr<OfficeAct> ParseOfficeAct(absl::string_view ns, absl::string_view text) {
  const std::string kind = NoteKind(ns, text).value_or("");
  for (const ActGrammar& grammar : kGrammars) {
    if (grammar.kind == kind) return grammar.parse(ns, text);
  }
  return Malformed("text", "TYPE", "the first line names no act that this edition knows");
}

std::string PrintOfficeAct(const OfficeAct& act) { return std::visit(Printer(), act); }

}  // namespace liaison
