// For tests: what those of the plugin host share.
#ifndef LIAISON_HUB_PLUGIN_HOST_TESTING_H_
#define LIAISON_HUB_PLUGIN_HOST_TESTING_H_

#include "gtest/gtest.h"
#include "hub/plugin_test_fixture.h"
#include "proto/wire/hash.h"

namespace liaison {

class PluginHostTest : public testing::Test {
 protected:
  void Send(int count = 1) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(desk_.Send({kIrnDuty}, Precedence::kPriority).accepted.has_value());
      last_ = Sha256(PrintHeader(desk_.last()));
    }
  }
  Hub& hub() { return test_.hub().hub(); }
  static bool IsAbout(const plugin::v1::ToPlugin& message, const Hash& envelope) {
    for (const plugin::v1::Event& event : message.batch().events()) {
      if (event.envelope().header_hash() == envelope.view()) return true;
    }
    return false;
  }
  // The processes die when they are asked about `poison_`.
  void Poison() {
    test_.plugins().SetFate([this](const plugin::v1::ToPlugin& message) {
      return IsAbout(message, poison_) ? Fate::kDieBefore : Fate::kAnswer;
    });
  }
  // Sends an envelope that belongs to `first`, which is of the same desk.
  Hash SendFollowing(const Hash& first) {
    EnvelopeHeader header = desk_.NextHeader({kIrnDuty}, Precedence::kPriority);
    header.follows = {first};
    EXPECT_TRUE(test_.hub().Submit("tur/d01", desk_.Sign(header)).accepted.has_value());
    desk_.Advance(header);
    return Sha256(PrintHeader(header));
  }

  PluginTest test_;
  TestDesk desk_{test_.hub(), "tur/d01", kTurDuty};
  Hash last_;
  Hash poison_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_TESTING_H_
