// A hub that shows two offices two logs: the same keys, the same founding, another later life.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/error.h"
#include "tests/hostile/hostile_world.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Submission SubmissionOf(const OutgoingRecord& record) {
  return {.kind = record.kind, .note = record.note, .sealed = record.sealed};
}

class TwoHeads : public testing::Test {
 protected:
  // tur speaks at the first head; the second logs the same bytes an hour later.
  void SpeakAtBoth(Victim& tur, const MailboxId& to, absl::string_view subject) {
    tur.Say(kTur, to, subject);
    ASSERT_EQ(tur.Sync(), absl::OkStatus());
    ASSERT_TRUE(world_.other()
                    .Submit("tur/d01", SubmissionOf(tur.lies.submitted.back()))
                    .accepted.has_value());
  }

  HonestHub world_;
  Victim& tur_ = world_.Join("tur/d01");
  Victim& irn_ = world_.Join("irn/d01");
};

TEST_F(TwoHeads, GrowFromOneFounding) {
  EXPECT_EQ(world_.hub().hub().GetStatus().checkpoint, world_.other().hub().GetStatus().checkpoint);
}

TEST_F(TwoHeads, OfficeThatChangesHeadsHasProofOfTheFork) {  // T-09
  world_.other().clock().Advance(absl::Hours(1));
  SpeakAtBoth(tur_, kJor, "to grow apart");
  irn_.ConnectTo(world_.LineTo(world_.other(), "irn/d01"));
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  // The head that tur was shown, e.g. read from a bag or over the telephone.
  const absl::Status heard =
      irn_.desk().mirror().CheckHead(world_.hub().hub().GetStatus().checkpoint);
  EXPECT_TRUE(absl::IsDataLoss(heard)) << heard;
  EXPECT_EQ(ReasonOf(heard), "FORK");
  // Nothing goes on after that.
  EXPECT_EQ(ReasonOf(irn_.Sync()), "FORK");
}

TEST_F(TwoHeads, OtherHeadServedLaterIsAFork) {  // T-09
  world_.other().clock().Advance(absl::Hours(1));
  SpeakAtBoth(tur_, kJor, "first");
  SpeakAtBoth(tur_, kJor, "second");
  tur_.ConnectTo(world_.LineTo(world_.other(), "tur/d01"));
  EXPECT_EQ(ReasonOf(tur_.Sync()), "FORK");
}

// The logs hold the same records in the same order; only the hub's times differ.
TEST_F(TwoHeads, HeadsThatDifferOnlyInTimesAreFoundBySeen) {  // T-36
  world_.other().clock().Advance(absl::Hours(1));
  SpeakAtBoth(tur_, kJor, "the same at both heads");
  ASSERT_EQ(world_.hub().size(), world_.other().size());
  ASSERT_NE(world_.hub().hub().GetStatus().checkpoint, world_.other().hub().GetStatus().checkpoint);
  SpeakAtBoth(tur_, kIrn, "names the first head");

  irn_.ConnectTo(world_.LineTo(world_.other(), "irn/d01"));
  ASSERT_EQ(irn_.Sync(), absl::OkStatus());
  ASSERT_THAT(irn_.Notices(), SizeIs(1));
  EXPECT_EQ(irn_.Notices().front().why_closed, "SEEN_UNPROVEN");
  EXPECT_EQ(irn_.Notices().front().notice, "") << "nothing may be opened";
  EXPECT_THAT(irn_.Receipts(), IsEmpty());

  // The hub-signed head that the sender keeps decides which of the two lies: the hub does.
  EXPECT_EQ(ReasonOf(irn_.desk().mirror().CheckHead(tur_.desk().mirror().head().bytes())), "FORK");
}

}  // namespace
}  // namespace liaison
