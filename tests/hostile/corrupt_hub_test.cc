// What only a hub in an attacker's hands would log: forged, stolen and broken records, false times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/core/keys/secret_names.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "clients/core/sealing/seal.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/hostile/hostile_world.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kDay_ms = int64_t{24} * 3600 * 1000;

class CorruptHubTest : public testing::Test {
 protected:
  const NoteSigner& tur() const { return world_.mission().signer("tur/d01"); }
  const NoteSigner& rus() const { return world_.mission().signer("rus/d01"); }

  void ExpectForged(absl::string_view code) {
    ASSERT_EQ(irn_.Sync(), absl::OkStatus());
    EXPECT_THAT(irn_.Alarms(), ElementsAre(code));
    EXPECT_TRUE(irn_.events().back().forged);
    EXPECT_THAT(irn_.Notices(), IsEmpty());
    EXPECT_THAT(irn_.Receipts(), IsEmpty());
  }

  CorruptHub world_;
  Victim& irn_ = world_.Join("irn/d01");
};

// That the records made by hand are good ones: else the tests below prove nothing.
TEST_F(CorruptHubTest, GenuineRecordIsOpened) {
  const ComposedNotice genuine = world_.Compose(tur(), kTur, {kIrn});
  world_.Log(genuine.header, world_.SealTo({"irn/d01"}, genuine.notice), tur());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  EXPECT_EQ(irn_.Notices().front().why_closed, "");
  EXPECT_THAT(irn_.Receipts(), ElementsAre(ReceiptState::kDelivered));
}

TEST_F(CorruptHubTest, HeaderByAKeyThatNobodyCertifiedIsForged) {  // T-02
  const NoteSigner imposter(tur().vkey().name, SigningKey::Generate(world_.random()));
  const ComposedNotice forged = world_.Compose(imposter, kTur, {kIrn});
  world_.Log(forged.header, world_.SealTo({"irn/d01"}, forged.notice), imposter);
  ExpectForged("SIGNATURE");
}

TEST_F(CorruptHubTest, HeaderByADeviceThatDoesNotExistIsForged) {  // T-02
  const NoteSigner imposter(world_.mission().FullName("tur/d09"),
                            SigningKey::Generate(world_.random()));
  const ComposedNotice forged = world_.Compose(imposter, kTur, {kIrn});
  world_.Log(forged.header, world_.SealTo({"irn/d01"}, forged.notice), imposter);
  ExpectForged("SIGNER");
}

TEST_F(CorruptHubTest, HeaderByAnotherOfficesDeviceIsForged) {  // T-02
  const ComposedNotice forged = world_.Compose(rus(), kTur, {kIrn});
  world_.Log(forged.header, world_.SealTo({"irn/d01"}, forged.notice), rus());
  ExpectForged("SIGNER");
}

TEST_F(CorruptHubTest, HeaderByARevokedDeviceIsForged) {  // T-02
  Hash certificate;
  for (const std::string& bytes : world_.mission().notes()) {
    const Note note = ParseNote(bytes, kMaxPublicNoteBytes).value();
    const absl::StatusOr<Certificate> parsed =
        ParseCertificate(world_.mission().ns(), note.text, SodiumCrypto());
    if (parsed.ok() && parsed->subject == tur().vkey().name) certificate = Sha256(note.text);
  }
  const NoteSigner& registrar = world_.mission().signer("tur/r01");
  world_.hub().AppendNote(
      registrar.SignNote(PrintRevocation({.ns = world_.mission().ns(),
                                          .charter = world_.mission().charter_hash(),
                                          .cert = certificate,
                                          .reason = RevokeReason::kLost,
                                          .by = registrar.vkey().name})));
  const ComposedNotice forged = world_.Compose(tur(), kTur, {kIrn});
  world_.Log(forged.header, world_.SealTo({"irn/d01"}, forged.notice), tur());
  ExpectForged("SIGNER");
}

TEST_F(CorruptHubTest, ForwardedCopyNamesItsAddresseesAndIsNoNoticeOfTheForwarder) {  // T-12
  const ComposedNotice original = world_.Compose(tur(), kTur, {kJor});
  const ComposedNotice around = world_.Compose(rus(), kRus, {kIrn});
  world_.Log(around.header, world_.SealTo({"irn/d01"}, original.notice), rus());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  const ArchivedNotice copy = irn_.Notices().front();
  EXPECT_EQ(copy.why_closed, "FORWARDED_COPY");
  EXPECT_THAT(copy.findings, ElementsAre(Finding{"FORWARDED_COPY", "jor/duty"}));
  EXPECT_THAT(irn_.Receipts(), IsEmpty());
}

