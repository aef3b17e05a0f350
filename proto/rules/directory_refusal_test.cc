// Every rule for public notes is broken once; a refusal changes nothing and names code, reason and
// field. Attacks T-02, T-11, T-17, T-18, T-20, T-30 of CRYPTO section 2 as far as the directory
// answers them.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

using absl::StatusCode;

struct Refusal {
  const char* name;
  std::function<std::string(FoundedMission&)> note;
  StatusCode code;
  const char* reason;
  const char* field;
};

// A certificate of a new duty device irn/d77 by registrar irn/r01, changed and signed by `signers`
// and the subject.
std::string Cert(FoundedMission& world, const std::vector<std::string>& signers,
                 const std::function<void(Certificate&)>& change,
                 absl::string_view subject_name = "irn/d77") {
  NoteSigner subject = world.NewSigner(subject_name);
  Certificate certificate = world.NewDevice(subject);
  change(certificate);
  std::vector<const NoteSigner*> by;
  for (const std::string& signer : signers) by.push_back(&world.mission().signer(signer));
  by.push_back(&subject);
  return SignNoteBy(PrintCertificate(certificate), by);
}

std::string NextPrekey(FoundedMission& world, const std::function<void(Prekey&)>& change,
                       absl::string_view signer = "tur/d01") {
  Prekey prekey = world.mission().PrekeyFor("tur/d01", 9);
  change(prekey);
  return world.mission().signer(signer).SignNote(PrintPrekey(prekey));
}

std::string Archive(FoundedMission& world, absl::string_view office, uint64_t serial,
                    absl::string_view recipient_of, absl::string_view signer) {
  ArchiveRecipient archive;
  archive.ns = world.mission().ns();
  archive.charter = world.mission().charter_hash();
  archive.office = std::string(office);
  archive.serial = serial;
  archive.recipient = FakeRecipient(recipient_of, serial);
  archive.not_before_s = world.now_s();
  return world.mission().signer(signer).SignNote(PrintArchiveRecipient(archive));
}

std::string Disputed(FoundedMission& world, absl::string_view signer, LeafIndex since) {
  Dispute dispute;
  dispute.ns = world.mission().ns();
  dispute.charter = world.mission().charter_hash();
  dispute.office = "tur";
  dispute.since = since;
  dispute.reason = "theft";
  return world.mission().signer(signer).SignNote(PrintDispute(dispute));
}

// Signs for `name` with the key of `thief`: the line claims what the key cannot prove.
std::string Impersonate(FoundedMission& world, const std::string& note, absl::string_view name,
                        absl::string_view thief) {
  Note forged = *ParseNote(note, kMaxPublicNoteBytes);
  for (SignatureLine& line : forged.signatures) {
    if (line.name == world.mission().FullName(name)) {
      line.signature = world.mission().signer(thief).SignText(forged.text).signature;
    }
  }
  return PrintNote(forged);
}

const auto kAsIs = [](auto&) {};

