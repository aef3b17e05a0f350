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

TEST(OfficeAct, ReadsWhatIsToHappenToAnIncident) {
  const OfficeAct act = *ParseOfficeAct(kTestNs, GrammarOf("incident-act").example);
  const IncidentAct& incident = std::get<IncidentAct>(act);
  EXPECT_EQ(incident.incident, TestHash(2));
  EXPECT_EQ(incident.office, "irn");
  EXPECT_EQ(incident.verb, IncidentVerb::kEscalate);
  EXPECT_EQ(incident.rung, 3u);
  EXPECT_EQ(incident.until_s, 1796688000);
  EXPECT_EQ(incident.ladder, (PolicyRef{.id = "L-STD", .version = 2}));
  EXPECT_EQ(incident.reason, "no_answer");
  EXPECT_EQ(incident.head.stream.to, "tur/duty");
}

TEST(OfficeAct, AnAlertsIncidentHasNoOfficeAndRunsToTheHub) {
  const std::string& example = GrammarOf("incident-act").example;
  const std::string alerts =
      Replaced(Replaced(example, " irn\nact", " -\nact"), "stream tur/duty", "stream hub");
  const absl::StatusOr<OfficeAct> act = ParseOfficeAct(kTestNs, alerts);
  ASSERT_TRUE(act.ok()) << act.status();
  EXPECT_EQ(std::get<IncidentAct>(*act).office, "");
  EXPECT_EQ(PrintOfficeAct(*act), alerts);
}

TEST(OfficeAct, RefusesWhatNoIncidentKnows) {
  ExpectRefusals("incident-act", {{"act escalate", "act silence", "act", "ACT"},
                                  {"rung 3", "rung 0", "rung", "INTEGER"},
                                  {" irn\nact", " -\nact", "stream", "STREAM_TARGET"},
                                  {"stream tur/duty", "stream hub", "stream", "STREAM_TARGET"},
                                  {"reason no_answer\n", "", "reason", "MISSING"},
                                  {" irn\nact", "\nact", "incident", "WORDS"}});
}

TEST(OfficeAct, ReadsThatAnObligationIsDone) {
  const OfficeAct act = *ParseOfficeAct(kTestNs, GrammarOf("obligation-act").example);
  const ObligationAct& done = std::get<ObligationAct>(act);
  EXPECT_EQ(done.obligation, (PolicyRef{.id = "OB-JWG", .version = 2}));
  EXPECT_EQ(done.verb, ObligationVerb::kComplete);
  EXPECT_EQ(done.reason, "group_met");
  EXPECT_EQ(done.on_behalf->mailbox.ToString(), "irn/head");
  ExpectRefusals("obligation-act", {{"act complete", "act escalate", "act", "ACT"},
                                    {"OB-JWG 2", "ob-jwg 2", "obligation", "POLICY"},
                                    {"stream hub", "stream tur/duty", "stream", "STREAM_TARGET"}});
}

TEST(OfficeAct, ReadsARoster) {
  const OfficeAct act = *ParseOfficeAct(kTestNs, GrammarOf("roster").example);
  const RosterAct& roster = std::get<RosterAct>(act);
  EXPECT_EQ(roster.id, "R-DUTY");
  EXPECT_EQ(roster.version, 2u);
  EXPECT_EQ(roster.prev, TestHash(1));
  EXPECT_EQ(roster.roster.substr(0, 23), R"({"mailbox":"irn/duty",")");
  ExpectRefusals("roster", {{"version 2", "version 1", "prev", "PREV"},
                            {"version 2", "version 0", "version", "INTEGER"},
                            {"id R-DUTY", "id r-duty", "id", "POLICY"},
                            {"\n\n{", "\n{", "roster", "UNKNOWN"},
                            {"{\"mailbox\"", "{ \"mailbox\"", "roster", "CANONICAL"}});
}

TEST(OfficeAct, KnowsNoOtherAct) {
  ExpectRefusals("handover", {{"/handover/v1", "/takeover/v1", "text", "TYPE"}});
}

}  // namespace
}  // namespace liaison
