#include "proto/rules/incident_target.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/directory_testing.h"
#include "proto/text/policy_note.h"

namespace liaison {
namespace {

const MailboxId kIrnDuty = {"irn", Role::kDuty};
const MailboxId kTurDuty = {"tur", Role::kDuty};

// tur/duty to irn/duty and rus/duty.
ReceiptTarget Envelope() {
  return {.index = LeafIndex(7), .as = kTurDuty, .addressees = {kIrnDuty, {"rus", Role::kDuty}}};
}
ReceiptTarget AlertToIrn() { return {.index = LeafIndex(7), .addressees = {kIrnDuty}}; }

IncidentAct Escalate(const MailboxId& as, std::string office, std::string stream) {
  IncidentAct act;
  act.head.as = as;
  act.head.stream.to = std::move(stream);
  act.office = std::move(office);
  return act;
}
std::string Refused(const IncidentAct& act, const ReceiptTarget& target) {
  return ReasonOf(CheckIncidentTarget(act, target));
}

TEST(IncidentTarget, TheAddresseesOfficeAndTheSendersEscalate) {
  EXPECT_EQ(Refused(Escalate(kIrnDuty, "irn", "tur/duty"), Envelope()), "");
  EXPECT_EQ(Refused(Escalate({"irn", Role::kHead}, "irn", "tur/duty"), Envelope()), "");
  EXPECT_EQ(Refused(Escalate(kTurDuty, "irn", "tur/duty"), Envelope()), "");
  EXPECT_EQ(Refused(Escalate(kTurDuty, "rus", "tur/duty"), Envelope()), "");
  EXPECT_EQ(Refused(Escalate(kIrnDuty, "rus", "tur/duty"), Envelope()), "NOT_ADDRESSED");
  EXPECT_EQ(Refused(Escalate({"jor", Role::kDuty}, "irn", "tur/duty"), Envelope()),
            "NOT_ADDRESSED");
  EXPECT_EQ(Refused(Escalate({"jor", Role::kDuty}, "jor", "tur/duty"), Envelope()),
            "NOT_ADDRESSED");
  EXPECT_EQ(Refused(Escalate(kTurDuty, "tur", "tur/duty"), Envelope()), "NOT_ADDRESSED");
  EXPECT_EQ(Refused(Escalate(kIrnDuty, "", "hub"), Envelope()), "OFFICE");
  EXPECT_EQ(Refused(Escalate(kIrnDuty, "irn", "tur/head"), Envelope()), "STREAM_TARGET");
}

TEST(IncidentTarget, AnAlertsIncidentIsEscalatedByItsMailboxes) {
  EXPECT_EQ(Refused(Escalate(kIrnDuty, "", "hub"), AlertToIrn()), "");
  EXPECT_EQ(Refused(Escalate({"irn", Role::kHead}, "", "hub"), AlertToIrn()), "NOT_ADDRESSED");
  EXPECT_EQ(Refused(Escalate(kIrnDuty, "irn", "tur/duty"), AlertToIrn()), "OFFICE");
  EXPECT_EQ(Refused(Escalate(kIrnDuty, "", "tur/duty"), AlertToIrn()), "STREAM_TARGET");
}

TEST(IncidentTarget, OtherActsComeLater) {
  IncidentAct act = Escalate(kIrnDuty, "irn", "tur/duty");
  for (const IncidentVerb verb :
       {IncidentVerb::kSnooze, IncidentVerb::kHold, IncidentVerb::kReleaseHold,
        IncidentVerb::kStillHandling, IncidentVerb::kRebind}) {
    act.verb = verb;
    EXPECT_EQ(Refused(act, Envelope()), "ACT_LATER");
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckIncidentTarget(act, Envelope())));
  }
  act.verb = IncidentVerb::kEscalate;
  act.on_behalf = OnBehalf{.mailbox = {"irn", Role::kHead}};
  EXPECT_EQ(Refused(act, Envelope()), "ACT_LATER");
}

class ObligationTargetTest : public testing::Test {
 protected:
  ObligationTargetTest() {
    Log(PolicyKind::kLadder, "L-STD",
        R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
        R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],"wait_s":)"
        R"({"flash":60,"immediate":60,"priority":60,"routine":60}}]})");
    Log(PolicyKind::kObligation, "OB-JWG",
        R"({"clause":"6","instrument":"M","ladder":{"id":"L-STD","version":1},)"
        R"("owed_by":["guarantors/jwg"],"precedence":"priority","signed_on":"2017-05-04",)"
        R"("title":"T","variants":[{"due":{"by":"2017-05-22"},"id":"A","source":"s",)"
        R"("text":"t"}],"warn_before_s":[],"zones":["Asia/Almaty"]})");
  }
  void Log(PolicyKind kind, std::string id, std::string rules) {
    const std::string& ns = world_.mission().ns();
    PolicyNote note{.kind = kind, .ns = ns, .hub = absl::StrCat(ns, "/log")};
    note.policy = {std::move(id), 1};
    note.from = world_.mission().FullName("irn/d03");
    note.as = {"irn", Role::kJwg};
    note.seen.size = TreeSize(1);
    note.rules = std::move(rules);
    EXPECT_EQ(world_.Log(world_.SignBy(PrintPolicyNote(note), {"irn/d03", "rus/d03"})),
              absl::OkStatus());
  }
  std::string Refused(const MailboxId& as, PolicyRef obligation, bool on_behalf = false) {
    ObligationAct act;
    act.head.as = as;
    act.obligation = std::move(obligation);
    if (on_behalf) act.on_behalf = OnBehalf{.mailbox = as};
    return ReasonOf(CheckObligationTarget(act, world_.directory()));
  }

  FoundedMission world_;
};

TEST_F(ObligationTargetTest, TheJwgOrHeadOfAGuarantorSaysThatItIsMet) {
  EXPECT_EQ(Refused({"irn", Role::kJwg}, {"OB-JWG", 1}), "");
  EXPECT_EQ(Refused({"tur", Role::kHead}, {"OB-JWG", 1}), "");
  EXPECT_EQ(Refused(kIrnDuty, {"OB-JWG", 1}), "ROLE");
  EXPECT_EQ(Refused({"jor", Role::kJwg}, {"OB-JWG", 1}), "ROLE") << "no guarantor";
  EXPECT_EQ(Refused({"us", Role::kJwg}, {"OB-JWG", 1}), "ROLE") << "no party";
  EXPECT_EQ(Refused({"irn", Role::kJwg}, {"OB-JWG", 2}), "OBLIGATION");
  EXPECT_EQ(Refused({"irn", Role::kJwg}, {"L-STD", 1}), "OBLIGATION");
  EXPECT_EQ(Refused({"irn", Role::kJwg}, {"OB-JWG", 1}, /*on_behalf=*/true), "ACT_LATER");
}

TEST(RosterTarget, HeadOrDutyMakesTheRosterOfItsOffice) {
  RosterAct act;
  act.roster = R"({"mailbox":"irn/jwg","overrides":[],"shifts":[],"zone":"Asia/Tehran"})";
  const auto refused = [&](const MailboxId& as) {
    act.head.as = as;
    return ReasonOf(CheckRosterAct(act).status());
  };
  EXPECT_EQ(refused(kIrnDuty), "");
  EXPECT_EQ(refused({"irn", Role::kHead}), "");
  EXPECT_EQ(refused({"irn", Role::kJwg}), "ROLE");
  EXPECT_EQ(refused(kTurDuty), "ROLE");
  act.roster = "{}";
  EXPECT_EQ(refused(kIrnDuty), "MISSING");
}

}  // namespace
}  // namespace liaison