TEST_F(CorruptHubTest, StolenCiphertextSignedAnewIsNotTheThiefsNotice) {  // T-13
  const ComposedNotice original = world_.Compose(tur(), kTur, {kIrn});
  const std::string sealed = world_.SealTo({"irn/d01"}, original.notice);
  world_.Log(world_.Compose(rus(), kRus, {kIrn}).header, sealed, rus());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  EXPECT_EQ(irn_.Notices().front().why_closed, "FORWARDED_COPY");
  EXPECT_THAT(irn_.Receipts(), IsEmpty());
}

TEST_F(CorruptHubTest, BrokenStanzaIsAnsweredWithASignedCannotOpen) {  // T-16
  const ComposedNotice notice = world_.Compose(tur(), kTur, {kIrn});
  Secret file_key(16);
  world_.random().Fill(file_key.data(), file_key.size());
  std::vector<AgeStanza> stanzas;
  for (const AgeRecipient& key : world_.KeysOf({"irn/d01", "tur/d01"})) {
    stanzas.push_back(WrapFileKey(file_key, key, world_.random()).value());
  }
  stanzas.front().body.front() = static_cast<char>(stanzas.front().body.front() ^ 1);
  world_.Log(notice.header, FinishAgeFile(file_key, stanzas, notice.notice, world_.random()),
             tur());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  EXPECT_EQ(irn_.Notices().front().why_closed, "CANNOT_OPEN");
  EXPECT_THAT(irn_.Receipts(), ElementsAre(ReceiptState::kCannotOpen));
}

TEST_F(CorruptHubTest, SenderWhoInventsAHeadAccusesNobody) {  // T-32
  ComposedNotice notice = world_.Compose(tur(), kTur, {kIrn});
  notice.header.seen.root = Sha256("a head that never was");
  world_.Log(notice.header, world_.SealTo({"irn/d01"}, notice.notice), tur());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
  EXPECT_EQ(irn_.desk().mirror().Usable(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  EXPECT_EQ(irn_.Notices().front().why_closed, "SEEN_UNPROVEN");
  EXPECT_THAT(irn_.Notices().front().findings,
              ElementsAre(Finding{"SEEN_UNPROVEN", tur().vkey().name}));
  EXPECT_FALSE(irn_.events().back().forged);
}

TEST_F(CorruptHubTest, ReceiptOfAnOfficeThatIsNoAddresseeIsALie) {
  const OutboxItem said = irn_.Say(kIrn, kTur, "to tur alone");
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  const OutboxItem sent = irn_.desk().outbox().Get(said.id).value();
  ASSERT_EQ(sent.state, OutboxState::kAccepted);
  const Receipt receipt{.ns = world_.mission().ns(),
                        .hub = world_.mission().ns() + "/log",
                        .nonce = {1},
                        .from = rus().vkey().name,
                        .as = kRus,
                        .target = *sent.body_hash,
                        .index = sent.index,
                        .state = ReceiptState::kAcknowledged,
                        .stream = {.to = kIrn.ToString(), .counter = 1},
                        .seen = world_.Newest()};
  ASSERT_TRUE(world_.hub()
                  .Submit({.kind = RecordKind::kAct, .note = rus().SignNote(PrintReceipt(receipt))})
                  ->accepted);
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), ElementsAre("NOT_ADDRESSED"));
  EXPECT_TRUE(irn_.events().back().forged);
  EXPECT_THAT(irn_.desk().archive().ReceiptsOf(*sent.body_hash).value(), IsEmpty());
}

TEST_F(CorruptHubTest, LeafTimesThatGoBackAreALie) {  // T-08
  const TreeSize before = irn_.desk().mirror().size();
  world_.hub().now_ms -= kDay_ms;
  world_.hub().AppendSealed(Sha256("yesterday"));
  EXPECT_EQ(ReasonOf(irn_.Sync()), "TIME_BACKWARDS");
  EXPECT_EQ(irn_.desk().mirror().size(), before);
}

// Prekeys end 56 days after the founding and are kept for 30 more; certificates last for 180.
TEST_F(CorruptHubTest, HubWhoseTimeRunsAheadDestroysNoPrekey) {
  world_.hub().now_ms += 120 * kDay_ms;
  world_.hub().AppendSealed(Sha256("in September"));
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  for (const auto& [serial, identity] : world_.prekeys().Of(world_.mission().FullName("irn/d01"))) {
    EXPECT_TRUE(irn_.desk().keys().Get(PrekeySecretName(serial)).ok()) << serial;
  }
}

}  // namespace
}  // namespace liaison
