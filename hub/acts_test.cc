// What offices say about incidents and obligations, and who is on duty: who may, and whom it
// reaches.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "hub/hub_fixture.h"
#include "proto/base/error.h"
#include "proto/text/policy_note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

class ActsTest : public testing::Test {
 protected:
  IncidentAct Escalate(TestDesk& desk, const std::string& office = "irn") {
    IncidentAct act;
    act.head = desk.NextHead("tur/duty");
    act.incident = Sha256(PrintHeader(tur_.last()));
    act.office = office;
    act.rung = 2;
    act.reason = "manual";
    return act;
  }
  void Send() {
    ASSERT_TRUE(tur_.Send({kIrnDuty, kRusDuty}, Precedence::kImmediate).accepted.has_value());
  }
  static std::string ReasonFor(const Outcome& outcome) {
    EXPECT_FALSE(outcome.accepted.has_value());
    EXPECT_FALSE(outcome.refusal.empty()) << "every no is signed";
    return ReasonOf(outcome.status);
  }
  // Whether the device's inbox has the record.
  bool Has(absl::string_view device, const Outcome& outcome) {
    InboxCursors cursors;
    for (;;) {
      const InboxBatch batch = test_.hub().ReadInbox(test_.PrincipalOf(device), cursors).value();
      if (batch.records.empty()) return false;
      for (const InboxRecord& record : batch.records) {
        if (record.index == outcome.accepted->index) return true;
      }
    }
  }
  std::vector<std::string> ReadersOf(const Outcome& outcome) {
    std::vector<std::string> readers;
    if (!outcome.accepted.has_value()) return {std::string(outcome.status.message())};
    for (const std::string& device : test_.mission().devices()) {
      if (Has(device, outcome)) readers.push_back(device);
    }
    return readers;
  }
  Outcome SetPolicy(PolicyKind kind, const std::string& id, const std::string& rules,
                    std::vector<std::string> offices = {"irn", "rus"}, uint64_t version = 1) {
    TestDesk desk(test_, offices.front() + "/d03", {offices.front(), Role::kJwg});
    const ActHead head = desk.NextHead("hub");
    PolicyNote note{.kind = kind,
                    .ns = head.ns,
                    .hub = head.hub,
                    .nonce = head.nonce,
                    .policy = {id, version},
                    .from = head.from,
                    .as = head.as,
                    .seen = head.seen,
                    .rules = rules};
    if (version > 1) note.prev = Sha256("another");
    std::vector<const NoteSigner*> signers;
    for (const std::string& office : offices) {
      signers.push_back(&test_.mission().signer(office + "/d03"));
    }
    return test_.Submit(desk.device(), {.kind = RecordKind::kNote,
                                        .note = SignNoteBy(PrintPolicyNote(note), signers)});
  }

  static constexpr char kLadder[] =
      R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
      R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],)"
      R"("wait_s":{"flash":60,"immediate":60,"priority":60,"routine":60}}]})";
  static constexpr char kObligation[] =
      R"({"clause":"1","instrument":"M","ladder":{"id":"L-STD","version":1},)"
      R"("owed_by":["guarantors/jwg"],"precedence":"priority","signed_on":"2017-05-04",)"
      R"("title":"T","variants":[{"due":{"count":5,"unit":"day"},"id":"A","source":"s",)"
      R"("text":"t"}],"warn_before_s":[],"zones":["UTC"]})";

  TestHub test_;
  TestDesk tur_{test_, "tur/d01", kTurDuty};
  TestDesk irn_{test_, "irn/d01", kIrnDuty};
};

