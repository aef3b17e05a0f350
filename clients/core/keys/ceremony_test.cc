#include "clients/core/keys/ceremony.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/keys/charter_ceremony.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/rules/directory.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

using testing::ElementsAre;

constexpr char kNs[] = "deescalation.example";
constexpr int64_t kNow_s = 1493942400;
constexpr int64_t kDay_s = 24 * 3600;
constexpr char kMission[] =
    R"({"name":"Test","operator":"neutral","parties":[{"kind":"guarantor","office":"irn"},)"
    R"({"kind":"guarantor","office":"rus"},{"kind":"guarantor","office":"tur"}],)"
    R"("zones":[{"established_by":["irn","rus","tur"],"id":"idlib"}]})";

class Ceremony : public testing::Test {
 protected:
  NoteSigner Signer(absl::string_view short_name) {
    return NoteSigner(absl::StrCat(kNs, "/", short_name), SigningKey::Generate(random_));
  }
  NoteSigner Root(absl::string_view office) { return *MakeOfficeRoot(kNs, office, random_); }
  HubPublic MakeHub() {
    HubPublic hub{Signer("log").vkey(), Signer("hub").vkey(), Hash()};
    random_.Fill(hub.tls.bytes.data(), Hash::kSize);
    return hub;
  }
  Certificate Proposal(absl::string_view office, CertRole role) {
    Certificate proposal;
    proposal.ns = kNs;
    proposal.charter = charter_hash_;
    proposal.office = std::string(office);
    proposal.holder = "p17";
    proposal.role = role;
    proposal.not_before_s = kNow_s;
    proposal.not_after_s = kNow_s + 90 * kDay_s;
    if (role == CertRole::kDevice) {
      proposal.mailboxes = {Role::kDuty};
      proposal.tls.emplace();
      random_.Fill(proposal.tls->bytes.data(), Hash::kSize);
    }
    return proposal;
  }
  // Draft with the signatures of `roots` in the order given.
  absl::StatusOr<std::string> SignBy(std::string charter, std::vector<const NoteSigner*> roots,
                                     const Charter* in_force = nullptr) {
    for (const NoteSigner* root : roots) {
      absl::StatusOr<std::string> more =
          AddCharterSignature(kNs, charter, in_force, *root, crypto_);
      if (!more.ok()) return more.status();
      charter = *std::move(more);
    }
    return charter;
  }

  // Offices with a place that has no line yet.
  std::vector<std::string> Unsigned(const std::string& charter, const Charter* in_force = nullptr) {
    std::vector<std::string> offices;
    const CharterSignatures signatures = *SignaturesOf(kNs, charter, in_force, crypto_);
    for (const CharterSlot& slot : signatures.slots) {
      if (!slot.has_signed) offices.push_back(slot.line.office);
    }
    return offices;
  }

  SeededRandom random_{41};
  const PublicCrypto& crypto_ = SodiumCrypto();
  const NoteSigner irn_ = Root("irn");
  const NoteSigner rus_ = Root("rus");
  const NoteSigner tur_ = Root("tur");
  const HubPublic hub_ = MakeHub();
  const std::string draft_ =
      *DraftCharter(kNs, hub_, {tur_.vkey(), irn_.vkey(), rus_.vkey()}, 2, kMission, crypto_);
  const Hash charter_hash_ = Sha256(draft_);
};

TEST_F(Ceremony, FoundsAMissionThatTheDirectoryAccepts) {
  const std::string charter = *SignBy(draft_, {&tur_, &irn_, &rus_});
  const NoteSigner registrar = Signer("irn/r01");
  const NoteSigner device = Signer("irn/d01");
  const std::string registrar_request =
      *RequestCertificate(Proposal("irn", CertRole::kRegistrar), registrar, crypto_);
  const std::string device_request =
      *RequestCertificate(Proposal("irn", CertRole::kDevice), device, crypto_);
  const std::string device_cert = *Certify(kNs, device_request, registrar, crypto_);
  ArchiveRecipient archive;
  archive.ns = kNs;
  archive.charter = charter_hash_;
  archive.office = "irn";
  archive.serial = 1;
  archive.recipient = AgeIdentity::Generate(random_).recipient().ToString();
  archive.not_before_s = kNow_s;
  const Hash cert_hash = Sha256(ParseNote(device_cert, kMaxPublicNoteBytes)->text);

  Directory directory(kNs, crypto_);
  for (const std::string& note :
       {charter, *Certify(kNs, registrar_request, irn_, crypto_), device_cert,
        *MakeArchiveNote(archive, registrar),
        *MakeRevocation(kNs, charter_hash_, cert_hash, RevokeReason::kLost, registrar)}) {
    const absl::Status status = directory.Apply(LeafIndex(directory.size().value()), kNow_s * 1000,
                                                *ParseNote(note, kMaxPublicNoteBytes));
    ASSERT_TRUE(status.ok()) << status << note;
  }
  EXPECT_EQ(directory.ArchiveOf("irn", directory.size()), archive.recipient);
}

