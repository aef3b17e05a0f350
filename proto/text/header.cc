#include "proto/text/header.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <tuple>

#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 4> kTagSlots = {"zone", "kind", "party", "place"};
constexpr uint32_t kFirstEscalationRung = 2;  // rung 1 is the addressee
// What ends the stable part. No line before it starts so, because keys have a fixed order.
constexpr absl::string_view kFirstTransitLine = "\nfrom ";

absl::StatusOr<EscalateLine> ParseEscalate(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<4>(text));
  EscalateLine line;
  ASSIGN_OR_RETURN(line.office, ParseOffice(words[0]));
  ASSIGN_OR_RETURN(line.rung, Integer<uint32_t>(kFirstEscalationRung, kMaxRung)(words[1]));
  ASSIGN_OR_RETURN(line.after_s, Integer<uint32_t>(0, kMaxExpiry_s)(words[2]));
  ASSIGN_OR_RETURN(line.mailbox, ParseMailbox(words[3]));
  return line;
}

auto EscalateOrder(const EscalateLine& line) {
  return std::tuple(line.office, line.rung, line.mailbox);
}

absl::StatusOr<TagLine> ParseTag(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  if (std::find(kTagSlots.begin(), kTagSlots.end(), words[0]) == kTagSlots.end()) {
    return Malformed("", "SLOT", "not a tag slot: zone, kind, party or place");
  }
  TagLine tag{.slot = std::string(words[0]), .value = {}};
  ASSIGN_OR_RETURN(tag.value, FixedFromBase64<BlindTag>(words[1]));
  return tag;
}

auto TagOrder(const TagLine& tag) { return std::tie(tag.slot, tag.value); }

absl::StatusOr<std::string> ParsePouch(absl::string_view text) {
  if (text != "none") return Malformed("", "POUCH", "must be none in this version");
  return std::string(text);
}

// Mailboxes that a stream line must stand for: all of `to` and `info`, sorted.
std::vector<MailboxId> OwedStreams(const EnvelopeHeader& header) {
  std::vector<MailboxId> owed;
  if (header.reseal.has_value()) return owed;
  std::merge(header.to.begin(), header.to.end(), header.info.begin(), header.info.end(),
             std::back_inserter(owed));
  return owed;
}

bool StreamsMatchMailboxes(const EnvelopeHeader& header) {
  const std::vector<MailboxId> owed = OwedStreams(header);
  return std::equal(
      owed.begin(), owed.end(), header.streams.begin(), header.streams.end(),
      [](const MailboxId& id, const StreamLine& line) { return id.ToString() == line.to; });
}

void ReadStablePart(FieldReader& in, EnvelopeHeader& header) {
  in.Required("hub", header.hub, HubOf(header.ns));
  in.Required("id", header.id, ParseNonce);
  in.Required("as", header.as, ParseMailbox);
  in.Sorted("to", header.to, ParseMailbox);
  in.Check(!header.to.empty() && header.to.size() <= kMaxToMailboxes, "to", "COUNT",
           absl::StrCat("1 to ", kMaxToMailboxes, " addressees"));
  in.Sorted("info", header.info, ParseMailbox);
  in.Check(AreDisjoint(header.to, header.info), "info", "DUPLICATE",
           "a mailbox stands in 'to' and in 'info'; keep it in one");
  in.Required("precedence", header.precedence, ParsePrecedence);
  in.OrDash("ack-within", header.ack_within_s, Integer<uint32_t>(1, kMaxExpiry_s));
  in.OrDash("ladder", header.ladder, ParsePolicyRef);
  in.Sorted("escalate", header.escalate, ParseEscalate, EscalateOrder);
  in.Sorted("tag", header.tags, ParseTag, TagOrder);
  in.Sorted("withdraws", header.withdraws, ParseHash);
  in.Sorted("follows", header.follows, ParseHash);
  in.Sorted("attach", header.attach, ParseAttachment, &HeaderAttachment::sha256);
}

void ReadTransitPart(FieldReader& in, EnvelopeHeader& header) {
  in.Required("from", header.from, DeviceIn(header.ns));
  in.OrDash("reseal", header.reseal, ParseHash);
  in.Required("expires", header.expires_s, ParseTime_s);
  in.Required("pouch", header.pouch, ParsePouch);
  in.Sorted("stream", header.streams, ParseStream, &StreamLine::to);
  in.Check(StreamsMatchMailboxes(header), "stream", "STREAMS",
           "exactly one line for every 'to' and 'info' mailbox; none in a reseal");
  in.Required("seen", header.seen, ParseSeen);
  HeaderAttachment sealed;
  in.Required("sealed", sealed, ParseAttachment);
  header.sealed = sealed.sha256;
  header.sealed_size = sealed.size;
}

void WriteStablePart(FieldWriter& out, const EnvelopeHeader& header) {
  out.Line("hub", header.hub).Line("id", header.id).Line("as", header.as);
  out.Repeated("to", header.to).Repeated("info", header.info);
  out.Line("precedence", header.precedence).Line("ack-within", header.ack_within_s);
  out.Line("ladder", header.ladder);
  for (const EscalateLine& line : header.escalate) {
    out.Line("escalate", line.office, line.rung, line.after_s, line.mailbox);
  }
  for (const TagLine& tag : header.tags) out.Line("tag", tag.slot, tag.value);
  out.Repeated("withdraws", header.withdraws).Repeated("follows", header.follows);
  for (const HeaderAttachment& attach : header.attach) {
    out.Line("attach", attach.sha256, attach.size);
  }
}

}  // namespace

absl::StatusOr<EnvelopeHeader> ParseHeader(absl::string_view ns, absl::string_view text) {
  EnvelopeHeader header;
  header.ns = std::string(ns);
  FieldReader in(ns, "envelope", text, kMaxHeaderBytes);
  ReadStablePart(in, header);
  ReadTransitPart(in, header);
  return in.Finish(std::move(header));
}

absl::StatusOr<EnvelopeHeader> ParseStablePart(absl::string_view ns, absl::string_view text) {
  EnvelopeHeader header;
  header.ns = std::string(ns);
  FieldReader in(ns, "envelope", text, kMaxHeaderBytes);
  ReadStablePart(in, header);
  return in.Finish(std::move(header));
}

std::string PrintHeader(const EnvelopeHeader& header) {
  FieldWriter out(header.ns, "envelope");
  WriteStablePart(out, header);
  out.Line("from", header.from).Line("reseal", header.reseal).Line("expires", header.expires_s);
  out.Line("pouch", header.pouch).Repeated("stream", header.streams).Line("seen", header.seen);
  out.Line("sealed", header.sealed, header.sealed_size);
  return out.Take();
}

std::string PrintStablePart(const EnvelopeHeader& header) {
  FieldWriter out(header.ns, "envelope");
  WriteStablePart(out, header);
  return out.Take();
}

absl::string_view StablePartOf(absl::string_view header_text) {
  const size_t end = header_text.find(kFirstTransitLine);
  LIAISON_CHECK(end != absl::string_view::npos);
  return header_text.substr(0, end + 1);
}

}  // namespace liaison
