// Bags in the hands of others: late, after a revocation, forged; and what the log makes of them.
#include "proto/text/bag.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "tests/hostile/hostile_world.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class BagTest : public testing::Test {
 protected:
  std::string Pack(Victim& victim) { return victim.desk().PackBag({}).value().bytes; }
  UnpackedBag Unpack(Victim& victim, absl::string_view bytes) {
    return victim.desk().UnpackBag(bytes).value();
  }
  Bag Parse(absl::string_view bytes) {
    return ParseBag(world_.hub().mission().ns(), bytes).value();
  }
  void Acknowledge(Victim& victim) {
    ASSERT_TRUE(
        victim.desk().QueueReceipt(victim.Notices().front(), ReceiptState::kAcknowledged, "").ok());
  }
  std::vector<ReceiptState> LoggedAnswers(Victim& victim) {
    std::vector<ReceiptState> states;
    const Hash header = victim.Notices().front().header_hash;
    const std::vector<ArchivedReceipt> receipts = *victim.desk().archive().ReceiptsOf(header);
    for (const ArchivedReceipt& receipt : receipts) {
      if (receipt.index.has_value()) states.push_back(receipt.state);
    }
    return states;
  }
  void ExpectRefused(const UnpackedBag& bag, absl::string_view code) {
    ASSERT_THAT(bag.entries, SizeIs(1));
    EXPECT_EQ(bag.entries[0].fate, CarriedEntry::Fate::kRefused);
    ASSERT_THAT(bag.entries[0].events, SizeIs(1));
    EXPECT_EQ(bag.entries[0].events[0].alarm->code, code);
    EXPECT_TRUE(bag.entries[0].events[0].forged);
  }

  HonestHub world_;
  Victim& tur_ = world_.Join("tur/d01");
  Victim& irn_ = world_.Join("irn/d01");
};

