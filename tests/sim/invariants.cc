#include "tests/sim/invariants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/wire/checkpoint.h"

namespace liaison {
namespace {

constexpr size_t kAll = 1'000'000;

std::vector<OutboxItem> EntriesOf(const SimDesk& desk) {
  return desk.desk().outbox().List(std::nullopt).value();
}

bool HasMailbox(const ReaderIdentity& reader, const MailboxId& mailbox) {
  return std::find(reader.mailboxes.begin(), reader.mailboxes.end(), mailbox) !=
         reader.mailboxes.end();
}

// For gtest's messages.
std::vector<uint64_t> Values(const std::vector<LeafIndex>& indexes) {
  std::vector<uint64_t> values;
  for (const LeafIndex index : indexes) values.push_back(index.value());
  return values;
}

struct LoggedEnvelope {
  OutboxItem item;
  EnvelopeHeader header;

  bool Concerns(const ReaderIdentity& reader) const {
    const auto own = [&](const MailboxId& mailbox) { return HasMailbox(reader, mailbox); };
    return header.as.office == reader.office ||
           std::any_of(header.to.begin(), header.to.end(), own) ||
           std::any_of(header.info.begin(), header.info.end(), own);
  }
  // Whether the sender could seal to this device, in the directory state that it had seen.
  bool SealedTo(const std::string& device, const Directory& directory) const {
    std::vector<MailboxId> mailboxes = header.to;
    mailboxes.insert(mailboxes.end(), header.info.begin(), header.info.end());
    mailboxes.push_back(header.as);
    for (const MailboxId& mailbox : mailboxes) {
      for (const DeviceKey& key : directory.Resolve(mailbox, header.seen.size)) {
        if (key.device == device) return true;
      }
    }
    return false;
  }
};

// Everything that the desks say is in the log, by its place.
struct Logged {
  std::map<LeafIndex, LoggedEnvelope> envelopes;
  std::map<LeafIndex, Receipt> receipts;

