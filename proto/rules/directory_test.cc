#include "proto/rules/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Directory, ReplaysAFoundedMission) {
  FoundedMission world;
  Directory& directory = world.directory();
  ASSERT_TRUE(directory.founded());
  EXPECT_EQ(directory.size().value(), world.mission().notes().size());
  EXPECT_EQ(directory.charter_hash(), world.mission().charter_hash());
  EXPECT_EQ(directory.charter(), world.mission().charter());
  EXPECT_EQ(directory.mission().FindParty("jor")->zones, std::vector<std::string>{"south"});
  EXPECT_THAT(world.Sealed("irn/duty", directory.size()), ElementsAre("irn/d01", "irn/d04"));
  EXPECT_THAT(world.Sealed("un/head", directory.size()), ElementsAre("un/d02"));
  EXPECT_THAT(world.Sealed("un/editor", directory.size()), IsEmpty());
  EXPECT_EQ(directory.ArchiveOf("tur", directory.size()),
            FakeRecipient(world.mission().FullName("tur/archive"), 1));
}

TEST(Directory, KnowsADeviceByItsTlsKeyOnly) {
  FoundedMission world;
  const Hash pin = SpkiPinOf(world.mission().tls_key("tur/d02").public_key());
  absl::StatusOr<const CertFact*> device = world.directory().DeviceByTls(pin, world.now_ms());
  ASSERT_TRUE(device.ok()) << device.status();
  EXPECT_EQ((*device)->certificate.subject, world.mission().FullName("tur/d02"));
  const Hash signing = SpkiPinOf(world.mission().signer("tur/d02").vkey().key);
  EXPECT_EQ(ReasonOf(world.directory().DeviceByTls(signing, world.now_ms()).status()),
            "UNKNOWN_TLS_KEY");
  ASSERT_TRUE(world.Log(world.Revoke("tur/d02", RevokeReason::kLost, "tur/r02")).ok());
  EXPECT_EQ(ReasonOf(world.directory().DeviceByTls(pin, world.now_ms()).status()), "REVOKED");
}

TEST(Directory, CountsASignatureAfterTheCertificateAndBeforeTheRevocation) {
  FoundedMission world;
  NoteSigner device = world.NewSigner("tur/d50");
  const std::string name = device.vkey().name;
  const Certificate certificate = world.NewDevice(device);
  const LeafIndex certified = world.next();
  ASSERT_TRUE(world
                  .Log(SignNoteBy(PrintCertificate(certificate),
                                  {&world.mission().signer("tur/r01"), &device}))
                  .ok());
  for (int i = 0; i < 3; ++i) world.Skip();
  const LeafIndex revoked = world.next();
  ASSERT_TRUE(world
                  .Log(device.SignNote(world.RevokeText(world.CertHash("tur/d50"),
                                                        RevokeReason::kCompromise, "tur/d50")))
                  .ok());
  const auto reason = [&](uint64_t index) {
    return ReasonOf(world.directory().SignerAt(name, LeafIndex(index), world.now_ms()).status());
  };
  EXPECT_EQ(reason(certified.value()), "UNKNOWN_SIGNER");
  EXPECT_EQ(reason(certified.value() + 1), "");
  EXPECT_EQ(reason(revoked.value() - 1), "") << "revocation is never retroactive";
  EXPECT_EQ(reason(revoked.value() + 1), "REVOKED");
}

