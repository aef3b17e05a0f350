#include "proto/rules/office_act.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

class OfficeActTest : public testing::Test {
 protected:
  ActHead Head(absl::string_view from, absl::string_view as) {
    ActHead head{.ns = ns(), .hub = ns() + "/log", .from = Name(from), .as = *ParseMailbox(as)};
    head.stream = {.to = "hub", .counter = 1};
    head.seen.size = TreeSize(1);
    return head;
  }
  Delegation HeadToDuty() {
    return {.head = Head("irn/d02", "irn/head"),
            .to = Name("irn/d01"),
            .mailbox = *ParseMailbox("irn/head"),
            .until_s = world_.now_s() + 3600};
  }
  Receipt OnBehalf() {
    Receipt receipt{.ns = ns(), .from = Name("irn/d01"), .as = *ParseMailbox("irn/duty")};
    receipt.on_behalf = liaison::OnBehalf{.mailbox = *ParseMailbox("irn/head")};
    return receipt;
  }
  std::string Verified(const OfficeAct& act, const std::vector<std::string>& signers) {
    const Note note = *ParseNote(world_.SignBy(PrintOfficeAct(act), signers), kMaxActBytes);
    return ReasonOf(VerifyOfficeAct(act, note, world_.next(), world_.now_ms(), world_.directory(),
                                    SodiumCrypto())
                        .status());
  }
  std::string Delegated(const Receipt& receipt, const Delegation& delegation) {
    return ReasonOf(
        CheckDelegated(receipt, delegation, world_.next(), world_.now_ms(), world_.directory()));
  }
  std::string Name(absl::string_view name) { return world_.mission().FullName(name); }
  const std::string& ns() { return world_.mission().ns(); }

  FoundedMission world_;
};

TEST_F(OfficeActTest, ADelegationIsSignedByWhoSpeaksForTheMailbox) {
  EXPECT_EQ(Verified(HeadToDuty(), {"irn/d02"}), "");
  EXPECT_NE(Verified(HeadToDuty(), {"irn/d01"}), "");
  Delegation duty = HeadToDuty();
  duty.head.from = Name("irn/d01");  // is not certified for irn/head
  EXPECT_EQ(Verified(duty, {"irn/d01"}), "ROLE");
}

TEST_F(OfficeActTest, AHandoverIsSignedByBothOfficersOfTheDesk) {
  const Handover handover{.head = Head("irn/d01", "irn/duty"),
                          .desk = *ParseMailbox("irn/duty"),
                          .to = Name("irn/d04")};
  EXPECT_EQ(Verified(handover, {"irn/d01", "irn/d04"}), "");
  EXPECT_NE(Verified(handover, {"irn/d01"}), "");
  EXPECT_NE(Verified(handover, {"irn/d04", "irn/d01"}), "");
  Handover head = handover;
  head.to = Name("irn/d02");  // does not sit at this desk
  EXPECT_EQ(Verified(head, {"irn/d01", "irn/d02"}), "ROLE");
}

TEST_F(OfficeActTest, WhatConcernsIncidentsObligationsAndRostersIsSignedByItsAuthorAlone) {
  IncidentAct incident{.head = Head("irn/d01", "irn/duty")};
  incident.reason = "urgent";
  EXPECT_EQ(Verified(incident, {"irn/d01"}), "");
  EXPECT_EQ(Verified(incident, {"irn/d04"}), "SIGNERS");
  EXPECT_EQ(Verified(incident, {"irn/d01", "irn/d04"}), "SIGNERS");
  incident.head.as = *ParseMailbox("irn/head");
  EXPECT_EQ(Verified(incident, {"irn/d01"}), "ROLE");
  const ObligationAct obligation{.head = Head("irn/d03", "irn/jwg"), .obligation = {"OB-JWG", 1}};
  EXPECT_EQ(Verified(obligation, {"irn/d03"}), "");
  EXPECT_EQ(Verified(obligation, {"rus/d03"}), "SIGNERS");
  const RosterAct roster{.head = Head("irn/d02", "irn/head"), .id = "R-1", .roster = "{}"};
  EXPECT_EQ(Verified(roster, {"irn/d02"}), "");
  EXPECT_EQ(Verified(roster, {"irn/d02", "irn/d01"}), "SIGNERS");
}

TEST_F(OfficeActTest, ADelegationHoldsForItsDeviceItsMailboxAndItsTime) {
  EXPECT_EQ(Delegated(OnBehalf(), HeadToDuty()), "");
  Receipt another = OnBehalf();
  another.from = Name("irn/d04");
  EXPECT_EQ(Delegated(another, HeadToDuty()), "DELEGATION");
  another = OnBehalf();
  another.on_behalf->mailbox.role = Role::kJwg;
  EXPECT_EQ(Delegated(another, HeadToDuty()), "DELEGATION");
  Delegation over = HeadToDuty();
  over.until_s = world_.now_s() - 1;
  EXPECT_EQ(Delegated(OnBehalf(), over), "DELEGATION");
}

TEST_F(OfficeActTest, ADelegationEndsWithItsAuthorsCertificate) {
  ASSERT_TRUE(world_.Log(world_.Revoke("irn/d02", RevokeReason::kLost, "irn/r01")).ok());
  EXPECT_EQ(Delegated(OnBehalf(), HeadToDuty()), "DELEGATION");
}

}  // namespace
}  // namespace liaison