// The hub was away for longer than the envelope lives: the sender seals the same notice anew, under
// another header. It is the same notice to everybody, and what was answered to it holds.
TEST_F(BagTest, NoticeThatHadToBeSealedAnewIsOneNoticeAndItsAnswersHold) {
  tur_.Say(kTur, kIrn, "late");
  const CarriedEntry taken = Unpack(irn_, Pack(tur_)).entries[0];
  EXPECT_EQ(taken.fate, CarriedEntry::Fate::kNew);
  const Hash in_the_bag = irn_.Notices().front().header_hash;
  const std::optional<int64_t> bag_ms = irn_.Notices().front().bag_ms;
  Acknowledge(irn_);
  EXPECT_EQ(Unpack(tur_, Pack(irn_)).entries.size(), 2U);
  ASSERT_THAT(tur_.Notices(), SizeIs(1));
  EXPECT_FALSE(tur_.Notices().front().index.has_value());

  world_.hub().clock().Advance(absl::Hours(24 * 15));
  ASSERT_EQ(tur_.Sync(), absl::OkStatus());
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_EQ(tur_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  ASSERT_THAT(tur_.Notices(), SizeIs(1));
  const ArchivedNotice notice = irn_.Notices().front();
  EXPECT_NE(notice.header_hash, in_the_bag);
  EXPECT_TRUE(notice.index.has_value());
  EXPECT_EQ(notice.bag_ms, bag_ms);
  EXPECT_EQ(tur_.Notices().front().header_hash, notice.header_hash);
  EXPECT_THAT(LoggedAnswers(tur_),
              testing::UnorderedElementsAre(ReceiptState::kDelivered, ReceiptState::kAcknowledged));
  EXPECT_EQ(irn_.desk().outbox().Waiting(), 0U);
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
  EXPECT_THAT(tur_.Alarms(), IsEmpty());
}

TEST_F(BagTest, NothingOfARevokedDeviceIsTaken) {  // T-20
  tur_.Say(kTur, kIrn, "from a stolen device");
  const std::string bytes = Pack(tur_);
  world_.hub().Submit("irn/d01", MakeRevocation(world_.hub(), "tur/d01"));
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ExpectRefused(Unpack(irn_, bytes), "BAG_SIGNER");
  EXPECT_THAT(irn_.Notices(), IsEmpty());
}

TEST_F(BagTest, HeaderUnderAnotherKeyIsForged) {  // T-02
  tur_.Say(kTur, kIrn, "genuine");
  Bag bag = Parse(Pack(tur_));
  const std::string text = ParseNote(bag.entries[0].note, kMaxHeaderBytes).value().text;
  const NoteSigner imposter(world_.hub().mission().FullName("tur/d01"),
                            SigningKey::Generate(world_.hub().random()));
  bag.entries[0].note = imposter.SignNote(text);
  ExpectRefused(Unpack(irn_, PrintBag(bag)), "SIGNATURE");
}

TEST_F(BagTest, BodyOfAnotherEnvelopeIsRefused) {  // T-14
  tur_.Say(kTur, kIrn, "one");
  tur_.Say(kTur, kIrn, "two");
  Bag bag = Parse(Pack(tur_));
  bag.entries[0].sealed = bag.entries[1].sealed;
  bag.entries.pop_back();
  ExpectRefused(Unpack(irn_, PrintBag(bag)), "BAG_BODY");
}

// The hub withholds the notice, but the log that it cannot deny has its leaf.
TEST_F(BagTest, WhatTheLogHoldsIsLoggedHoweverItComes) {  // T-06
  tur_.Say(kTur, kIrn, "withheld");
  const std::string bytes = Pack(tur_);
  ASSERT_EQ(tur_.Sync(), absl::OkStatus());
  ASSERT_EQ(irn_.desk().mirror().Update(*irn_.desk().hub().value()), absl::OkStatus());
  const UnpackedBag bag = Unpack(irn_, bytes);
  EXPECT_EQ(bag.entries[0].fate, CarriedEntry::Fate::kNew);
  EXPECT_TRUE(bag.entries[0].logged);
  const ArchivedNotice notice = irn_.Notices().front();
  EXPECT_EQ(notice.index, tur_.Notices().front().index);
  EXPECT_TRUE(notice.bag_ms.has_value());
}

TEST_F(BagTest, EnvelopeThatNoHubTakesAnyMoreSaysSo) {  // T-04
  tur_.Say(kTur, kIrn, "old");
  const std::string bytes = Pack(tur_);
  world_.hub().clock().Advance(absl::Hours(24 * 15));
  Unpack(irn_, bytes);
  EXPECT_THAT(irn_.Notices().front().findings,
              ElementsAre(Finding{.code = "BAG_EXPIRED",
                                  .subject = world_.hub().mission().FullName("tur/d01")}));
}

// An office's own acts wait for the line: they hold up nothing that goes by bag.
TEST_F(BagTest, OfficeActsStayAtHomeAndAreRefusedWithoutAnAccusation) {
  const std::string other = world_.hub().mission().FullName("tur/d02");
  ASSERT_TRUE(tur_.desk().outbox().EnqueueDelegation(kTur, other, 2'000'000'000).ok());
  tur_.Say(kTur, kIrn, "goes by bag");
  Bag bag = Parse(Pack(tur_));
  ASSERT_THAT(bag.entries, SizeIs(1));
  EXPECT_EQ(bag.entries[0].kind, RecordKind::kEnvelope);
  EXPECT_EQ(tur_.desk().outbox().Waiting(), 2U);

  bag.entries.insert(bag.entries.begin(),
                     {.kind = RecordKind::kAct,
                      .note = tur_.desk().outbox().MakeHandover(kTur, other, {}).value()});
  const UnpackedBag unpacked = Unpack(irn_, PrintBag(bag));
  ASSERT_THAT(unpacked.entries, SizeIs(2));
  EXPECT_EQ(unpacked.entries[0].fate, CarriedEntry::Fate::kRefused);
  EXPECT_EQ(unpacked.entries[0].events[0].alarm->code, "BAG_OFFICE_ACT");
  EXPECT_FALSE(unpacked.entries[0].events[0].forged);
  EXPECT_EQ(unpacked.entries[1].fate, CarriedEntry::Fate::kNew);

  ASSERT_EQ(tur_.Sync(), absl::OkStatus());
  EXPECT_EQ(tur_.desk().outbox().Waiting(), 0U);
}

}  // namespace
}  // namespace liaison
