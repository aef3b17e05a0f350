#include "clients/core/incoming/overdue.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

constexpr int64_t kAccepted_ms = 1'000'000;

EnvelopeHeader Header() {
  EnvelopeHeader header;
  header.as = {.office = "tur", .role = Role::kDuty};
  header.to = {{.office = "irn", .role = Role::kDuty}, {.office = "rus", .role = Role::kDuty}};
  header.info = {{.office = "un", .role = Role::kDuty}};
  header.ack_within_s = 600;
  return header;
}

ArchivedReceipt From(const MailboxId& as, ReceiptState state) {
  ArchivedReceipt receipt;
  receipt.as = as;
  receipt.state = state;
  return receipt;
}

TEST(Overdue, NothingIsOverdueAtTheLastInstant) {
  EXPECT_TRUE(OverdueOf(Header(), {}, kAccepted_ms, {}, kAccepted_ms + 600'000).empty());
  EXPECT_EQ(OverdueOf(Header(), {}, kAccepted_ms, {}, kAccepted_ms + 600'001).size(), 3u);
}

TEST(Overdue, TellsSilenceFromAnUnansweredDelivery) {
  const EnvelopeHeader header = Header();
  const std::vector<Overdue> overdue = OverdueOf(header, {}, kAccepted_ms,
                                                 {From(header.to[0], ReceiptState::kAcknowledged),
                                                  From(header.to[1], ReceiptState::kDelivered),
                                                  From(header.info[0], ReceiptState::kDelivered)},
                                                 kAccepted_ms + 600'001);
  ASSERT_EQ(overdue.size(), 1u);
  EXPECT_EQ(overdue[0].mailbox, header.to[1]);
  EXPECT_TRUE(overdue[0].delivered);
}

TEST(Overdue, AnswersOfOthersDoNotCount) {
  const EnvelopeHeader header = Header();
  const std::vector<Overdue> overdue =
      OverdueOf(header, {}, kAccepted_ms, {From(header.info[0], ReceiptState::kAcknowledged)},
                kAccepted_ms + 600'001);
  EXPECT_EQ(overdue.size(), 2u);
}

TEST(Overdue, WhatIsResolvedOwesNothing) {
  const EnvelopeHeader header = Header();
  EXPECT_TRUE(OverdueOf(header, {}, kAccepted_ms, {From(header.as, ReceiptState::kResolved)},
                        kAccepted_ms + 600'001)
                  .empty());
}

TEST(Overdue, WithoutAckWithinOnlyDeliveryIsAsked) {
  EnvelopeHeader header = Header();
  header.ack_within_s.reset();
  const int64_t late = kAccepted_ms + int64_t{6} * 3600 * 1000 + 1;
  const std::vector<Overdue> overdue =
      OverdueOf(header, {}, kAccepted_ms, {From(header.to[0], ReceiptState::kDelivered)}, late);
  ASSERT_EQ(overdue.size(), 2u);
  EXPECT_EQ(overdue[0].mailbox, header.to[1]);
  EXPECT_FALSE(overdue[0].delivered);
}

}  // namespace
}  // namespace liaison