TEST_F(Ceremony, RootsMaySignInAnyOrder) {
  const std::vector<std::vector<const NoteSigner*>> orders = {
      {&irn_, &rus_, &tur_}, {&tur_, &rus_, &irn_}, {&rus_, &tur_, &irn_}, {&tur_, &irn_, &rus_}};
  const std::string first = *SignBy(draft_, orders[0]);
  for (const auto& order : orders) EXPECT_EQ(*SignBy(draft_, order), first);
}

TEST_F(Ceremony, SaysWhoHasYetToSign) {
  EXPECT_THAT(Unsigned(draft_), ElementsAre("irn", "rus", "tur"));
  EXPECT_THAT(Unsigned(*SignBy(draft_, {&rus_})), ElementsAre("irn", "tur"));
  const std::string all = *SignBy(draft_, {&rus_, &irn_, &tur_});
  EXPECT_THAT(Unsigned(all), ElementsAre());
  EXPECT_TRUE(SignaturesOf(kNs, all, nullptr, crypto_)->complete());
  EXPECT_FALSE(SignaturesOf(kNs, draft_, nullptr, crypto_)->complete());
}

TEST_F(Ceremony, ARootThatIsNotInTheCharterCannotSign) {
  EXPECT_EQ(ReasonOf(SignBy(draft_, {&irn_, &irn_}).status()), "SIGNED");
  const NoteSigner other = Root("jor");
  EXPECT_EQ(ReasonOf(SignBy(draft_, {&other}).status()), "NOT_A_ROOT");
  const NoteSigner imposter = Root("irn");  // the right name, another key
  EXPECT_EQ(ReasonOf(SignBy(draft_, {&imposter}).status()), "NOT_A_ROOT");
}

TEST_F(Ceremony, ARootDoesNotSignUnderAForgedLine) {
  const std::string one = *SignBy(draft_, {&irn_});
  const std::string changed = absl::StrReplaceAll(one, {{"\"Test\"", "\"Tost\""}});
  ASSERT_NE(changed, one);
  EXPECT_EQ(ReasonOf(SignBy(changed, {&rus_}).status()), "SIGNATURE");
  Note swapped = *ParseNote(*SignBy(draft_, {&irn_, &rus_}), kMaxPublicNoteBytes);
  std::swap(swapped.signatures[0], swapped.signatures[1]);
  EXPECT_EQ(ReasonOf(SignBy(PrintNote(swapped), {&tur_}).status()), "ORDER");
  Note stranger = *ParseNote(one, kMaxPublicNoteBytes);
  stranger.signatures.push_back(Root("jor").SignText(stranger.text));
  EXPECT_EQ(ReasonOf(SignBy(PrintNote(stranger), {&tur_}).status()), "SIGNERS");
}

TEST_F(Ceremony, DraftsOnlyWhatCanBecomeACharter) {
  const std::vector<VKey> roots = {irn_.vkey(), rus_.vkey(), tur_.vkey()};
  EXPECT_TRUE(DraftCharter(kNs, hub_, roots, 2, absl::StrCat(kMission, "\n"), crypto_).ok());
  EXPECT_FALSE(DraftCharter(kNs, hub_, roots, 2, "{}", crypto_).ok());
  EXPECT_FALSE(DraftCharter(kNs, hub_, roots, 2, "{ }", crypto_).ok());
  EXPECT_FALSE(DraftCharter(kNs, hub_, {irn_.vkey(), irn_.vkey()}, 2, kMission, crypto_).ok());
  EXPECT_FALSE(DraftCharter(kNs, hub_, {Signer("irn/d01").vkey()}, 1, kMission, crypto_).ok());
  EXPECT_FALSE(DraftCharter(kNs, hub_, {}, 1, kMission, crypto_).ok());
}

