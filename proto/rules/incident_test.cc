// Rules of the incident's machine that no scenario of tests/data/escalation shows.
#include "proto/rules/incident.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proto/rules/incident_testing.h"

namespace liaison {
namespace {

constexpr int64_t kRungMinute_ms = 60 * 1000;
const MailboxId kTheSender = {"tur", Role::kDuty};
const MailboxId kTheDuty = {"irn", Role::kDuty};
const MailboxId kTheHead = {"irn", Role::kHead};
const MailboxId kTheOther = {"rus", Role::kHead};
using Lines = std::vector<std::string>;

// irn's duty officer, after 10 min its head, after 30 rus' head, after 60 the end.
class IncidentTest : public testing::Test {
 protected:
  IncidentTest() {
    plan_.rungs = {{.number = 1, .after_ms = 0, .sealed = {kTheDuty}},
                   {.number = 2, .after_ms = 10 * kRungMinute_ms, .sealed = {kTheHead}},
                   {.number = 3, .after_ms = 30 * kRungMinute_ms, .sealed = {kTheOther}}};
    plan_.last_wait_ms = 30 * kRungMinute_ms;
  }

  // What it decides at that time, in minutes after the raise.
  template <typename Move>
  Lines At(double minute, const Move& move) {
    const Instant now{LeafIndex(++records_), static_cast<int64_t>(minute * kRungMinute_ms)};
    std::vector<Decision> decisions;
    TestWorld world(facts_);
    IncidentMachine machine(plan_, addressing_, world, incident_, decisions);
    move(machine, now);
    last_ = decisions;
    return DecisionTexts(decisions, 0);
  }
  Lines Raise() {
    return At(0, [](IncidentMachine& machine, Instant now) { machine.Raise(now); });
  }
  Lines Advance(double minute) {
    return At(minute, [](IncidentMachine& machine, Instant now) { machine.AdvanceTo(now); });
  }
  Lines Receive(double minute, ReceiptState state, const MailboxId& acting) {
    return At(minute,
              [&](IncidentMachine& machine, Instant now) { machine.Receipt(now, state, acting); });
  }
  Lines Escalate(double minute, std::optional<uint32_t> rung) {
    return At(minute, [&](IncidentMachine& machine, Instant now) {
      machine.Escalate(now, rung, kTheSender);
    });
  }

