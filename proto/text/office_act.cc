#include "proto/text/office_act.h"

#include <utility>

#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

constexpr absl::string_view kDelegation = "delegation";
constexpr absl::string_view kHandover = "handover";
constexpr absl::string_view kHub = "hub";

void ReadBegin(FieldReader& in, ActHead& head) {
  in.Required("hub", head.hub, HubOf(head.ns));
  in.Required("nonce", head.nonce, ParseNonce);
  in.Required("from", head.from, DeviceIn(head.ns));
  in.Required("as", head.as, ParseMailbox);
}

void ReadEnd(FieldReader& in, ActHead& head) {
  in.Required("stream", head.stream, ParseActStream);
  in.Check(head.stream.to == kHub, "stream", "STREAM_TARGET",
           "an act without a target runs on the stream to the hub");
  in.Required("seen", head.seen, ParseSeen);
}

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
};

}  // namespace

const ActHead& HeadOf(const OfficeAct& act) {
  return std::visit([](const auto& one) -> const ActHead& { return one.head; }, act);
}

ActHead& HeadOf(OfficeAct& act) {
  return std::visit([](auto& one) -> ActHead& { return one.head; }, act);
}

absl::StatusOr<OfficeAct> ParseOfficeAct(absl::string_view ns, absl::string_view text) {
  const absl::StatusOr<std::string> kind = NoteKind(ns, text);
  return kind.ok() && *kind == kHandover ? ParseHandover(ns, text) : ParseDelegation(ns, text);
}

std::string PrintOfficeAct(const OfficeAct& act) { return std::visit(Printer(), act); }

}  // namespace liaison