std::vector<Refusal> CertificateRefusals() {
  return {
      {"signed by the hub", [](FoundedMission& w) { return Cert(w, {"hub"}, kAsIs); },
       StatusCode::kUnauthenticated, "UNKNOWN_SIGNER", "from"},
      {"signed by a registrar of another office",
       [](FoundedMission& w) { return Cert(w, {"tur/r01"}, kAsIs); }, StatusCode::kPermissionDenied,
       "ISSUER", "signature"},
      {"signed by the root of another office",
       [](FoundedMission& w) { return Cert(w, {"tur/root"}, kAsIs); }, StatusCode::kUnauthenticated,
       "UNKNOWN_SIGNER", "from"},
      {"signed by a device", [](FoundedMission& w) { return Cert(w, {"irn/d02"}, kAsIs); },
       StatusCode::kPermissionDenied, "ISSUER", "signature"},
      {"signed by a revoked registrar",
       [](FoundedMission& w) {
         EXPECT_TRUE(w.Log(w.Revoke("irn/r01", RevokeReason::kCompromise, "irn/root")).ok());
         return Cert(w, {"irn/r01"}, kAsIs);
       },
       StatusCode::kPermissionDenied, "REVOKED", "from"},
      {"without the subject's own line",
       [](FoundedMission& w) {
         const NoteSigner subject = w.NewSigner("irn/d77");
         return w.SignBy(PrintCertificate(w.NewDevice(subject)), {"irn/r01"});
       },
       StatusCode::kInvalidArgument, "SIGNERS", "signature"},
      {"with a line too many",
       [](FoundedMission& w) {
         return Cert(w, {"irn/r01", "irn/root"}, kAsIs);
       },
       StatusCode::kInvalidArgument, "SIGNERS", "signature"},
      {"issuer forged by another key",
       [](FoundedMission& w) {
         return Impersonate(w, Cert(w, {"irn/r01"}, kAsIs), "irn/r01", "tur/r01");
       },
       StatusCode::kDataLoss, "SIGNATURE", "signature"},
      {"registrar certified by a registrar",
       [](FoundedMission& w) {
         return Cert(
             w, {"irn/r01"},
             [](Certificate& c) {
               c.role = CertRole::kRegistrar;
               c.mailboxes.clear();
             },
             "irn/r03");
       },
       StatusCode::kPermissionDenied, "ISSUER", "signature"},
      {"an office outside the mission",
       [](FoundedMission& w) { return Cert(w, {"irn/root"}, kAsIs, "sau/d01"); },
       StatusCode::kPermissionDenied, "OFFICE", "office"},
      {"another mission's charter",
       [](FoundedMission& w) {
         return Cert(w, {"irn/r01"}, [](Certificate& c) { c.charter.bytes[0] ^= 1; });
       },
       StatusCode::kInvalidArgument, "CHARTER", "charter"},
      {"a witness",
       [](FoundedMission& w) {
         return Cert(
             w, {"irn/root"},
             [](Certificate& c) {
               c.role = CertRole::kWitness;
               c.mailboxes.clear();
               c.key = MakeVKey(c.subject, c.key.key, kTypeCosignature, SodiumCrypto());
             },
             "irn/witness");
       },
       StatusCode::kInvalidArgument, "UNSUPPORTED", "role"},
      {"a device for more than a year",
       [](FoundedMission& w) {
         return Cert(w, {"irn/r01"},
                     [](Certificate& c) { c.not_after_s = c.not_before_s + 365 * 86400 + 1; });
       },
       StatusCode::kInvalidArgument, "PERIOD", "not-after"},
      {"a registrar for more than 180 days",
       [](FoundedMission& w) {
         return Cert(
             w, {"irn/root"},
             [](Certificate& c) {
               c.role = CertRole::kRegistrar;
               c.mailboxes.clear();
               c.not_after_s = c.not_before_s + 180 * 86400 + 1;
             },
             "irn/r03");
       },
       StatusCode::kInvalidArgument, "PERIOD", "not-after"},
      {"already over",
       [](FoundedMission& w) {
         return Cert(w, {"irn/r01"}, [](Certificate& c) {
           c.not_before_s -= 100;
           c.not_after_s = c.not_before_s + 99;
         });
       },
       StatusCode::kFailedPrecondition, "EXPIRED", "not-after"},
  };
}

