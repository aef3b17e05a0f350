#include "clients/core/outgoing/envelope.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/sealing/open.h"
#include "proto/base/error.h"
#include "proto/text/note.h"
#include "proto/text/verified_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

constexpr int64_t kDay_s = 24 * 3600;

class EnvelopeTest : public testing::Test {
 protected:
  EnvelopeTest() {
    for (const std::string& note : mission_.notes()) Log(note);
    header_.ns = mission_.ns();
    header_.hub = mission_.ns() + "/log";
    header_.as = {"tur", Role::kDuty};
    header_.to = {{"irn", Role::kDuty}};
    header_.info = {{"un", Role::kDuty}};
    header_ = WithPlaceholders(header_);
    header_.seen.size = directory_.size();
    header_.expires_s = mission_.founded_s() + kDay_s;
  }
  void Log(const std::string& bytes) {
    const absl::StatusOr<Note> note = ParseNote(bytes, kMaxPublicNoteBytes);
    ASSERT_TRUE(note.ok());
    const absl::Status applied =
        directory_.Apply(LeafIndex(directory_.size().value()), mission_.founded_ms(), *note);
    ASSERT_TRUE(applied.ok()) << applied;
  }
  std::set<std::string> revoked_;  // by hand

  Recipients Resolve() {
    return ResolveRecipients(header_, directory_, directory_.size(), revoked_, random_);
  }
  // Publishes `recipient` as the next prekey of a device, in force at once.
  void PublishPrekey(const std::string& device, const std::string& recipient) {
    Prekey prekey = mission_.PrekeyFor(device, 9);
    prekey.recipient = recipient;
    prekey.not_before_s = mission_.founded_s();
    prekey.not_after_s = mission_.founded_s() + 7 * kDay_s;
    Log(mission_.signer(device).SignNote(PrintPrekey(prekey)));
  }
  std::string MakeRecipient(absl::string_view owner, uint64_t serial) {
    AgeIdentity identity = AgeIdentity::Generate(random_);
    std::string text = identity.recipient().ToString();
    identities_.emplace(absl::StrCat(owner, "#", serial), std::move(identity));
    return text;
  }
  TestMissionOptions Options() {
    TestMissionOptions options;
    options.recipient = [this](absl::string_view owner, uint64_t serial) {
      return MakeRecipient(owner, serial);
    };
    return options;
  }
  bool Opens(const std::string& sealed, const std::string& device) {
    const auto found = identities_.find(absl::StrCat(mission_.FullName(device), "#1"));
    EXPECT_NE(found, identities_.end());
    return OpenNotice(sealed, absl::MakeConstSpan(&found->second, 1)).ok();
  }

  SeededRandom random_{1};
  std::map<std::string, AgeIdentity> identities_;
  TestMission mission_{random_, Options()};
  Directory directory_{mission_.ns(), SodiumCrypto()};
  EnvelopeHeader header_;
};

TEST_F(EnvelopeTest, ReachesEveryDeviceOfEveryMailboxAndTheOwnArchiveOnce) {
  const Recipients recipients = Resolve();
  EXPECT_TRUE(recipients.undeliverable.empty());
  // irn/duty has two devices, un/duty and tur/duty one each, and the archive of tur.
  EXPECT_EQ(recipients.keys.size(), 5u);
  header_.escalate = {{"irn", 2, 600, {"irn", Role::kHead}}};
  EXPECT_EQ(Resolve().keys.size(), 6u);
}

TEST_F(EnvelopeTest, NamesMailboxesWithoutAUsableDevice) {
  header_.to = {{"irn", Role::kEditor}};
  EXPECT_EQ(Resolve().undeliverable, (std::vector<MailboxId>{{"irn", Role::kEditor}}));
}

// One office could else stop every notice that names it among others.
TEST_F(EnvelopeTest, PassesOverAKeyToWhichNothingCanBeSealed) {
  PublishPrekey("un/d01", FakeRecipient("un/d01", 1));  // no valid bech32 checksum
  EXPECT_EQ(Resolve().undeliverable, (std::vector<MailboxId>{{"un", Role::kDuty}}));
  EXPECT_EQ(Resolve().keys.size(), 4u);
  AgeRecipient low_order;  // the all-zero point
  Prekey prekey = mission_.PrekeyFor("un/d01", 10);
  prekey.recipient = low_order.ToString();
  prekey.not_before_s = mission_.founded_s();
  prekey.not_after_s = mission_.founded_s() + 7 * kDay_s;
  Log(mission_.signer("un/d01").SignNote(PrintPrekey(prekey)));
  EXPECT_EQ(Resolve().undeliverable, (std::vector<MailboxId>{{"un", Role::kDuty}}));
}

