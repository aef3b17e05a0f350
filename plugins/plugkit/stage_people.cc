// What people do on the stage: they write and answer. The second part of stage.h.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugins/plugkit/people.h"
#include "plugins/plugkit/stage.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// What one group of the hub takes.
constexpr uint32_t kTimesMax = 256;

absl::StatusOr<std::vector<MailboxId>> ParseMailboxes(
    const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<MailboxId> mailboxes;
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(MailboxId mailbox, ParseMailbox(text));
    mailboxes.push_back(std::move(mailbox));
  }
  std::sort(mailboxes.begin(), mailboxes.end());
  return mailboxes;
}

// "L-STD 1".
absl::StatusOr<PolicyRef> ParseLadder(const std::string& text) {
  PolicyRef ladder;
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 1));
  ladder.id = parts.first;
  if (IsPolicyId(ladder.id) && absl::SimpleAtoi(parts.second, &ladder.version)) return ladder;
  return Malformed("ladder", "LADDER", absl::StrCat("\"", text, "\" is no ladder as \"L-STD 1\""));
}

absl::StatusOr<uint32_t> ParseSeconds(const std::string& text) {
  ASSIGN_OR_RETURN(const absl::Duration duration, ParseOffset(text));
  return static_cast<uint32_t>(absl::ToInt64Seconds(duration));
}

absl::StatusOr<std::vector<EscalateLine>> ParseRungs(const plugkit::Envelope& envelope) {
  std::vector<EscalateLine> lines;
  for (const plugkit::Escalate& rung : envelope.escalate()) {
    EscalateLine line{.office = rung.office(), .rung = rung.rung()};
    ASSIGN_OR_RETURN(line.after_s, ParseSeconds(rung.after()));
    ASSIGN_OR_RETURN(line.mailbox, ParseMailbox(rung.mailbox()));
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end(), [](const EscalateLine& a, const EscalateLine& b) {
    return std::tie(a.office, a.rung, a.mailbox) < std::tie(b.office, b.rung, b.mailbox);
  });
  return lines;
}

std::vector<TagLine> TagsOf(const plugkit::Envelope& envelope) {
  std::vector<TagLine> tags;
  for (const plugkit::Tag& tag : envelope.tags()) {
    tags.push_back({tag.slot(), {BytesFor(absl::StrCat(tag.slot(), " ", tag.value()))}});
  }
  std::sort(tags.begin(), tags.end(), [](const TagLine& a, const TagLine& b) {
    return std::tie(a.slot, a.value) < std::tie(b.slot, b.value);
  });
  return tags;
}

}  // namespace

std::array<uint8_t, 16> BytesFor(absl::string_view name) {
  const Hash hash = Sha256(name);
  std::array<uint8_t, 16> bytes{};
  std::copy_n(hash.bytes.begin(), bytes.size(), bytes.begin());
  return bytes;
}

absl::StatusOr<TestDesk*> Stage::DeskOf(const std::string& text) {
  ASSIGN_OR_RETURN(Speaker speaker, ParseSpeaker(text));
  const std::vector<std::string>& devices = test_.mission().devices();
  if (std::find(devices.begin(), devices.end(), speaker.device) == devices.end()) {
    return Malformed("as", "MAILBOX", absl::StrCat("the mission has no device for ", text));
  }
  return &desks_.try_emplace(speaker.device, test_, speaker.device, speaker.as).first->second;
}

absl::StatusOr<Stage::Target> Stage::FindTarget(const std::string& name,
                                                const std::string& device) {
  const auto header = headers_.find(name);
  if (header != headers_.end()) {
    return Target{Sha256(PrintHeader(header->second)), header->second.as.ToString()};
  }
  const std::pair<std::string, std::string> parts = absl::StrSplit(name, absl::MaxSplits('#', 1));
  uint64_t number = 0;
  if (!absl::SimpleAtoi(parts.second, &number)) {
    return Malformed("target", "NAME", absl::StrCat("no envelope is named ", name));
  }
  ASSIGN_OR_RETURN(const Hash hash, FindAlert(parts.first, number, device));
  return Target{hash, "hub"};
}

absl::StatusOr<Hash> Stage::FindAlert(const std::string& code, uint64_t number,
                                      const std::string& device) {
  InboxCursors cursors;
  std::map<LeafIndex, Hash> found;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const InboxBatch batch,
                     test_.hub().ReadInbox(test_.PrincipalOf(device), cursors));
    more = !batch.records.empty();
    for (const InboxRecord& record : batch.records) {
      if (record.kind != RecordKind::kAlert) continue;
      ASSIGN_OR_RETURN(const Alert alert, ParseAlert(test_.mission().ns(), record.body));
      if (alert.code == code) found[record.index] = Sha256(record.body);
    }
  }
  if (number >= 1 && number <= found.size()) {
    return std::next(found.begin(), static_cast<ptrdiff_t>(number - 1))->second;
  }
  return Malformed("target", "NAME",
                   absl::StrCat(found.size(), " alerts ", code, " have reached ", device));
}