std::vector<Refusal> KeyRefusals() {
  return {
      {"another name's key",
       [](FoundedMission& w) {
         // The key of tur/d01 under the name irn/d77: possession is proved, the name is not.
         const VKey key =
             MakeVKey(w.mission().FullName("irn/d77"), w.mission().signer("tur/d01").vkey().key,
                      kTypeEd25519, SodiumCrypto());
         Certificate certificate = w.NewDevice(w.NewSigner("irn/d77"));
         certificate.key = key;
         Note note{PrintCertificate(certificate), {}};
         note.signatures = {w.mission().signer("irn/r01").SignText(note.text),
                            w.mission().signer("tur/d01").SignText(note.text)};
         note.signatures[1].name = key.name;
         note.signatures[1].key_id = key.key_id;
         return PrintNote(note);
       },
       StatusCode::kFailedPrecondition, "KEY_USED", "key"},
      {"another device's TLS key",
       [](FoundedMission& w) {
         return Cert(w, {"irn/r01"}, [&](Certificate& c) {
           c.tls = SpkiPinOf(w.mission().tls_key("irn/d01").public_key());
         });
       },
       StatusCode::kFailedPrecondition, "KEY_USED", "tls"},
      {"a signing key as TLS key",
       [](FoundedMission& w) {
         return Cert(w, {"irn/r01"}, [](Certificate& c) { c.tls = SpkiPinOf(c.key.key); });
       },
       StatusCode::kFailedPrecondition, "KEY_USED", "tls"},
      {"a name in use, without prev",
       [](FoundedMission& w) { return Cert(w, {"irn/r01"}, kAsIs, "irn/d01"); },
       StatusCode::kFailedPrecondition, "PREV", "prev"},
      {"a first certificate with prev",
       [](FoundedMission& w) {
         return Cert(w, {"irn/r01"}, [&](Certificate& c) { c.prev = w.CertHash("irn/d01"); });
       },
       StatusCode::kFailedPrecondition, "PREV", "prev"},
      {"a lost device's name again",
       [](FoundedMission& w) {
         const Hash prev = w.CertHash("irn/d01");
         EXPECT_TRUE(w.Log(w.Revoke("irn/d01", RevokeReason::kLost, "irn/r01")).ok());
         return Cert(
             w, {"irn/r01"}, [&](Certificate& c) { c.prev = prev; }, "irn/d01");
       },
       StatusCode::kFailedPrecondition, "REVOKED", "subject"},
  };
}

std::vector<Refusal> PrekeyRefusals() {
  return {
      {"signed by another device",
       [](FoundedMission& w) { return NextPrekey(w, kAsIs, "tur/d02"); },
       StatusCode::kInvalidArgument, "SIGNERS", "signature"},
      {"forged",
       [](FoundedMission& w) { return Impersonate(w, NextPrekey(w, kAsIs), "tur/d01", "tur/d02"); },
       StatusCode::kDataLoss, "SIGNATURE", "signature"},
      {"of an unknown device",
       [](FoundedMission& w) {
         return NextPrekey(w, [&](Prekey& p) { p.subject = w.mission().FullName("tur/d99"); });
       },
       StatusCode::kUnauthenticated, "UNKNOWN_SIGNER", "from"},
      {"of a revoked device",
       [](FoundedMission& w) {
         EXPECT_TRUE(w.Log(w.Revoke("tur/d01", RevokeReason::kLost, "tur/r01")).ok());
         return NextPrekey(w, kAsIs);
       },
       StatusCode::kPermissionDenied, "REVOKED", "from"},
      {"an old serial",
       [](FoundedMission& w) { return NextPrekey(w, [](Prekey& p) { p.serial = 8; }); },
       StatusCode::kFailedPrecondition, "SERIAL", "serial"},
      {"a serial skipped",
       [](FoundedMission& w) { return NextPrekey(w, [](Prekey& p) { p.serial = 10; }); },
       StatusCode::kFailedPrecondition, "SERIAL", "serial"},
      {"for more than a week",
       [](FoundedMission& w) { return NextPrekey(w, [](Prekey& p) { ++p.not_after_s; }); },
       StatusCode::kInvalidArgument, "PERIOD", "not-after"},
      {"after a gap",
       [](FoundedMission& w) {
         return NextPrekey(w, [](Prekey& p) {
           ++p.not_before_s;
           ++p.not_after_s;
         });
       },
       StatusCode::kFailedPrecondition, "GAP", "not-before"},
      {"more than ten weeks ahead",
       [](FoundedMission& w) {
         return NextPrekey(w, [](Prekey& p) {
           p.not_before_s += 3 * 7 * 86400;
           p.not_after_s += 3 * 7 * 86400;
         });
       },
       StatusCode::kFailedPrecondition, "WEEKS_AHEAD", "not-before"},
      {"already over",
       [](FoundedMission& w) {
         return NextPrekey(w, [&](Prekey& p) {
           p.not_before_s = w.now_s() - 100;
           p.not_after_s = w.now_s();
         });
       },
       StatusCode::kFailedPrecondition, "EXPIRED", "not-after"},
      {"the recipient of another device",
       [](FoundedMission& w) {
         return NextPrekey(w, [&](Prekey& p) {
           p.recipient = FakeRecipient(w.mission().FullName("irn/d01"), 1);
         });
       },
       StatusCode::kFailedPrecondition, "KEY_USED", "recipient"},
      {"another mission's charter",
       [](FoundedMission& w) { return NextPrekey(w, [](Prekey& p) { p.charter.bytes[5] ^= 4; }); },
       StatusCode::kInvalidArgument, "CHARTER", "charter"},
  };
}