// An office joins and another changes its root: the two others decide, both new roots prove that
// they are held. What the papers call complete the directory takes, and nothing less.
class Amendment : public Ceremony {
 protected:
  Amendment() {
    CharterChanges changes;
    changes.roots = {jor_.vkey(), new_irn_.vkey()};
    changes.mission = absl::StrReplaceAll(
        kMission, {{R"({"kind":"guarantor","office":"rus"})",
                    R"({"kind":"concerned","office":"jor"},{"kind":"guarantor","office":"rus"})"}});
    draft_two_ = *DraftAmendment(in_force_, changes, crypto_);
    const absl::Status founded =
        directory_.Apply(LeafIndex(0), kNow_s * 1000,
                         *ParseNote(*SignBy(draft_, {&tur_, &irn_, &rus_}), kMaxPublicNoteBytes));
    EXPECT_TRUE(founded.ok()) << founded;
  }
  absl::StatusOr<std::string> Sign(std::vector<const NoteSigner*> roots) {
    return SignBy(draft_two_, std::move(roots), &in_force_);
  }
  std::string WhyNot(const std::string& note) {
    return ReasonOf(
        directory_.Check(LeafIndex(1), kNow_s * 1000, *ParseNote(note, kMaxPublicNoteBytes))
            .status());
  }

  const Charter in_force_ = *ReadCharterText(kNs, draft_, crypto_);
  const NoteSigner jor_ = Root("jor");
  const NoteSigner new_irn_ = Root("irn");
  std::string draft_two_;
  Directory directory_{kNs, crypto_};
};

TEST_F(Amendment, RestatesTheCharterInForce) {
  const Charter next = *ReadCharterText(kNs, draft_two_, crypto_);
  EXPECT_EQ(next.serial, 2u);
  EXPECT_EQ(next.prev, Sha256(draft_));
  EXPECT_EQ(next.offices.size(), 4u);
  EXPECT_EQ(next.amend, in_force_.amend);
  EXPECT_EQ(next.quorum, 3u) << "of four offices";
  EXPECT_EQ(next.tls, in_force_.tls);
}

TEST_F(Amendment, IsCompleteWithEnoughOldRootsAndEveryNewOne) {
  EXPECT_THAT(Unsigned(draft_two_, &in_force_), ElementsAre("irn", "rus", "tur", "irn", "jor"));
  // The old root of the office concerned may sign, but does not count.
  const std::vector<std::vector<const NoteSigner*>> too_few = {
      {}, {&rus_, &jor_, &new_irn_}, {&irn_, &rus_, &jor_, &new_irn_}};
  for (const auto& roots : too_few) {
    const std::string note = *Sign(roots);
    const CharterSignatures signatures = *SignaturesOf(kNs, note, &in_force_, crypto_);
    EXPECT_EQ(signatures.StillNeeded(), roots.empty() ? 2u : 1u);
    EXPECT_FALSE(signatures.complete());
    if (!roots.empty()) {
      EXPECT_EQ(WhyNot(note), "AMEND");
    }
  }
  const std::string without_jor = *Sign({&tur_, &new_irn_, &rus_});
  EXPECT_FALSE(SignaturesOf(kNs, without_jor, &in_force_, crypto_)->complete());
  EXPECT_EQ(WhyNot(without_jor), "SIGNERS");
  for (const bool old_root_too : {false, true}) {
    std::vector<const NoteSigner*> roots = {&new_irn_, &tur_, &jor_, &rus_};
    if (old_root_too) roots.push_back(&irn_);
    const std::string note = *Sign(roots);
    EXPECT_TRUE(SignaturesOf(kNs, note, &in_force_, crypto_)->complete());
    EXPECT_EQ(WhyNot(note), "") << note;
  }
}

TEST_F(Amendment, IsJudgedBesideTheCharterThatItAmends) {
  EXPECT_EQ(ReasonOf(SignBy(draft_two_, {&rus_}).status()), "BASE");
  EXPECT_EQ(ReasonOf(SignBy(draft_, {&rus_}, &in_force_).status()), "BASE");
  Charter other = in_force_;
  other.amend = 1;
  EXPECT_EQ(ReasonOf(SignBy(draft_two_, {&rus_}, &other).status()), "PREV");
  other.serial = 2;
  other.prev = Sha256(draft_);
  EXPECT_EQ(ReasonOf(SignBy(draft_two_, {&rus_}, &other).status()), "SERIAL");
  const NoteSigner stranger = Root("rus");
  EXPECT_EQ(ReasonOf(Sign({&stranger}).status()), "NOT_A_ROOT");
  EXPECT_EQ(ReasonOf(Sign({&rus_, &rus_}).status()), "SIGNED");
}