  LadderPlan plan_;
  Addressing addressing_{.as = kTheSender, .to = {kTheDuty}, .office = "irn"};
  TestWorldFacts facts_;
  Incident incident_;
  std::vector<Decision> last_;
  uint64_t records_ = 0;
};

TEST_F(IncidentTest, ARefusalClimbsAtOnceButNotFromARungAlreadyLeft) {
  Raise();
  EXPECT_EQ(Receive(4, ReceiptState::kRefused, kTheDuty),
            Lines{"RELEASE irn/head r2 l0 REFUSED due 240000"});
  EXPECT_EQ(Receive(5, ReceiptState::kRefused, kTheDuty), Lines());
  EXPECT_EQ(Advance(24), Lines{"RELEASE rus/head r3 l0 REFUSED due 1440000"});
}

TEST_F(IncidentTest, EscalatesToWhatIsAboveOnly) {
  Raise();
  EXPECT_EQ(Escalate(1, 9), Lines{"NO_SUCH_RUNG tur/duty r9 l0 MANUAL due 60000"});
  EXPECT_EQ(Escalate(1, 1), Lines{"ALREADY_ESCALATED tur/duty r1 l0 MANUAL due 60000"});
  EXPECT_EQ(Escalate(2, 3), Lines{"RELEASE rus/head r3 l0 MANUAL due 120000"});
  EXPECT_EQ(Escalate(3, std::nullopt), Lines{"NO_SUCH_RUNG tur/duty r3 l0 MANUAL due 180000"});
  Receive(4, ReceiptState::kResolved, kTheOther);
  EXPECT_EQ(Escalate(5, std::nullopt), Lines{"NOT_OPEN tur/duty r3 l0 MANUAL due 300000"});
}

TEST_F(IncidentTest, EscalateOpensWhatWasAcknowledged) {
  Raise();
  EXPECT_EQ(Receive(1, ReceiptState::kAcknowledged, kTheDuty), Lines());
  EXPECT_EQ(incident_.phase, IncidentPhase::kAcknowledged);
  EXPECT_EQ(Escalate(50, std::nullopt), Lines{"RELEASE irn/head r2 l0 MANUAL due 3000000"});
  EXPECT_EQ(incident_.phase, IncidentPhase::kOpen);
}

TEST_F(IncidentTest, WhoWasNotToldAcknowledgesOnlyFromTheAddresseesOffice) {
  Raise();
  Receive(1, ReceiptState::kAcknowledged, kTheOther);   // its rung has not come yet
  Receive(1, ReceiptState::kAcknowledged, kTheSender);  // may resolve, not acknowledge
  EXPECT_EQ(incident_.phase, IncidentPhase::kOpen);
  EXPECT_EQ(Receive(1, ReceiptState::kAcknowledged, kTheHead),
            Lines{"STAND_DOWN irn/duty r1 l0 ACKNOWLEDGED due 60000"});
}

TEST_F(IncidentTest, AnAnswerBeforeOverdueTimersSaysTheLastRungThatWasDue) {
  Raise();
  EXPECT_EQ(Receive(40, ReceiptState::kAcknowledged, kTheDuty),
            Lines{"SKIPPED tur/duty r3 l0 ANSWERED due 600000 late 1800000"});
}

TEST_F(IncidentTest, WhatIsDoneClimbsNoMoreAndWhoWasToldStandsDown) {
  const auto done = [](IncidentMachine& machine, Instant now) { machine.Done(now); };
  Raise();
  Advance(10);
  EXPECT_EQ(At(12, done), Lines{"STAND_DOWN irn/duty,irn/head r2 l0 RESOLVED due 720000"});
  EXPECT_EQ(incident_.phase, IncidentPhase::kResolved);
  EXPECT_EQ(At(13, done), Lines());
  EXPECT_EQ(Advance(99999), Lines());
}

TEST_F(IncidentTest, WhatIsDoneAfterItWasAcknowledgedEndsInSilence) {
  Raise();
  Receive(5, ReceiptState::kAcknowledged, kTheDuty);
  EXPECT_EQ(At(6, [](IncidentMachine& machine, Instant now) { machine.Done(now); }), Lines());
  EXPECT_EQ(incident_.phase, IncidentPhase::kResolved);
}

TEST_F(IncidentTest, LateIsSaidFromAMinuteOn) {
  Raise();
  EXPECT_EQ(Advance(10.99), Lines{"RELEASE irn/head r2 l0 DUE due 600000"});
  EXPECT_EQ(Advance(31), (Lines{"RELEASE rus/head r3 l0 DUE due 1800000",
                                "LATE tur/duty r3 l0 DUE due 1800000 late 60000"}));
}

TEST_F(IncidentTest, RepeatsFromRungOneAndEndsOnce) {
  plan_.repeat = 1;
  Raise();
  Advance(10);
  Advance(30);
  EXPECT_EQ(Advance(60), Lines{"NOTIFY irn/duty r1 l1 REPEAT due 3600000"});
  Advance(70);
  Advance(90);
  EXPECT_EQ(Advance(120), Lines{"EXHAUSTED tur/duty r3 l1 EXHAUSTED due 7200000"});
  EXPECT_EQ(Advance(99999), Lines());
}

TEST_F(IncidentTest, WhatIsBoundedInOneCallGoesOnInTheNext) {
  plan_.repeat = 9;
  Raise();
  Lines all;
  int calls = 0;
  for (; incident_.phase == IncidentPhase::kOpen; ++calls) {
    const Lines part = Advance(9999);
    EXPECT_LE(part.size(), 14U);
    all.insert(all.end(), part.begin(), part.end());
  }
  EXPECT_GT(calls, 1);
  EXPECT_EQ(all.size(), 2U * (10 * 3 - 1 + 1));  // each with its LATE, but rung 1 of loop 0
}

TEST_F(IncidentTest, TheUnresolvedStepsReleaseIsNoEvidenceForTheNextRung) {
  plan_.unresolved = {.number = 4, .after_ms = 5 * kRungMinute_ms, .sealed = {kTheOther}};
  Raise();
  Escalate(1, 2);
  Advance(5);
  const LeafIndex act = *incident_.jump;
  At(5, [](IncidentMachine& machine, Instant now) { machine.Released(now.index, 4, 0); });
  Advance(21);
  EXPECT_EQ(last_.at(0).evidence, act);
}

}  // namespace
}  // namespace liaison