std::vector<Refusal> OtherRefusals() {
  return {
      {"archive by a device",
       [](FoundedMission& w) { return Archive(w, "tur", 2, "x", "tur/d01"); },
       StatusCode::kPermissionDenied, "ISSUER", "signature"},
      {"archive with an old serial",
       [](FoundedMission& w) { return Archive(w, "tur", 1, "x", "tur/r01"); },
       StatusCode::kFailedPrecondition, "SERIAL", "serial"},
      {"revocation by another office",
       [](FoundedMission& w) { return w.Revoke("irn/d01", RevokeReason::kLost, "tur/root"); },
       StatusCode::kUnauthenticated, "UNKNOWN_SIGNER", "from"},
      {"revocation by another device of the office",
       [](FoundedMission& w) { return w.Revoke("irn/d01", RevokeReason::kLost, "irn/d02"); },
       StatusCode::kPermissionDenied, "ISSUER", "signature"},
      {"revocation signed by another than it names",
       [](FoundedMission& w) {
         return w.SignBy(w.RevokeText(w.CertHash("irn/d01"), RevokeReason::kLost, "irn/r01"),
                         {"irn/r02"});
       },
       StatusCode::kInvalidArgument, "SIGNERS", "signature"},
      {"revocation of an unknown certificate",
       [](FoundedMission& w) {
         return w.SignBy(w.RevokeText(Hash(), RevokeReason::kLost, "irn/r01"), {"irn/r01"});
       },
       StatusCode::kFailedPrecondition, "UNKNOWN_CERTIFICATE", "cert"},
      {"second revocation",
       [](FoundedMission& w) {
         EXPECT_TRUE(w.Log(w.Revoke("irn/d01", RevokeReason::kLost, "irn/r01")).ok());
         return w.Revoke("irn/d01", RevokeReason::kLeft, "irn/root");
       },
       StatusCode::kFailedPrecondition, "REVOKED", "cert"},
      {"dispute by a registrar",
       [](FoundedMission& w) { return Disputed(w, "tur/r01", LeafIndex(0)); },
       StatusCode::kPermissionDenied, "ISSUER", "signature"},
      {"dispute of the future", [](FoundedMission& w) { return Disputed(w, "tur/root", w.next()); },
       StatusCode::kFailedPrecondition, "INDEX", "since"},
      {"a note that is logged", [](FoundedMission& w) { return w.mission().notes().back(); },
       StatusCode::kAlreadyExists, "ALREADY", "note"},
      {"a kind without rules",
       [](FoundedMission& w) {
         return w.SignBy(w.mission().ns() + "/press/v1\nid R-1\n", {"irn/d01"});
       },
       StatusCode::kInvalidArgument, "TYPE", "note"},
      {"another name space",
       [](FoundedMission& w) { return w.SignBy("other.example/revoke/v1\n", {"irn/d01"}); },
       StatusCode::kInvalidArgument, "TYPE", ""},
  };
}