TEST_F(Amendment, ChangesOnlyWhatMakesSense) {
  const auto reason = [&](const CharterChanges& changes) {
    return ReasonOf(DraftAmendment(in_force_, changes, crypto_).status());
  };
  EXPECT_EQ(reason({}), "NOTHING_CHANGED");
  EXPECT_EQ(reason({.leaving = {"jor"}}), "UNKNOWN_OFFICE");
  EXPECT_EQ(reason({.leaving = {"tur"}}), "PARTY") << "the mission still names it";
  EXPECT_EQ(reason({.roots = {jor_.vkey()}}), "PARTY") << "the mission does not name it";
  EXPECT_NE(reason({.amend = 4}), "");
  HubPublic hub = MakeHub();
  hub.log = hub_.log;
  hub.hub = hub_.hub;
  const auto pins = [&](bool drop) {
    return ReadCharterText(
               kNs, *DraftAmendment(in_force_, {.hub = hub, .drop_other_pins = drop}, crypto_),
               crypto_)
        ->tls;
  };
  EXPECT_THAT(pins(false), testing::UnorderedElementsAre(hub_.tls, hub.tls));
  EXPECT_THAT(pins(true), ElementsAre(hub.tls));
}

TEST_F(Ceremony, ReadsTheHubsPublicFileStrictly) {
  const std::string text = PrintHubPublic(hub_);
  EXPECT_EQ(*ParseHubPublic(kNs, text, crypto_), hub_);
  HubPublic exchanged = hub_;
  std::swap(exchanged.log, exchanged.hub);
  for (const std::string& bad :
       {std::string(), text + "x\n", text.substr(0, text.size() - 1), text.substr(1),
        absl::StrReplaceAll(text, {{"tls ", "tls  "}}), PrintHubPublic(exchanged)}) {
    EXPECT_EQ(ParseHubPublic(kNs, bad, crypto_).status().code(), absl::StatusCode::kInvalidArgument)
        << bad;
  }
  EXPECT_EQ(ReasonOf(ParseHubPublic("other.example", text, crypto_).status()), "NAME");
}

TEST_F(Ceremony, ARequestProvesPossession) {
  const NoteSigner device = Signer("irn/d01");
  const std::string request =
      *RequestCertificate(Proposal("irn", CertRole::kDevice), device, crypto_);
  const absl::StatusOr<Certificate> read = CheckRequest(kNs, request, crypto_);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->key, device.vkey());
  EXPECT_EQ(read->subject, device.vkey().name);
  // Somebody who does not have the key puts it into a request of his own.
  const NoteSigner thief("deescalation.example/irn/d01", SigningKey::Generate(random_));
  const std::string text = ParseNote(request, kMaxPublicNoteBytes)->text;
  EXPECT_EQ(ReasonOf(CheckRequest(kNs, thief.SignNote(text), crypto_).status()), "SIGNERS");
  const std::string changed = absl::StrReplaceAll(request, {{"holder p17", "holder p18"}});
  EXPECT_EQ(ReasonOf(CheckRequest(kNs, changed, crypto_).status()), "SIGNATURE");
}

TEST_F(Ceremony, CertifiesOnlyInTheOwnOffice) {
  const NoteSigner device = Signer("irn/d01");
  const NoteSigner registrar = Signer("irn/r02");
  const std::string device_request =
      *RequestCertificate(Proposal("irn", CertRole::kDevice), device, crypto_);
  const std::string registrar_request =
      *RequestCertificate(Proposal("irn", CertRole::kRegistrar), registrar, crypto_);
  EXPECT_TRUE(Certify(kNs, device_request, registrar, crypto_).ok());
  EXPECT_TRUE(Certify(kNs, device_request, irn_, crypto_).ok());
  for (const absl::string_view issuer : {"tur/r01", "tur/root", "irn/d02"}) {
    EXPECT_EQ(ReasonOf(Certify(kNs, device_request, Signer(issuer), crypto_).status()),
              "NOT_ISSUER")
        << issuer;
  }
  EXPECT_EQ(ReasonOf(Certify(kNs, registrar_request, registrar, crypto_).status()), "NOT_ISSUER");
}

TEST_F(Ceremony, RefusesAnArchiveRecipientWithATypingError) {
  ArchiveRecipient archive;
  archive.ns = kNs;
  archive.office = "irn";
  archive.serial = 1;
  archive.recipient = AgeIdentity::Generate(random_).recipient().ToString();
  archive.recipient.back() = archive.recipient.back() == 'q' ? 'p' : 'q';
  EXPECT_EQ(ReasonOf(MakeArchiveNote(archive, irn_).status()), "RECIPIENT");
}

}  // namespace
}  // namespace liaison
