#include "proto/text/directory_note.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

Charter ExampleCharter() {
  return *ParseCharter(kTestNs, GrammarOf("charter").example, TestCrypto());
}

absl::Status CheckAgain(const Charter& charter) {
  return ParseCharter(kTestNs, PrintCharter(charter), TestCrypto()).status();
}

Certificate ExampleCertificate() {
  return *ParseCertificate(kTestNs, GrammarOf("certificate").example, TestCrypto());
}

absl::Status CheckAgain(const Certificate& certificate) {
  return ParseCertificate(kTestNs, PrintCertificate(certificate), TestCrypto()).status();
}

TEST(Charter, ReadsWhatTheExampleSays) {
  const Charter charter = ExampleCharter();
  EXPECT_EQ(charter.serial, 2u);
  EXPECT_EQ(charter.prev, TestHash(1));
  EXPECT_EQ(charter.hub, TestKey("hub", 2));
  EXPECT_EQ(charter.tls, (std::vector<Hash>{TestHash(2), TestHash(3)}));
  ASSERT_EQ(charter.offices.size(), 2u);
  EXPECT_EQ(charter.offices[1], (OfficeRoot{"tur", TestKey("tur/root", 4)}));
  EXPECT_EQ(charter.witnesses[0].vkey.type, kTypeCosignature);
  EXPECT_EQ(charter.quorum, 1u);
  EXPECT_EQ(charter.amend, 2u);
  EXPECT_EQ(charter.mission, "{\"operator\":\"neutral\"}");
}

TEST(Charter, HasNoPredecessorExactlyIfItIsTheFirst) {
  Charter charter = ExampleCharter();
  charter.prev = std::nullopt;
  ExpectRefusal(CheckAgain(charter), "prev", "SERIAL");
  charter.serial = 1;
  EXPECT_TRUE(CheckAgain(charter).ok());
  charter.prev = TestHash(1);
  ExpectRefusal(CheckAgain(charter), "prev", "SERIAL");
}

TEST(Charter, RefusesKeysOfAnotherNameTypeOrPlace) {
  Charter charter = ExampleCharter();
  charter.log = TestKey("hub", 1);
  ExpectRefusal(CheckAgain(charter), "log", "VKEY");
  charter = ExampleCharter();
  charter.log = TestKey("log", 1, kTypeCosignature);
  ExpectRefusal(CheckAgain(charter), "log", "VKEY");
  charter = ExampleCharter();
  charter.offices[0].root = TestKey("tur/root", 3);
  ExpectRefusal(CheckAgain(charter), "office", "VKEY");
  charter = ExampleCharter();
  charter.offices[0].root = TestKey("irn/root", 0);
  ExpectRefusal(CheckAgain(charter), "office", "POINT");
}

TEST(Charter, RefusesOneKeyUnderTwoNames) {
  Charter charter = ExampleCharter();
  charter.hub = TestKey("hub", 4);
  ExpectRefusal(CheckAgain(charter), "office", "KEY_REUSED");
}

TEST(Charter, KeepsItsThresholdsWithinItsMembers) {
  Charter charter = ExampleCharter();
  charter.quorum = 2;
  ExpectRefusal(CheckAgain(charter), "quorum", "COUNT");
  charter = ExampleCharter();
  charter.amend = 3;
  ExpectRefusal(CheckAgain(charter), "amend", "COUNT");
  charter.amend = 0;
  ExpectRefusal(CheckAgain(charter), "amend", "COUNT");
  charter = ExampleCharter();
  charter.witnesses.clear();
  charter.quorum = 0;
  EXPECT_TRUE(CheckAgain(charter).ok());
}

TEST(Charter, RefusesAMissionThatIsNotCanonical) {
  ExpectRefusals("charter", {{"{\"operator\"", "{\"operator\" ", "mission", "CANONICAL"},
                             {"{\"operator\":\"neutral\"}", "\"neutral\"", "mission", "OBJECT"}});
}

TEST(Certificate, ReadsWhatTheExampleSays) {
  const Certificate certificate = ExampleCertificate();
  EXPECT_EQ(certificate.charter, TestHash(1));
  EXPECT_EQ(certificate.subject, "deescalation.example/tur/d07");
  EXPECT_EQ(certificate.holder, "p17");
  EXPECT_EQ(certificate.role, CertRole::kDevice);
  EXPECT_EQ(certificate.mailboxes, (std::vector<Role>{Role::kDuty, Role::kHead}));
  EXPECT_EQ(certificate.key, TestKey("tur/d07", 6));
  EXPECT_EQ(certificate.tls, TestHash(2));
  EXPECT_EQ(certificate.prev, std::nullopt);
}

