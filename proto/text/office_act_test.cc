#include "proto/text/office_act.h"

#include <gtest/gtest.h>

#include "proto/text/testing.h"

namespace liaison {
namespace {

TEST(OfficeAct, ReadsADelegation) {
  const OfficeAct act = *ParseOfficeAct(kTestNs, GrammarOf("delegation").example);
  const Delegation& delegation = std::get<Delegation>(act);
  EXPECT_EQ(delegation.to, "deescalation.example/irn/d01");
  EXPECT_EQ(delegation.mailbox.ToString(), "irn/head");
  EXPECT_EQ(delegation.until_s, 1796688000);
  EXPECT_EQ(HeadOf(act).stream.to, "hub");
}

TEST(OfficeAct, RefusesADelegationOfWhatIsNotOnesOwn) {
  ExpectRefusals("delegation", {{"for irn/head", "for irn/duty", "for", "FOR"},
                                {"irn/d01\n", "tur/d01\n", "to", "TO"},
                                {"irn/d01\n", "irn/d02\n", "to", "TO"},
                                {"until 1", "until x", "until", "INTEGER"},
                                {"stream hub", "stream irn/head", "stream", "STREAM_TARGET"}});
}

TEST(OfficeAct, ReadsAHandover) {
  const OfficeAct act = *ParseOfficeAct(kTestNs, GrammarOf("handover").example);
  const Handover& handover = std::get<Handover>(act);
  EXPECT_EQ(handover.desk.ToString(), "irn/duty");
  EXPECT_EQ(handover.to, "deescalation.example/irn/d04");
  EXPECT_EQ(handover.open, (std::vector<Hash>{TestHash(1), TestHash(2)}));
}

TEST(OfficeAct, RefusesAHandoverOfAnotherDeskOrToNobodyElse) {
  ExpectRefusals("handover", {{"desk irn/duty", "desk irn/head", "desk", "DESK"},
                              {"to deescalation.example/irn/d04", "to deescalation.example/irn/d01",
                               "to", "TO"},
                              {"open " + HashText(1), "open " + HashText(3), "open", "ORDER"}});
}

TEST(OfficeAct, KnowsNoOtherAct) {
  ExpectRefusals("handover", {{"/handover/v1", "/takeover/v1", "text", "TYPE"}});
}

}  // namespace
}  // namespace liaison
