// Founding and amending the charter.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "proto/rules/charter_changes.h"
#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

using absl::StatusCode;

// The charter after the one in force, restated.
Charter NextCharter(FoundedMission& world) {
  Charter charter = world.directory().charter();
  charter.prev = Sha256(PrintCharter(charter));
  ++charter.serial;
  return charter;
}

void ReplaceRoot(Charter& charter, absl::string_view office, const NoteSigner& root) {
  for (OfficeRoot& line : charter.offices) {
    if (line.office == office) line.root = root.vkey();
  }
}

// Takes jor out of the mission: its office line, its party, its part in a zone.
void RemoveJordan(Charter& charter) {
  std::erase_if(charter.offices, [](const OfficeRoot& line) { return line.office == "jor"; });
  charter.mission = absl::StrReplaceAll(
      charter.mission, {{R"({"kind":"concerned","office":"jor","zones":["south"]},)", ""},
                        {R"("irn","jor","rus","tur")", R"("irn","rus","tur")"}});
}

std::string SignedBy(FoundedMission& world, const Charter& charter,
                     const std::vector<std::string>& old_roots,
                     const std::vector<const NoteSigner*>& new_roots = {}) {
  std::vector<const NoteSigner*> signers;
  for (const std::string& office : old_roots) {
    signers.push_back(&world.mission().signer(absl::StrCat(office, "/root")));
  }
  signers.insert(signers.end(), new_roots.begin(), new_roots.end());
  return SignNoteBy(PrintCharter(charter), signers);
}

TEST(Charter, FoundsOnlyWithEveryRootInTheOrderOfItsLines) {
  FoundedMission world;
  const std::vector<std::vector<std::string>> bad = {{"irn", "jor", "rus", "tur"},
                                                     {"jor", "irn", "rus", "tur", "un"},
                                                     {"irn", "jor", "rus", "tur", "un", "un"},
                                                     {}};
  for (const auto& offices : bad) {
    Directory empty(world.mission().ns(), SodiumCrypto());
    Note note{PrintCharter(world.mission().charter()), {}};
    for (const std::string& office : offices) {
      note.signatures.push_back(
          world.mission().signer(absl::StrCat(office, "/root")).SignText(note.text));
    }
    const absl::Status status = empty.Apply(LeafIndex(0), world.now_ms(), note);
    EXPECT_EQ(ReasonOf(status), "SIGNERS") << status;
    EXPECT_FALSE(empty.founded());
  }
}

TEST(Charter, IsTheFirstLeafAndNoOther) {
  FoundedMission world;
  Directory late(world.mission().ns(), SodiumCrypto());
  late.Skip(LeafIndex(0), world.now_ms());
  const Note charter = *ParseNote(world.mission().notes()[0], kMaxPublicNoteBytes);
  EXPECT_EQ(ReasonOf(late.Apply(LeafIndex(1), world.now_ms(), charter)), "NOT_FOUNDED");
}

TEST(Charter, IsAmendedByEnoughOldRoots) {
  FoundedMission world;
  Charter next = NextCharter(world);
  next.amend = 2;
  ASSERT_TRUE(world.Log(SignedBy(world, next, {"jor", "rus", "un"})).ok());
  EXPECT_EQ(world.directory().charter(), next);
  EXPECT_EQ(world.directory().charter_hash(), world.mission().charter_hash())
      << "notes stay bound to the first charter";
  EXPECT_EQ(world.WhyNot("irn/d01"), "");
  // The new threshold holds for the next one, and the chain goes on from this one.
  Charter third = NextCharter(world);
  third.quorum = 2;
  EXPECT_TRUE(world.Log(SignedBy(world, third, {"irn", "tur"})).ok());
}