// T-20.
TEST_F(EnvelopeTest, LeavesOutARevokedDeviceFromItsRevocationOn) {
  const TreeSize before = directory_.size();
  Revocation revocation;
  revocation.ns = mission_.ns();
  revocation.charter = mission_.charter_hash();
  for (const CertFact* fact : directory_.Certificates()) {
    if (fact->certificate.subject == mission_.FullName("un/d01")) revocation.cert = fact->hash;
  }
  revocation.by = mission_.FullName("un/r01");
  // By hand, before it is logged.
  revoked_ = {mission_.FullName("un/d01")};
  EXPECT_EQ(Resolve().undeliverable, (std::vector<MailboxId>{{"un", Role::kDuty}}));
  revoked_.clear();
  EXPECT_TRUE(Resolve().undeliverable.empty());
  Log(mission_.signer("un/r01").SignNote(PrintRevocation(revocation)));
  EXPECT_EQ(Resolve().undeliverable, (std::vector<MailboxId>{{"un", Role::kDuty}}));
  EXPECT_TRUE(
      ResolveRecipients(header_, directory_, before, revoked_, random_).undeliverable.empty());
}

TEST_F(EnvelopeTest, SealsAndSignsWhatAddresseesOpenAndVerify) {
  const absl::StatusOr<SealedEnvelope> envelope =
      SealEnvelope(header_, "the notice", {}, Resolve(), mission_.signer("tur/d01"), random_);
  ASSERT_TRUE(envelope.ok()) << envelope.status();
  const absl::StatusOr<Note> note = ParseNote(envelope->header, kMaxHeaderBytes);
  ASSERT_TRUE(note.ok());
  EXPECT_TRUE(Verify(*note, {mission_.signer("tur/d01").vkey()}, SodiumCrypto()).ok());
  EXPECT_EQ(envelope->header_hash, Sha256(note->text));
  const absl::StatusOr<EnvelopeHeader> header = ParseHeader(mission_.ns(), note->text);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->from, mission_.FullName("tur/d01"));
  EXPECT_EQ(header->sealed, Sha256(envelope->sealed));
  EXPECT_EQ(header->sealed_size, envelope->sealed.size());
  EXPECT_EQ(PrintStablePart(*header), PrintStablePart(header_));
  for (const char* device : {"irn/d01", "irn/d04", "un/d01", "tur/d01"}) {
    EXPECT_TRUE(Opens(envelope->sealed, device)) << device;
  }
  for (const char* device : {"rus/d01", "irn/d02", "jor/d01"}) {
    EXPECT_FALSE(Opens(envelope->sealed, device)) << device;
  }
}

TEST_F(EnvelopeTest, RefusesToSealToNobodyOrToTooMany) {
  EXPECT_EQ(
      ReasonOf(SealEnvelope(header_, "n", {}, {}, mission_.signer("tur/d01"), random_).status()),
      "NO_RECIPIENT");
  Recipients many;
  many.keys.resize(257, Resolve().keys[0]);
  EXPECT_EQ(
      ReasonOf(SealEnvelope(header_, "n", {}, many, mission_.signer("tur/d01"), random_).status()),
      "TOO_MANY_RECIPIENTS");
}

TEST(ExpiryFor, TrustsTheOwnClockOnlyWithinWhatTheLogAllows) {
  constexpr int64_t kLog_s = 1493942400;
  EXPECT_EQ(ExpiryFor(kLog_s, kLog_s), kLog_s + 14 * kDay_s);
  EXPECT_EQ(ExpiryFor(kLog_s + kDay_s, kLog_s), kLog_s + 15 * kDay_s);
  EXPECT_EQ(ExpiryFor(0, kLog_s), kLog_s + 14 * kDay_s);
  EXPECT_LE(ExpiryFor(kLog_s + 400 * kDay_s, kLog_s), kLog_s + kMaxExpiry_s);
}

}  // namespace
}  // namespace liaison