absl::StatusOr<std::vector<Hash>> Stage::HashesOf(
    const google::protobuf::RepeatedPtrField<std::string>& names) const {
  std::vector<Hash> hashes;
  for (const std::string& name : names) {
    const auto header = headers_.find(name);
    if (header == headers_.end()) {
      return Malformed("name", "NAME", absl::StrCat("no envelope is named ", name));
    }
    hashes.push_back(Sha256(PrintHeader(header->second)));
  }
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

absl::StatusOr<std::vector<EscalateLine>> Stage::RungsOf(const plugkit::Envelope& envelope,
                                                         const EnvelopeHeader& header) const {
  if (envelope.escalate_size() > 0 || !header.ladder.has_value()) return ParseRungs(envelope);
  const auto ladder = ladders_.find({header.ladder->id, header.ladder->version});
  if (ladder == ladders_.end()) return std::vector<EscalateLine>();
  return EscalateLines(ladder->second, header.as, header.to, header.precedence, mission_);
}

absl::StatusOr<EnvelopeHeader> Stage::MakeHeader(const plugkit::Envelope& envelope,
                                                 const std::string& name, TestDesk& desk) {
  ASSIGN_OR_RETURN(std::vector<MailboxId> to, ParseMailboxes(envelope.to()));
  ASSIGN_OR_RETURN(std::vector<MailboxId> info, ParseMailboxes(envelope.info()));
  ASSIGN_OR_RETURN(
      const Precedence precedence,
      ParsePrecedence(envelope.precedence().empty() ? "routine" : envelope.precedence()));
  std::vector<MailboxId> all = to;
  all.insert(all.end(), info.begin(), info.end());
  std::sort(all.begin(), all.end());
  EnvelopeHeader header = desk.NextHeader(std::move(all), precedence);
  header.seen = seen_;
  header.id = BytesFor(name);
  header.to = std::move(to);
  header.info = std::move(info);
  if (!envelope.ack_within().empty()) {
    ASSIGN_OR_RETURN(header.ack_within_s, ParseSeconds(envelope.ack_within()));
  }
  if (!envelope.ladder().empty()) {
    ASSIGN_OR_RETURN(header.ladder, ParseLadder(envelope.ladder()));
  }
  ASSIGN_OR_RETURN(header.escalate, RungsOf(envelope, header));
  header.tags = TagsOf(envelope);
  ASSIGN_OR_RETURN(header.follows, HashesOf(envelope.follows()));
  ASSIGN_OR_RETURN(header.withdraws, HashesOf(envelope.withdraws()));
  return header;
}

absl::Status Stage::Send(const plugkit::Envelope& envelope) {
  if (envelope.name().empty()) return Malformed("name", "NAME", "an envelope needs a name");
  if (envelope.times() > kTimesMax) {
    return Malformed("times", "TIMES", absl::StrCat("at most ", kTimesMax, " at once"));
  }
  ASSIGN_OR_RETURN(TestDesk * desk, DeskOf(envelope.as()));
  std::vector<Submission> submissions;
  std::map<std::string, EnvelopeHeader> sent;
  TestDesk ahead(*desk);  // its streams go on before the hub has said yes
  for (uint32_t i = 1; i <= std::max(envelope.times(), 1U); ++i) {
    const std::string name =
        envelope.times() > 1 ? absl::StrCat(envelope.name(), "/", i) : envelope.name();
    if (headers_.contains(name)) {
      return Malformed("name", "NAME", absl::StrCat("two envelopes are named ", name));
    }
    ASSIGN_OR_RETURN(EnvelopeHeader header, MakeHeader(envelope, name, ahead));
    submissions.push_back(ahead.Sign(header));
    ahead.Advance(header);
    sent[name] = std::move(header);
  }
  RETURN_IF_ERROR(Submit(desk->device(), submissions));
  for (const auto& [name, header] : sent) {
    names_[Sha256(PrintHeader(header))] = name;
    headers_[name] = header;
  }
  desks_.erase(ahead.device());
  desks_.emplace(ahead.device(), std::move(ahead));
  return absl::OkStatus();
}

absl::Status Stage::Give(const plugkit::Receipt& receipt) {
  ASSIGN_OR_RETURN(TestDesk * desk, DeskOf(receipt.as()));
  ASSIGN_OR_RETURN(const Target target, FindTarget(receipt.target(), desk->device()));
  ASSIGN_OR_RETURN(const ReceiptState state, ParseReceiptState(receipt.state()));
  Receipt text = desk->NextReceipt(target.hash, target.stream, state);
  text.nonce = BytesFor(absl::StrCat(receipt.target(), " ", receipt.as(), " ", receipt.state()));
  text.reason = receipt.reason();
  text.seen = seen_;
  RETURN_IF_ERROR(Submit(desk->device(), {desk->Sign(text)}));
  desk->Advance(text);
  return absl::OkStatus();
}

absl::Status Stage::Revoke(const std::string& device, const std::string& reason) {
  ASSIGN_OR_RETURN(const RevokeReason why, ParseRevokeReason(reason.empty() ? "lost" : reason));
  const std::vector<std::string>& devices = test_.mission().devices();
  if (std::find(devices.begin(), devices.end(), device) == devices.end()) {
    return Malformed("revoke", "DEVICE", absl::StrCat("the mission has no device ", device));
  }
  const std::string office = device.substr(0, device.find('/'));
  RETURN_IF_ERROR(Submit(absl::StrCat(office, "/d01"), {MakeRevocation(test_, device, why)}));
  map_notes_.RemoveDevice(device);
  return absl::OkStatus();
}

absl::Status Stage::Submit(const std::string& device, const std::vector<Submission>& submissions) {
  const Hash pin = SpkiPinOf(test_.mission().tls_key(device).public_key());
  RETURN_IF_ERROR(test_.hub().Authenticate(pin).status());
  for (const Outcome& outcome : test_.SubmitAll(device, submissions)) {
    if (!outcome.accepted.has_value()) return outcome.status;
  }
  return absl::OkStatus();
}

}  // namespace liaison
