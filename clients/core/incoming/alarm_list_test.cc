#include "clients/core/incoming/alarm_list.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "clients/core/incoming/alert_words.h"

namespace liaison {
namespace {

Hash HashOf(char filling) { return *FixedFromBytes<Hash>(std::string(Hash::kSize, filling)); }

// An alert to irn/duty about the notice "n".
Alert About(std::string code, std::vector<std::string> devices = {}, int64_t rung = 1) {
  Alert alert;
  alert.head.ns = "t.example";
  alert.code = std::move(code);
  alert.precedence = Precedence::kFlash;
  alert.mailboxes = {{"irn", Role::kDuty}};
  alert.devices = std::move(devices);
  alert.refs = {HashOf('n')};
  alert.params = {{"rung", rung}, {"loop", int64_t{0}}, {"reason", std::string("RAISED")}};
  return alert;
}

class AlarmListTest : public testing::Test {
 protected:
  void OweNotice() {
    alarms_.Owe(RecordKind::kEnvelope, HashOf('n'), Precedence::kFlash, LeafIndex(5), "");
  }
  void Hear(const Alert& alert) { alarms_.Accept(alert, HashOf(next_++), LeafIndex(6)); }
  bool Rings() const { return alarms_.Rings().has_value(); }

  AlarmList alarms_{
      "t.example",
      {.device = "t.example/irn/d01", .office = "irn", .mailboxes = {{"irn", Role::kDuty}}},
      0,
      {}};
  char next_ = 'A';
};

TEST_F(AlarmListTest, ACallForAnotherDeviceSilencesWhatIsOwedAndOneForThisRingsAgain) {
  OweNotice();
  EXPECT_TRUE(Rings());
  Hear(About("NOTIFY", {"t.example/irn/d02"}));
  EXPECT_FALSE(Rings());
  Hear(About("HANDOVER", {"t.example/irn/d01"}));
  EXPECT_TRUE(Rings());
}

TEST_F(AlarmListTest, StandDownSilencesAndTheNextRungRingsAgain) {
  OweNotice();
  Hear(About("STAND_DOWN"));
  EXPECT_FALSE(Rings());
  Hear(About("NOTIFY", {}, 2));
  EXPECT_TRUE(Rings());
}

TEST_F(AlarmListTest, ACallForWhatIsNotHereRingsByItselfUntilItIsStoodDown) {
  Hear(About("NOTIFY"));
  EXPECT_TRUE(Rings());
  Hear(About("STAND_DOWN"));
  EXPECT_FALSE(Rings());
}

TEST_F(AlarmListTest, TheSameNotificationToldTwiceIsHeardOnce) {
  Hear(About("NOTIFY"));
  Hear(About("STAND_DOWN"));
  Hear(About("NOTIFY"));
  EXPECT_FALSE(Rings());
  Hear(About("NOTIFY", {}, 2));
  EXPECT_TRUE(Rings());
}

TEST_F(AlarmListTest, WhatWasHeardBeforeLockingIsNotToldAgain) {
  alarms_.MarkHeard(About("NOTIFY"));
  Hear(About("NOTIFY"));
  EXPECT_FALSE(Rings());
}

TEST_F(AlarmListTest, WhatIsSaidForInformationIsQuiet) {
  for (const char* code : {"STAND_DOWN", "LATE", "EMPTY", "SKIPPED", "ALREADY_ESCALATED", "MET"}) {
    Hear(About(code));
    EXPECT_FALSE(Rings()) << code;
  }
  Hear(About("EXHAUSTED"));
  EXPECT_TRUE(Rings());
}

TEST(NotificationKey, DiffersByEachOfItsParts) {
  const Alert one = About("NOTIFY");
  EXPECT_EQ(NotificationKey(one), NotificationKey(About("NOTIFY")));
  EXPECT_NE(NotificationKey(one), NotificationKey(About("HANDOVER")));
  EXPECT_NE(NotificationKey(one), NotificationKey(About("NOTIFY", {"t.example/irn/d01"})));
  EXPECT_NE(NotificationKey(one), NotificationKey(About("NOTIFY", {}, 2)));
  Alert other = one;
  other.refs = {HashOf('m')};
  EXPECT_NE(NotificationKey(one), NotificationKey(other));
  other = one;
  other.mailboxes = {{"irn", Role::kHead}};
  EXPECT_NE(NotificationKey(one), NotificationKey(other));
  EXPECT_EQ(NotificationKey(About("STAND_DOWN")), std::nullopt);
}

}  // namespace
}  // namespace liaison
