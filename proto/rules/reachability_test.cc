#include "proto/rules/reachability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

constexpr int64_t kSecond_ms = 1000;

// The founded mission: certificates for 180 days, prekeys for 8 weeks.
Reachability Of(FoundedMission& world, absl::string_view mailbox, int64_t now_ms) {
  for (const Reachability& one : ReachabilityOfAll(world.directory(), now_ms)) {
    if (one.mailbox == *ParseMailbox(mailbox)) return one;
  }
  ADD_FAILURE() << "no mailbox " << mailbox;
  return {};
}

int64_t PrekeysEnd_ms(FoundedMission& world) {
  return world.mission().founded_ms() + 56 * kTestDay_ms;
}

absl::Status LogPrekey(FoundedMission& world, absl::string_view device, uint64_t serial) {
  return world.Log(world.mission().signer(device).SignNote(
      PrintPrekey(world.mission().PrekeyFor(device, serial))));
}

TEST(Reachability, WarnsFromTheSeventhDayBeforeTheLastPrekeyEnds) {
  FoundedMission world;
  const int64_t end_ms = PrekeysEnd_ms(world);
  const int64_t warn_ms = end_ms - 7 * kTestDay_ms;
  for (const auto& [now_ms, soon] :
       std::vector<std::pair<int64_t, bool>>{{warn_ms - kTestDay_ms, false},
                                             {warn_ms - kSecond_ms, false},
                                             {warn_ms, true},
                                             {warn_ms + kSecond_ms, true},
                                             {end_ms - 1, true}}) {
    const Reachability duty = Of(world, "irn/duty", now_ms);
    EXPECT_EQ(duty.until_ms, end_ms) << now_ms;
    EXPECT_EQ(duty.ends_soon, soon) << now_ms - warn_ms;
    EXPECT_FALSE(duty.unreachable) << now_ms;
  }
  EXPECT_TRUE(Of(world, "irn/duty", end_ms).unreachable);
  EXPECT_TRUE(Of(world, "irn/duty", end_ms + kTestDay_ms).unreachable);
}

TEST(Reachability, LastsAsLongAsAnyDeviceOfTheMailbox) {
  FoundedMission world;
  world.Advance(7 * kTestDay_ms);
  ASSERT_TRUE(LogPrekey(world, "irn/d04", 9).ok());
  const int64_t longer_ms = PrekeysEnd_ms(world) + 7 * kTestDay_ms;
  EXPECT_EQ(Of(world, "irn/duty", world.now_ms()).until_ms, longer_ms);
  EXPECT_EQ(Of(world, "irn/head", world.now_ms()).until_ms, PrekeysEnd_ms(world));
  // A revoked device counts no more, whatever it has published.
  ASSERT_TRUE(world.Log(world.Revoke("irn/d04", RevokeReason::kLost, "irn/r01")).ok());
  EXPECT_EQ(Of(world, "irn/duty", world.now_ms()).until_ms, PrekeysEnd_ms(world));
  ASSERT_TRUE(world.Log(world.Revoke("irn/d01", RevokeReason::kLeft, "irn/r01")).ok());
  const Reachability gone = Of(world, "irn/duty", world.now_ms());
  EXPECT_TRUE(gone.unreachable);
  EXPECT_TRUE(gone.ends_soon);
}

TEST(Reachability, EndsWithTheCertificateUnlessARenewalIsLogged) {
  FoundedMission world;
  NoteSigner device = world.NewSigner("tur/d50");
  Certificate certificate = world.NewDevice(device);
  certificate.mailboxes = {Role::kEditor};
  certificate.not_after_s = world.now_s() + 10 * 86400;
  const auto log_certificate = [&] {
    return world.Log(
        SignNoteBy(PrintCertificate(certificate), {&world.mission().signer("tur/r01"), &device}));
  };
  ASSERT_TRUE(log_certificate().ok());
  EXPECT_TRUE(Of(world, "tur/editor", world.now_ms()).unreachable) << "no prekey yet";
  Prekey prekey = world.mission().PrekeyFor("tur/d01", 1);
  prekey.subject = device.vkey().name;
  for (uint64_t serial = 1; serial <= 4; ++serial) {
    prekey.serial = serial;
    prekey.recipient = FakeRecipient(prekey.subject, serial);
    prekey.not_before_s = world.now_s() + static_cast<int64_t>(serial - 1) * 7 * 86400;
    prekey.not_after_s = prekey.not_before_s + 7 * 86400;
    ASSERT_TRUE(world.Log(device.SignNote(PrintPrekey(prekey))).ok());
  }
  const int64_t end_ms = certificate.not_after_s * 1000;
  EXPECT_EQ(Of(world, "tur/editor", world.now_ms()).until_ms, end_ms);
  EXPECT_FALSE(Of(world, "tur/editor", world.now_ms()).ends_soon);
  EXPECT_TRUE(Of(world, "tur/editor", end_ms).unreachable);

  // The renewal begins a day before the old one ends, and gives up the mailbox: nobody has it then.
  Certificate renewal = certificate;
  renewal.prev = world.CertHash("tur/d50");
  renewal.not_before_s = world.now_s() + 9 * 86400;
  renewal.not_after_s = world.now_s() + 90 * 86400;
  certificate = renewal;
  certificate.mailboxes = {Role::kDuty};
  ASSERT_TRUE(log_certificate().ok());
  EXPECT_EQ(Of(world, "tur/editor", world.now_ms()).until_ms, renewal.not_before_s * 1000);
  // One that keeps it carries on to the end of the prekeys.
  certificate = renewal;
  certificate.prev = world.CertHash("tur/d50");
  ASSERT_TRUE(log_certificate().ok());
  EXPECT_EQ(Of(world, "tur/editor", world.now_ms()).until_ms, prekey.not_after_s * 1000);
}

}  // namespace
}  // namespace liaison