TEST(Charter, ReplacesARootAndEndsWhatHungOnIt) {
  FoundedMission world;
  NoteSigner root = world.NewSigner("irn/root");
  Charter next = NextCharter(world);
  ReplaceRoot(next, "irn", root);
  ASSERT_TRUE(world.Log(SignedBy(world, next, {"rus", "tur", "un"}, {&root})).ok());
  EXPECT_EQ(world.WhyNot("irn/r01"), "REVOKED");
  EXPECT_EQ(world.WhyNot("irn/d01"), "REVOKED");
  EXPECT_EQ(world.WhyNot("rus/d01"), "");
  EXPECT_TRUE(world.Sealed("irn/duty", world.directory().size()).empty());

  // The old root is nobody now; the new one certifies anew, names and keys go on with `prev`.
  Certificate registrar = world.mission().CertificateFor(
      "irn/r01", "p01", CertRole::kRegistrar, {}, world.mission().signer("irn/r01").vkey().key);
  registrar.prev = world.CertHash("irn/r01");
  const std::string text = PrintCertificate(registrar);
  EXPECT_EQ(ReasonOf(world.Log(world.SignBy(text, {"irn/root", "irn/r01"}))), "SIGNERS");
  ASSERT_TRUE(world.Log(SignNoteBy(text, {&root, &world.mission().signer("irn/r01")})).ok());
  Certificate device = world.NewDevice(world.mission().signer("irn/d01"));
  device.prev = world.CertHash("irn/d01");
  ASSERT_TRUE(world.Log(world.SignBy(PrintCertificate(device), {"irn/r01", "irn/d01"})).ok());
  EXPECT_EQ(world.Sealed("irn/duty", world.directory().size()),
            std::vector<std::string>{"irn/d01"});
}

TEST(Charter, SaysWhatAnAmendmentChanges) {
  FoundedMission world;
  const Charter before = world.directory().charter();
  Charter after = NextCharter(world);
  const auto changes = [&] {
    std::string text;
    const std::vector<CharterChange> all = *ChangesBetween(before, after);
    for (const CharterChange& change : all) {
      absl::StrAppend(&text, change.what, " ", change.subject, change.before.empty() ? " new" : "",
                      change.after.empty() ? " gone" : "", "; ");
    }
    return text;
  };
  EXPECT_EQ(changes(), "") << "serial and prev are no news";
  NoteSigner root = world.NewSigner("irn/root");
  ReplaceRoot(after, "irn", root);
  after.amend = 2;
  after.tls.push_back(world.CertHash("irn/d01"));
  after.mission =
      absl::StrReplaceAll(after.mission, {{"\"flash_per_hour\":20", "\"flash_per_hour\":7"}});
  const std::string some = changes();
  EXPECT_NE(some.find("root_replaced irn; "), std::string::npos) << some;
  EXPECT_NE(some.find("rule flash_per_hour; amend ; tls_pin "), std::string::npos) << some;
  RemoveJordan(after);
  const std::string more = changes();
  EXPECT_NE(more.find("office_leaves jor gone; root_replaced irn; party jor gone; zone south; "),
            std::string::npos)
      << more;
}

TEST(Charter, LetsAnOfficeGoAndItsDevicesWithIt) {
  FoundedMission world;
  const TreeSize before = world.directory().size();
  Charter next = NextCharter(world);
  RemoveJordan(next);
  ASSERT_TRUE(world.Log(SignedBy(world, next, {"irn", "rus", "tur"})).ok());
  EXPECT_EQ(world.WhyNot("jor/d01"), "REVOKED");
  EXPECT_EQ(world.Sealed("jor/duty", before), std::vector<std::string>{"jor/d01"});
  EXPECT_TRUE(world.Sealed("jor/duty", world.directory().size()).empty());
  NoteSigner device = world.NewSigner("jor/d09");
  EXPECT_EQ(ReasonOf(world.Log(SignNoteBy(PrintCertificate(world.NewDevice(device)),
                                          {&world.mission().signer("jor/root"), &device}))),
            "OFFICE");
}

struct BadAmendment {
  const char* name;
  std::function<std::string(FoundedMission&, Charter)> note;
  StatusCode code;
  const char* reason;
};

