#include "clients/core/incoming/closed_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// irn/d04, one of two duty desks of irn, cannot open what tur/d01 sent to irn/duty.
class ClosedAdviceTest : public testing::Test {
 protected:
  ClosedAdviceTest() {
    header_.from = world_.mission().FullName("tur/d01");
    header_.as = {"tur", Role::kDuty};
    header_.to = {{"irn", Role::kDuty}};
    header_.seen.size = world_.directory().size();
  }
  ClosedAdvice For(absl::string_view why) {
    const ReaderIdentity reader{.device = world_.mission().FullName("irn/d04"),
                                .office = "irn",
                                .mailboxes = {{"irn", Role::kDuty}}};
    return AdviceFor(why, header_, reader, world_.directory());
  }

  FoundedMission world_;
  EnvelopeHeader header_;
};

TEST_F(ClosedAdviceTest, HasOneActionForEveryReason) {
  const std::vector<std::pair<std::string, ClosedAction>> expected = {
      {"HUB_CORRUPT_BODY", ClosedAction::kFetch},
      {"NOT_FETCHED", ClosedAction::kFetch},
      {"NOT_RELEASED", ClosedAction::kWait},
      {"SEEN_UNPROVEN", ClosedAction::kCheckpoint},
      {"NOTICE_INVALID", ClosedAction::kAskAgain},
      {"FORWARDED_COPY", ClosedAction::kAskAgain},
      {"CANNOT_OPEN", ClosedAction::kAskAgain},
      {"PREKEY_GONE", ClosedAction::kOtherDesk},
      {"NOT_FOR_THIS_DEVICE", ClosedAction::kOtherDesk},
      {"BODY_EXPIRED", ClosedAction::kOtherDesk}};
  for (const auto& [why, action] : expected) EXPECT_EQ(For(why).action, action) << why;
}

TEST_F(ClosedAdviceTest, NamesOnlyDesksThatCanStillOpenIt) {
  EXPECT_THAT(For("PREKEY_GONE").devices, ElementsAre(world_.mission().FullName("irn/d01")));
  ASSERT_TRUE(world_.Log(world_.Revoke("irn/d01", RevokeReason::kLost, "irn/r01")).ok());
  EXPECT_EQ(For("PREKEY_GONE").action, ClosedAction::kAskAgain) << "nobody else has it";
  EXPECT_THAT(For("PREKEY_GONE").devices, IsEmpty());
}

TEST_F(ClosedAdviceTest, WhatTheOwnOfficeSentIsAtTheSendingDeskOrInItsArchive) {
  header_.from = world_.mission().FullName("irn/d02");
  header_.as = {"irn", Role::kHead};
  header_.to = {{"tur", Role::kDuty}};
  EXPECT_THAT(For("NOT_FOR_THIS_DEVICE").devices,
              ElementsAre(world_.mission().FullName("irn/d02")));
  ASSERT_TRUE(world_.Log(world_.Revoke("irn/d02", RevokeReason::kLeft, "irn/r01")).ok());
  EXPECT_EQ(For("NOT_FOR_THIS_DEVICE").action, ClosedAction::kArchive);
}

}  // namespace
}  // namespace liaison