TEST(Certificate, SortsMailboxesByName) {
  Certificate certificate = ExampleCertificate();
  certificate.mailboxes = {Role::kDuty, Role::kEditor, Role::kHead, Role::kJwg};
  EXPECT_TRUE(CheckAgain(certificate).ok());
  certificate.mailboxes = {Role::kDuty, Role::kHead, Role::kEditor};
  ExpectRefusal(CheckAgain(certificate), "mailbox", "ORDER");
}

TEST(Certificate, GivesMailboxesToDevicesOnly) {
  Certificate certificate = ExampleCertificate();
  certificate.role = CertRole::kRegistrar;
  ExpectRefusal(CheckAgain(certificate), "role", "MISMATCH");
  certificate.subject = "deescalation.example/tur/r01";
  certificate.key = TestKey("tur/r01", 6);
  ExpectRefusal(CheckAgain(certificate), "mailbox", "ROLE");
  certificate.mailboxes.clear();
  EXPECT_TRUE(CheckAgain(certificate).ok());
}

TEST(Certificate, WantsACosignatureKeyForAWitness) {
  Certificate certificate = ExampleCertificate();
  certificate.role = CertRole::kWitness;
  certificate.subject = "deescalation.example/tur/witness";
  certificate.mailboxes.clear();
  certificate.key = TestKey("tur/witness", 6);
  ExpectRefusal(CheckAgain(certificate), "key", "VKEY");
  certificate.key = TestKey("tur/witness", 6, kTypeCosignature);
  EXPECT_TRUE(CheckAgain(certificate).ok());
}

TEST(Certificate, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals("certificate",
                 {{"office tur", "office irn", "subject", "MISMATCH"},
                  {"office tur", "office Tur", "office", "OFFICE"},
                  {"tur/d07\nholder", "tur/d7\nholder", "subject", "NAME"},
                  {"tur/d07\nholder", "tur/d08\nholder", "key", "VKEY"},
                  {"holder p17", "holder smith", "holder", "HOLDER"},
                  {"role device", "role admin", "role", "ROLE"},
                  {"mailbox head", "mailbox chief", "mailbox", "ROLE"},
                  {"not-after 1826536000", "not-after 1795000000", "not-after", "PERIOD"},
                  {"prev -\n", "", "prev", "MISSING"}});
}

TEST(Certificate, RefusesAKeyThatIsNoPoint) {
  Certificate certificate = ExampleCertificate();
  certificate.key = TestKey("tur/d07", 0);
  ExpectRefusal(CheckAgain(certificate), "key", "POINT");
}

TEST(Prekey, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals("prekey",
                 {{"tur/d07", "tur/r01", "subject", "NAME"},
                  {"recipient age1", "recipient age2", "recipient", "RECIPIENT"},
                  {"recipient age1ql3", "recipient age1-l3", "recipient", "RECIPIENT"},
                  {"mcac8p", "mcac8", "recipient", "RECIPIENT"},
                  {"not-after 1795604800", "not-after 1795000000", "not-after", "PERIOD"}});
}

TEST(Archive, RefusesAPluginForARecipient) {
  ExpectRefusals("archive", {{"recipient age1", "recipient age1evil1", "recipient", "RECIPIENT"}});
}

TEST(Revocation, KnowsEveryReason) {
  for (int i = 0; i < 4; ++i) {
    const RevokeReason reason = static_cast<RevokeReason>(i);
    EXPECT_EQ(*ParseRevokeReason(RevokeReasonName(reason)), reason);
  }
  ExpectRefusals("revocation", {{"reason lost", "reason stolen", "reason", "REASON"},
                                {"tur/r01", "tur/x01", "by", "NAME"}});
}

TEST(Dispute, SortsItsEnvelopes) {
  ExpectRefusals("dispute", {{absl::StrCat("envelope ", HashText(2)),
                              absl::StrCat("envelope ", HashText(4)), "envelope", "ORDER"},
                             {absl::StrCat("envelope ", HashText(2)),
                              absl::StrCat("envelope ", HashText(3)), "envelope", "DUPLICATE"},
                             {"since 500", "since -", "since", "INTEGER"}});
}

}  // namespace
}  // namespace liaison