  const LoggedEnvelope* FindEnvelope(const Hash& header) const {
    for (const auto& [index, envelope] : envelopes) {
      if (envelope.item.body_hash == header) return &envelope;
    }
    return nullptr;
  }
};

Logged CollectLogged(Simulation& simulation) {
  Logged logged;
  for (const std::unique_ptr<SimDesk>& desk : simulation.desks()) {
    for (const OutboxItem& item : EntriesOf(*desk)) {
      if (item.state != OutboxState::kAccepted) {
        ADD_FAILURE() << desk->device() << " " << item.serial << " is "
                      << OutboxStateName(item.state) << " " << item.refusal_reason;
        continue;
      }
      EXPECT_EQ(desk->desk().mirror().FindSealed(*item.body_hash), item.index) << item.serial;
      const Note note = ParseNote(item.note, kMaxHeaderBytes).value();
      const std::string& ns = simulation.hub_host().mission().ns();
      const bool alone =
          item.kind == RecordKind::kEnvelope
              ? logged.envelopes
                    .emplace(*item.index, LoggedEnvelope{item, ParseHeader(ns, note.text).value()})
                    .second
              : logged.receipts.emplace(*item.index, ParseReceipt(ns, note.text).value()).second;
      EXPECT_TRUE(alone) << "two records at " << item.index->value();
    }
  }
  return logged;
}

// What the desk's archive calls its own: from this device, or of its office and not addressed to
// it.
bool IsSentBy(const LoggedEnvelope& envelope, const ReaderIdentity& reader) {
  const EnvelopeHeader& header = envelope.header;
  return header.as.office == reader.office &&
         (header.from == reader.device || !ReceivingMailbox(header, reader).has_value());
}

void ExpectNotice(const ArchivedNotice& found, const LoggedEnvelope& envelope, Desk& desk) {
  const ReaderIdentity reader = desk.reader();
  SCOPED_TRACE(envelope.item.serial);
  EXPECT_EQ(found.time_ms, envelope.item.time_ms);
  EXPECT_EQ(found.header_hash, *envelope.item.body_hash);
  EXPECT_EQ(found.sent, IsSentBy(envelope, reader));
  EXPECT_EQ(found.findings.size(), found.why_closed.empty() ? 0U : 1U);
  const bool sealed = envelope.SealedTo(reader.device, desk.mirror().directory());
  // What this desk sent itself it keeps from its outbox, or meets again in its inbox, where it is
  // closed if its own prekeys had lapsed: which of the two comes first is a matter of faults.
  if (!sealed && envelope.header.from == reader.device) return;
  if (sealed) {
    EXPECT_EQ(found.why_closed, "");
    EXPECT_EQ(found.serial, envelope.item.serial);
  } else {
    EXPECT_EQ(found.why_closed, "NOT_FOR_THIS_DEVICE");
  }
}

void ExpectNotices(const Logged& logged, Desk& desk) {
  const ReaderIdentity reader = desk.reader();
  std::vector<ArchivedNotice> archived = desk.archive().List({.limit = kAll}).value();
  std::reverse(archived.begin(), archived.end());
  std::vector<LeafIndex> expected;
  for (const auto& [index, envelope] : logged.envelopes) {
    if (envelope.Concerns(reader)) expected.push_back(index);
  }
  std::vector<LeafIndex> found;
  for (const ArchivedNotice& notice : archived) found.push_back(notice.index.value());
  ASSERT_EQ(Values(found), Values(expected));
  for (const ArchivedNotice& notice : archived) {
    ExpectNotice(notice, logged.envelopes.at(notice.index.value()), desk);
  }
}

void ExpectReceipts(const Logged& logged, SimDesk& desk) {
  const ReaderIdentity reader = desk.desk().reader();
  for (const auto& [envelope_index, envelope] : logged.envelopes) {
    const Hash& target = *envelope.item.body_hash;
    std::vector<LeafIndex> expected;
    size_t delivered_here = 0;
    for (const auto& [index, receipt] : logged.receipts) {
      if (receipt.target != target) continue;
      if (receipt.from == reader.device && receipt.state == ReceiptState::kDelivered) {
        ++delivered_here;
      }
      if (HasMailbox(reader, envelope.header.as) || HasMailbox(reader, receipt.as)) {
        expected.push_back(index);
      }
    }
    std::vector<LeafIndex> archived;
    const std::vector<ArchivedReceipt> held = desk.desk().archive().ReceiptsOf(target).value();
    for (const ArchivedReceipt& receipt : held) {
      archived.push_back(receipt.index.value());
    }
    EXPECT_EQ(Values(archived), Values(expected)) << envelope.item.serial;
    const bool owed = envelope.Concerns(reader) && !IsSentBy(envelope, reader) &&
                      envelope.SealedTo(reader.device, desk.desk().mirror().directory());
    EXPECT_EQ(delivered_here, owed ? 1U : 0U) << envelope.item.serial;
  }
}

}  // namespace

void ExpectOneLog(Simulation& simulation) {
  const Logged logged = CollectLogged(simulation);
  const HubStatus status = simulation.hub_host().hub().GetStatus();
  const Checkpoint head =
      ParseCheckpointText(ParseNote(status.checkpoint, kMaxPublicNoteBytes)->text).value();
  for (const std::unique_ptr<SimDesk>& desk : simulation.desks()) {
    EXPECT_EQ(desk->desk().mirror().seen().size, head.size) << desk->device();
    EXPECT_EQ(desk->desk().mirror().seen().root, head.root) << desk->device();
  }
  const Mirror& mirror = simulation.desks().front()->desk().mirror();
  size_t sealed = 0;
  int64_t before_ms = 0;
  for (uint64_t i = 0; i < mirror.size().value(); ++i) {
    const std::string entry = mirror.EntryAt(LeafIndex(i)).value();
    const LeafEntry leaf = ParseLeafEntry(simulation.hub_host().mission().ns(), entry).value();
    EXPECT_GE(leaf.time_ms, before_ms) << "at leaf " << i;
    before_ms = leaf.time_ms;
    if (!leaf.is_public) ++sealed;
  }
  EXPECT_EQ(sealed, logged.envelopes.size() + logged.receipts.size());
  EXPECT_EQ(simulation.hub_host().Check(), absl::OkStatus());
}

void ExpectWholeArchives(Simulation& simulation) {
  const Logged logged = CollectLogged(simulation);
  for (const auto& [index, receipt] : logged.receipts) {
    EXPECT_NE(logged.FindEnvelope(receipt.target), nullptr) << "at leaf " << index.value();
  }
  for (const std::unique_ptr<SimDesk>& desk : simulation.desks()) {
    SCOPED_TRACE(desk->device());
    EXPECT_THAT(desk->alarms(), testing::IsEmpty());
    EXPECT_TRUE(desk->desk().archive().Evidence().value().empty());
    ExpectNotices(logged, desk->desk());
    ExpectReceipts(logged, *desk);
  }
}

void ExpectGaplessSerials(Simulation& simulation) {
  for (const std::unique_ptr<SimDesk>& desk : simulation.desks()) {
    uint64_t number = 0;
    for (const OutboxItem& item : EntriesOf(*desk)) {
      if (item.kind != RecordKind::kEnvelope) continue;
      const Note note = ParseNote(item.notice, kMaxNoticeBytes).value();
      const Notice notice = ParseNotice(simulation.hub_host().mission().ns(), note.text).value();
      EXPECT_EQ(notice.serial.number, ++number) << desk->device();
    }
  }
}

}  // namespace liaison