TEST(Charter, RefusesAmendmentsOutOfTheirPlace) {
  const std::vector<BadAmendment> cases = {
      {"too few roots",
       [](FoundedMission& w, const Charter& c) {
         return SignedBy(w, c, {"irn", "rus"});
       },
       StatusCode::kPermissionDenied, "AMEND"},
      {"roots out of order",
       [](FoundedMission& w, const Charter& c) {
         return SignedBy(w, c, {"tur", "irn", "rus"});
       },
       StatusCode::kPermissionDenied, "AMEND"},
      {"one root three times",
       [](FoundedMission& w, const Charter& c) {
         return SignedBy(w, c, {"rus", "rus", "rus"});
       },
       StatusCode::kPermissionDenied, "AMEND"},
      {"the office that loses its seat votes",
       [](FoundedMission& w, Charter c) {
         RemoveJordan(c);
         return SignedBy(w, c, {"irn", "jor", "rus"});
       },
       StatusCode::kPermissionDenied, "AMEND"},
      {"the stolen root votes for its successor",
       [](FoundedMission& w, Charter c) {
         const NoteSigner root = w.NewSigner("irn/root");
         ReplaceRoot(c, "irn", root);
         return SignedBy(w, c, {"irn", "rus", "tur"}, {&root});
       },
       StatusCode::kPermissionDenied, "AMEND"},
      {"the new root does not sign",
       [](FoundedMission& w, Charter c) {
         ReplaceRoot(c, "irn", w.NewSigner("irn/root"));
         return SignedBy(w, c, {"jor", "rus", "tur"});
       },
       StatusCode::kInvalidArgument, "SIGNERS"},
      {"a registrar signs too",
       [](FoundedMission& w, const Charter& c) {
         return SignedBy(w, c, {"irn", "rus", "tur"}, {&w.mission().signer("irn/r01")});
       },
       StatusCode::kInvalidArgument, "SIGNERS"},
      {"a serial skipped",
       [](FoundedMission& w, Charter c) {
         ++c.serial;
         return SignedBy(w, c, {"irn", "rus", "tur"});
       },
       StatusCode::kFailedPrecondition, "SERIAL"},
      {"another charter before",
       [](FoundedMission& w, Charter c) {
         c.prev->bytes[9] ^= 1;
         return SignedBy(w, c, {"irn", "rus", "tur"});
       },
       StatusCode::kFailedPrecondition, "PREV"},
      {"a device's key as root",
       [](FoundedMission& w, Charter c) {
         // A copy of the key, so that it can sign under the new name.
         const NoteSigner root(w.mission().FullName("irn/root"),
                               *SigningKey::FromSeed(w.mission().signer("tur/d01").key().seed()));
         ReplaceRoot(c, "irn", root);
         return SignedBy(w, c, {"jor", "rus", "tur"}, {&root});
       },
       StatusCode::kFailedPrecondition, "KEY_USED"},
      {"the log's key as TLS key",
       [](FoundedMission& w, Charter c) {
         c.tls = {SpkiPinOf(c.log.key)};
         return SignedBy(w, c, {"irn", "rus", "tur"});
       },
       StatusCode::kFailedPrecondition, "KEY_USED"},
      {"a party without office",
       [](FoundedMission& w, Charter c) {
         std::erase_if(c.offices, [](const OfficeRoot& line) { return line.office == "un"; });
         return SignedBy(w, c, {"irn", "rus", "tur"});
       },
       StatusCode::kInvalidArgument, "PARTY"},
      {"an office without party",
       [](FoundedMission& w, Charter c) {
         c.mission = absl::StrReplaceAll(c.mission, {{R"("office":"un")", R"("office":"eu")"}});
         return SignedBy(w, c, {"irn", "rus", "tur"});
       },
       StatusCode::kInvalidArgument, "PARTY"},
  };
  for (const BadAmendment& bad : cases) {
    SCOPED_TRACE(bad.name);
    FoundedMission world;
    const absl::Status status = world.Log(bad.note(world, NextCharter(world)));
    EXPECT_EQ(status.code(), bad.code) << status;
    EXPECT_EQ(ReasonOf(status), bad.reason) << status;
    EXPECT_EQ(world.directory().charter(), world.mission().charter());
  }
}

}  // namespace
}  // namespace liaison