void ExpectRefused(const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.name);
    FoundedMission world;
    const std::string note = refusal.note(world);
    const TreeSize size = world.directory().size();
    const absl::Status status = world.Log(note);
    EXPECT_EQ(status.code(), refusal.code) << status;
    EXPECT_EQ(ReasonOf(status), refusal.reason) << status;
    if (*refusal.field != '\0') {
      ASSERT_TRUE(DetailOf(status).has_value());
      EXPECT_EQ(DetailOf(status)->field, refusal.field);
    }
    EXPECT_EQ(world.directory().size(), size);
  }
}

TEST(DirectoryRefuses, CertificatesThatNobodyEntitledSigned) {
  ExpectRefused(CertificateRefusals());
}
TEST(DirectoryRefuses, KeysAndNamesInOtherUse) { ExpectRefused(KeyRefusals()); }
TEST(DirectoryRefuses, PrekeysOutOfTheirPlace) { ExpectRefused(PrekeyRefusals()); }
TEST(DirectoryRefuses, MoreThanTwentyFourPrekeysThatHaveNotEnded) {
  FoundedMission world;
  const auto publish = [&](uint64_t serial) {
    Prekey prekey = world.mission().PrekeyFor("tur/d01", serial);
    prekey.not_before_s = world.now_s();
    prekey.not_after_s = world.now_s() + 3600;
    return ReasonOf(world.Log(world.mission().signer("tur/d01").SignNote(PrintPrekey(prekey))));
  };
  uint64_t serial = 8;  // the founding's
  while (serial < 24) EXPECT_EQ(publish(++serial), "");
  EXPECT_EQ(publish(serial + 1), "PREKEYS_MAX");
  world.Advance(3'600'000);
  EXPECT_EQ(publish(serial + 1), "");
}
TEST(DirectoryRefuses, OtherNotesOutOfTheirPlace) { ExpectRefused(OtherRefusals()); }

TEST(DirectoryRefuses, AnyFlippedByteOfAPublicNote) {
  FoundedMission world;
  const std::string note = world.Revoke("irn/d01", RevokeReason::kLost, "irn/r01");
  const TreeSize size = world.directory().size();
  for (size_t i = 0; i < note.size(); ++i) {
    std::string flipped = note;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_FALSE(world.Log(flipped).ok()) << "byte " << i;
    EXPECT_EQ(world.directory().size(), size);
  }
  EXPECT_TRUE(world.Log(note).ok());
}

TEST(DirectoryRefuses, ATimeThatGoesBackAndAPositionThatIsTaken) {
  FoundedMission world;
  const Note note =
      *ParseNote(world.Revoke("irn/d01", RevokeReason::kLost, "irn/r01"), kMaxPublicNoteBytes);
  const absl::Status early =
      world.directory().Check(world.next(), world.now_ms() - 1, note).status();
  EXPECT_EQ(early.code(), StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(early), "TIME");
  EXPECT_EQ(ReasonOf(world.directory().Check(LeafIndex(3), world.now_ms(), note).status()),
            "INDEX");
}

TEST(DirectoryRefuses, EverythingBeforeTheCharter) {
  FoundedMission world;
  Directory empty(world.mission().ns(), SodiumCrypto());
  const Note cert = *ParseNote(world.mission().notes()[1], kMaxPublicNoteBytes);
  const absl::Status status = empty.Apply(LeafIndex(0), world.now_ms(), cert);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "NOT_FOUNDED");
  EXPECT_FALSE(empty.founded());
}

}  // namespace
}  // namespace liaison