TEST_F(ActsTest, AnIncidentActReachesWhoActsWhoSentAndTheAddresseesOfItsOffice) {
  Send();
  const Outcome by_addressee = irn_.Act(Escalate(irn_));
  EXPECT_EQ(ReadersOf(by_addressee), (std::vector<std::string>{"irn/d01", "irn/d04", "tur/d01"}));
  TestDesk head(test_, "tur/d02", kTurHead);
  EXPECT_EQ(ReadersOf(head.Act(Escalate(head, "rus"))),
            (std::vector<std::string>{"rus/d01", "tur/d01", "tur/d02"}));
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

TEST_F(ActsTest, AnIncidentActIsRefusedWhereItMayNotBeGiven) {
  Send();
  IncidentAct act = Escalate(irn_);
  act.verb = IncidentVerb::kHold;
  EXPECT_EQ(ReasonFor(irn_.Act(act)), "ACT_LATER");
  act = Escalate(irn_);
  act.incident = Sha256("nothing");
  EXPECT_EQ(ReasonFor(irn_.Act(act)), "TARGET_UNKNOWN");
  act = Escalate(irn_, "jor");
  EXPECT_EQ(ReasonFor(irn_.Act(act)), "NOT_ADDRESSED");
  TestDesk jor(test_, "jor/d01", {"jor", Role::kDuty});
  EXPECT_EQ(ReasonFor(jor.Act(Escalate(jor))), "NOT_ADDRESSED");
  act = Escalate(irn_);
  act.head.stream = irn_.NextHead("rus/duty").stream;
  EXPECT_EQ(ReasonFor(irn_.Act(act)), "STREAM_TARGET");
  // None of it has used a counter.
  EXPECT_TRUE(irn_.Act(Escalate(irn_)).accepted.has_value());
}

TEST_F(ActsTest, AnObligationActReachesTheJointWorkingGroupOfEveryGuarantor) {
  TestDesk jwg(test_, "irn/d03", {"irn", Role::kJwg});
  ObligationAct act{.head = jwg.NextHead("hub"), .obligation = {"OB-JWG", 1}};
  EXPECT_EQ(ReasonFor(jwg.Act(act)), "OBLIGATION");
  ASSERT_EQ(SetPolicy(PolicyKind::kLadder, "L-STD", kLadder).status, absl::OkStatus());
  ASSERT_EQ(SetPolicy(PolicyKind::kObligation, "OB-JWG", kObligation).status, absl::OkStatus());
  act.head = jwg.NextHead("hub");
  EXPECT_EQ(ReadersOf(jwg.Act(act)), (std::vector<std::string>{"irn/d03", "rus/d03", "tur/d03"}));
  ObligationAct by_duty{.head = irn_.NextHead("hub"), .obligation = {"OB-JWG", 1}};
  EXPECT_EQ(ReasonFor(irn_.Act(by_duty)), "ROLE");
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

TEST_F(ActsTest, APolicyThatMayNotStandIsRefusedWithASignature) {
  EXPECT_EQ(ReasonFor(SetPolicy(PolicyKind::kLadder, "L-STD", kLadder, {"irn"})), "THRESHOLD");
  EXPECT_EQ(ReasonFor(SetPolicy(PolicyKind::kLadder, "L-STD", kLadder, {"irn", "rus"}, 2)),
            "VERSION");
  EXPECT_EQ(ReasonFor(SetPolicy(PolicyKind::kObligation, "OB-JWG", kObligation)), "LADDER");
  EXPECT_EQ(ReasonFor(SetPolicy(PolicyKind::kLadder, "L-STD", "{}")), "MISSING");
  EXPECT_EQ(SetPolicy(PolicyKind::kLadder, "L-STD", kLadder).status, absl::OkStatus());
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

TEST_F(ActsTest, ARosterReachesItsOfficeAndNobodyElse) {
  RosterAct act{.head = irn_.NextHead("hub"), .id = "R-IRN-DUTY"};
  act.roster = R"({"mailbox":"irn/duty","overrides":[],"shifts":[{"days":[1],"devices":["d01"],)"
               R"("from":"08:00","until":"20:00"}],"zone":"UTC"})";
  EXPECT_EQ(ReadersOf(irn_.Act(act)),
            (std::vector<std::string>{"irn/d01", "irn/d02", "irn/d03", "irn/d04"}));
  TestDesk jwg(test_, "irn/d03", {"irn", Role::kJwg});
  act.head = jwg.NextHead("hub");
  EXPECT_EQ(ReasonFor(jwg.Act(act)), "ROLE");
  act.head = tur_.NextHead("hub");
  EXPECT_EQ(ReasonFor(tur_.Act(act)), "ROLE");
  act.head = irn_.NextHead("hub");
  act.roster = "{}";
  EXPECT_EQ(ReasonFor(irn_.Act(act)), "MISSING");
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

}  // namespace
}  // namespace liaison
