// What a hub can lie about when it delivers. Every record here is genuine and lies in the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "tests/hostile/hostile_world.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class LyingInbox : public testing::Test {
 protected:
  // Accepted by the hub; its place.
  LeafIndex Accepted(Victim& sender, const MailboxId& as, const MailboxId& to,
                     absl::string_view subject) {
    const OutboxItem item = sender.Say(as, to, subject);
    EXPECT_EQ(sender.Sync(), absl::OkStatus());
    return sender.desk().outbox().Get(item.id)->index.value();
  }

  HonestHub world_;
  Victim& tur_ = world_.Join("tur/d01");
  Victim& irn_ = world_.Join("irn/d01");
};

TEST_F(LyingInbox, WithheldMessageShowsWithTheNextOne) {  // T-06
  const LeafIndex withheld = Accepted(tur_, kTur, kIrn, "one");
  Accepted(tur_, kTur, kIrn, "two");
  irn_.lies.rewrite = WithoutRecordAt(withheld);
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Notices(), SizeIs(1));
  // Not NEVER_LOGGED: the own mirror proves that the hub has it.
  ASSERT_THAT(irn_.Alarms(), ElementsAre("WITHHELD"));
  EXPECT_TRUE(irn_.events().back().forged);
}

TEST_F(LyingInbox, TwentyMessagesInAnyOrderAreShownInTheirOwn) {  // T-07
  constexpr int kMessages = 20;
  std::vector<LeafIndex> sent;
  for (int i = 0; i < kMessages; ++i) {
    sent.push_back(Accepted(tur_, kTur, kIrn, absl::StrCat("message ", i)));
  }
  SeededRandom random(7);
  irn_.lies.rewrite = InOrder([&random](std::vector<IncomingRecord>& records) {
    ASSERT_EQ(records.size(), size_t{kMessages});
    for (size_t i = records.size() - 1; i > 0; --i) {
      std::swap(records[i], records[random.Below(i + 1)]);
    }
    ASSERT_FALSE(std::is_sorted(
        records.begin(), records.end(),
        [](const IncomingRecord& a, const IncomingRecord& b) { return a.index < b.index; }));
  });
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
  std::vector<LeafIndex> shown;
  for (const ArchivedNotice& notice : irn_.Notices()) shown.push_back(notice.index.value());
  EXPECT_EQ(shown, sent);
}

TEST_F(LyingInbox, TimeThatTheLeafDoesNotCarryIsALie) {  // T-08
  Accepted(tur_, kTur, kIrn, "back-dated");
  irn_.lies.rewrite = EachRecord([](IncomingRecord& record) { record.time_ms -= 86'400'000; });
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Alarms(), ElementsAre("NOT_LOGGED"));
  EXPECT_TRUE(irn_.events().back().forged);
  EXPECT_THAT(irn_.Notices(), IsEmpty());
}

TEST_F(LyingInbox, CorruptBodyAccusesTheHubAndNeverTheSender) {  // T-37
  Accepted(tur_, kTur, kIrn, "served corrupt");
  irn_.lies.rewrite = CorruptBodies();
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Alarms(), ElementsAre("HUB_CORRUPT_BODY"));
  EXPECT_TRUE(irn_.events().back().forged);
  EXPECT_THAT(irn_.Receipts(), IsEmpty()) << "no cannot_open may be signed";

  irn_.lies.rewrite = nullptr;
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  EXPECT_EQ(irn_.Notices().front().why_closed, "");
  EXPECT_THAT(irn_.Receipts(), ElementsAre(ReceiptState::kDelivered));
}