// Attack T-20: whoever has the laptop may also have a renewal that was logged ahead, and the
// registrar may name either certificate.
TEST(Directory, RevokesANameWhateverRenewalIsPrepared) {
  for (const bool names_the_renewal : {false, true}) {
    FoundedMission world;
    const Hash first = world.CertHash("rus/d01");
    NoteSigner renewed = world.NewSigner("rus/d01");
    Certificate certificate = world.NewDevice(renewed);
    certificate.not_before_s = world.now_s() + 60;
    certificate.prev = first;
    const auto log_renewal = [&] {
      return world.Log(SignNoteBy(PrintCertificate(certificate),
                                  {&world.mission().signer("rus/r01"), &renewed}));
    };
    ASSERT_TRUE(log_renewal().ok());
    const Hash second = world.CertHash("rus/d01");
    const LeafIndex revoked = world.next();
    ASSERT_TRUE(world
                    .Log(world.mission().signer("rus/r01").SignNote(world.RevokeText(
                        names_the_renewal ? second : first, RevokeReason::kLost, "rus/r01")))
                    .ok());
    EXPECT_EQ(world.WhyNot("rus/d01"), "REVOKED") << "the first certificate";
    EXPECT_THAT(world.Sealed("rus/duty", world.directory().size()), IsEmpty());
    world.Advance(60'000);
    EXPECT_EQ(world.WhyNot("rus/d01"), "REVOKED") << "the renewal, once it has begun";
    EXPECT_TRUE(world.directory().SignerAt(renewed.vkey().name, revoked, world.now_ms()).ok())
        << "revocation is never retroactive";
    // Nor does another renewal bring the name back.
    renewed = world.NewSigner("rus/d01");
    certificate = world.NewDevice(renewed);
    certificate.prev = second;
    EXPECT_EQ(ReasonOf(log_renewal()), "REVOKED");
  }
}

TEST(Directory, ExpiresByTheLeafsTimeToTheMillisecond) {
  FoundedMission world;
  const int64_t first_ms = world.mission().founded_ms();
  const int64_t last_ms = first_ms + 180 * kTestDay_ms;
  const auto reason = [&](int64_t time_ms) {
    return ReasonOf(world.directory()
                        .SignerAt(world.mission().FullName("rus/d01"), world.next(), time_ms)
                        .status());
  };
  EXPECT_EQ(reason(first_ms - 1), "NOT_YET_VALID");
  EXPECT_EQ(reason(first_ms), "");
  EXPECT_EQ(reason(last_ms), "");
  EXPECT_EQ(reason(last_ms + 1), "EXPIRED");
}

TEST(Directory, LetsARenewalTakeOverWhenItBegins) {
  FoundedMission world;
  NoteSigner renewed = world.NewSigner("rus/d01");
  Certificate certificate = world.NewDevice(renewed);
  certificate.not_before_s = world.now_s() + 60;
  certificate.prev = world.CertHash("rus/d01");
  ASSERT_TRUE(world
                  .Log(SignNoteBy(PrintCertificate(certificate),
                                  {&world.mission().signer("rus/r01"), &renewed}))
                  .ok());
  const auto key = [&] {
    return (*world.directory().SignerAt(renewed.vkey().name, world.next(), world.now_ms()))
        ->certificate.key;
  };
  EXPECT_EQ(key(), world.mission().signer("rus/d01").vkey());
  world.Advance(60'000);
  EXPECT_EQ(key(), renewed.vkey());
  const Hash old_pin = SpkiPinOf(world.mission().tls_key("rus/d01").public_key());
  EXPECT_EQ(ReasonOf(world.directory().DeviceByTls(old_pin, world.now_ms()).status()),
            "UNKNOWN_TLS_KEY");
}

TEST(Directory, SealsToTheHighestSerialInForceAtTheSendersView) {
  FoundedMission world;
  const std::string device = world.mission().FullName("un/d01");
  const auto recipient = [&](TreeSize seen) {
    const std::vector<DeviceKey> keys = world.directory().Resolve(*ParseMailbox("un/duty"), seen);
    return keys.empty() ? "none" : keys[0].recipient;
  };
  const TreeSize founded = world.directory().size();
  EXPECT_EQ(recipient(founded), FakeRecipient(device, 1));
  world.Advance(7 * kTestDay_ms - 1);
  world.Skip();
  const TreeSize last_instant = world.directory().size();
  world.Advance(1);
  world.Skip();
  EXPECT_EQ(recipient(last_instant), FakeRecipient(device, 1));
  EXPECT_EQ(recipient(world.directory().size()), FakeRecipient(device, 2));
  // A device that lost its prekeys publishes the same week again under a higher serial.
  Prekey again = world.mission().PrekeyFor("un/d01", 9);
  again.not_before_s = world.now_s();
  again.not_after_s = world.now_s() + 3600;
  ASSERT_TRUE(world.Log(world.mission().signer("un/d01").SignNote(PrintPrekey(again))).ok());
  EXPECT_EQ(recipient(world.directory().size()), FakeRecipient(device, 9));
  EXPECT_EQ(recipient(founded), FakeRecipient(device, 1)) << "an old view stays what it was";
  world.Advance(3'600'000);
  world.Skip();
  EXPECT_EQ(recipient(world.directory().size()), FakeRecipient(device, 2));
  world.Advance(60 * kTestDay_ms);
  world.Skip();
  EXPECT_EQ(recipient(world.directory().size()), "none");
  EXPECT_THAT(world.directory().DevicesOf(*ParseMailbox("un/duty"), world.directory().size()),
              ElementsAre(device));
}

TEST(Directory, SealsNothingToADeviceRevokedBelowTheSendersView) {
  FoundedMission world;
  const TreeSize before = world.directory().size();
  ASSERT_TRUE(world.Log(world.Revoke("irn/d01", RevokeReason::kLost, "irn/root")).ok());
  EXPECT_THAT(world.Sealed("irn/duty", before), ElementsAre("irn/d01", "irn/d04"));
  EXPECT_THAT(world.Sealed("irn/duty", world.directory().size()), ElementsAre("irn/d04"));
}

TEST(Directory, ListsADisputeAndVoidsNothing) {
  FoundedMission world;
  Dispute dispute;
  dispute.ns = world.mission().ns();
  dispute.charter = world.mission().charter_hash();
  dispute.office = "tur";
  dispute.since = LeafIndex(3);
  dispute.reason = "key-in-other-hands";
  ASSERT_TRUE(world.Log(world.mission().signer("tur/root").SignNote(PrintDispute(dispute))).ok());
  EXPECT_THAT(world.directory().Disputes(), ElementsAre(dispute));
  EXPECT_EQ(world.WhyNot("tur/d01"), "");
}

TEST(Directory, KeepsASnapshotAsItWas) {
  FoundedMission world;
  const Directory snapshot(world.directory());
  const CertFact* fact =
      *snapshot.SignerAt(world.mission().FullName("irn/d01"), world.next(), world.now_ms());
  const TreeSize size = snapshot.size();
  ASSERT_TRUE(world.Log(world.Revoke("irn/d01", RevokeReason::kLost, "irn/r01")).ok());
  EXPECT_EQ(snapshot.size(), size);
  EXPECT_FALSE(fact->revoked.has_value());
  EXPECT_TRUE(
      snapshot.SignerAt(world.mission().FullName("irn/d01"), world.next(), world.now_ms()).ok());
}

TEST(Directory, RemembersTheTimeOfEveryLeaf) {
  FoundedMission world;
  const uint64_t founded = world.directory().size().value();
  for (uint64_t i = 0; i < 10'000; ++i) {
    world.Advance(1);
    world.Skip();
  }
  const Directory copy(world.directory());
  EXPECT_EQ(copy.TimeAt(TreeSize(0)), 0);
  for (uint64_t i : {1, 2'500, 4'096, 4'097, 8'192, 9'999, 10'000}) {
    EXPECT_EQ(copy.TimeAt(TreeSize(founded + i)),
              world.mission().founded_ms() + static_cast<int64_t>(i));
  }
  EXPECT_EQ(copy.TimeAt(TreeSize(1'000'000)), world.now_ms()) << "beyond the end: the end";
}

TEST(Directory, CheckChangesNothing) {
  FoundedMission world;
  const Note note =
      *ParseNote(world.Revoke("irn/d01", RevokeReason::kLost, "irn/r01"), kMaxPublicNoteBytes);
  absl::StatusOr<VerifiedNote> verified =
      world.directory().Check(world.next(), world.now_ms(), note);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->hash(), Sha256(note.text));
  EXPECT_EQ(world.WhyNot("irn/d01"), "");
}

}  // namespace
}  // namespace liaison