// A body that is kept back is asked for until its time is over; then it is nobody's lie.
TEST_F(LyingInbox, BodyThatIsNotHandedOverIsAskedForUntilItExpires) {
  Accepted(tur_, kTur, kIrn, "kept back");
  Accepted(tur_, kTur, kIrn, "kept back for ever");
  irn_.lies.rewrite = EachRecord([](IncomingRecord& record) { record.sealed.clear(); });
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(2));
  EXPECT_EQ(irn_.Notices().front().why_closed, "NOT_FETCHED");
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
  EXPECT_THAT(irn_.Receipts(), IsEmpty()) << "the sender is not to blame";

  const LeafIndex first = irn_.Notices().front().index.value();
  irn_.lies.rewrite = EachRecord([first](IncomingRecord& record) {
    if (record.index != first) record.sealed.clear();
  });
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_EQ(irn_.Notices().front().why_closed, "");
  EXPECT_EQ(irn_.Notices().back().why_closed, "NOT_FETCHED");

  world_.hub().clock().Advance(absl::Hours(15 * 24));
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());  // its own receipt and prekeys carry the new time
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_EQ(irn_.Notices().back().why_closed, "BODY_EXPIRED");
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
}

TEST_F(LyingInbox, MessageDeliveredTwiceIsThereOnce) {  // T-04
  Accepted(tur_, kTur, kIrn, "once");
  irn_.lies.rewrite = InOrder([](std::vector<IncomingRecord>& records) {
    ASSERT_FALSE(records.empty());
    const std::vector<IncomingRecord> again = records;
    records.insert(records.end(), again.begin(), again.end());
  });
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_TRUE(irn_.desk().FetchAgain({}).ok());
  EXPECT_THAT(irn_.Notices(), SizeIs(1));
  EXPECT_THAT(irn_.Receipts(), ElementsAre(ReceiptState::kDelivered));
  EXPECT_THAT(irn_.Alarms(), IsEmpty());
}

TEST_F(LyingInbox, MessageOfAnotherOfficeIsNotAccepted) {  // T-04
  Victim& jor = world_.Join("jor/d01");
  Accepted(tur_, kTur, kJor, "not for irn");
  std::vector<IncomingBatch> for_jor;
  jor.lies.rewrite = [&for_jor](std::vector<IncomingBatch>& batches) { for_jor = batches; };
  ASSERT_EQ(jor.Sync(), absl::OkStatus());
  ASSERT_FALSE(for_jor.empty());

  irn_.lies.rewrite = [&for_jor](std::vector<IncomingBatch>& batches) { batches = for_jor; };
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Alarms(), ElementsAre("NOT_ADDRESSED"));
  EXPECT_TRUE(irn_.events().back().forged);
  EXPECT_THAT(irn_.Notices(), IsEmpty());
}

TEST_F(LyingInbox, ThroughBeyondTheLogIsALieAndMovesNoCursor) {  // T-06
  Accepted(tur_, kTur, kIrn, "hidden below");
  irn_.lies.rewrite = [](std::vector<IncomingBatch>& batches) {
    for (IncomingBatch& batch : batches) {
      batch.records.clear();
      batch.through.fill(TreeSize(std::numeric_limits<uint64_t>::max()));
    }
  };
  const absl::Status synced = irn_.Sync();
  EXPECT_TRUE(absl::IsDataLoss(synced)) << synced;
  EXPECT_EQ(ReasonOf(synced), "THROUGH");

  irn_.lies.rewrite = nullptr;
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  EXPECT_THAT(irn_.Notices(), SizeIs(1));
}

// One more than the largest index is zero.
TEST_F(LyingInbox, LargestIndexOfAllIsALie) {
  Accepted(tur_, kTur, kIrn, "nowhere");
  irn_.lies.rewrite = EachRecord([](IncomingRecord& record) {
    record.index = LeafIndex(std::numeric_limits<uint64_t>::max());
  });
  const absl::Status synced = irn_.Sync();
  if (synced.ok()) {
    ASSERT_THAT(irn_.Alarms(), ElementsAre("NOT_MIRRORED"));
    EXPECT_TRUE(irn_.events().back().forged);
  } else {
    EXPECT_TRUE(absl::IsDataLoss(synced)) << synced;
  }
  EXPECT_THAT(irn_.Notices(), IsEmpty());
}

}  // namespace
}  // namespace liaison
