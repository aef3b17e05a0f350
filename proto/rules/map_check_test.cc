// What the directory makes of the notes of maps.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/directory_state.h"
#include "proto/rules/directory_testing.h"
#include "proto/text/map_note.h"

namespace liaison {
namespace {

const std::vector<std::string> kAllGuarantors = {"irn/d03", "rus/d03", "tur/d03"};

class MapCheckTest : public testing::Test {
 protected:
  MapHead Head(const std::string& by, Role role = Role::kJwg) {
    MapHead head{.ns = ns(), .hub = absl::StrCat(ns(), "/log"), .map = "z"};
    head.nonce = world_.random().Bytes<16>();
    head.from = world_.mission().FullName(by);
    head.as = {by.substr(0, by.find('/')), role};
    head.seen.size = TreeSize(1);
    return head;
  }
  MapPolicy Policy() {
    return {.head = Head("irn/d03"),
            .approve = {"irn", "rus", "tur"},
            .threshold = 3,
            .propose = {"irn", "rus", "tur"},
            .revert_threshold = 3,
            .held_by_s = 86400,
            .max_age_s = 86400};
  }
  MapProposal Proposal(const std::string& by = "tur/d03") {
    return {.head = Head(by), .content = {.size = 100}, .blob = {.size = 100}};
  }
  MapStep Refusal(const std::string& by = "tur/d03") {
    return {.head = Head(by), .verb = MapVerb::kRefuse};
  }
  MapHeld Held(const std::string& by, Role role) { return {.head = Head(by, role)}; }

  absl::Status Try(const MapNote& note, const std::vector<std::string>& by) {
    return world_.Log(world_.SignBy(PrintMapNote(note), by));
  }
  // "" or the reason.
  std::string Log(const MapNote& note, const std::vector<std::string>& by) {
    return ReasonOf(Try(note, by));
  }
  const std::string& ns() { return world_.mission().ns(); }

  FoundedMission world_;
};

TEST_F(MapCheckTest, EveryGuarantorSignsTheFirstPolicyInTheOrderOfTheCharter) {
  EXPECT_EQ(Log(Policy(), {"irn/d03", "rus/d03"}), "THRESHOLD");
  EXPECT_EQ(Log(Policy(), {"irn/d03", "tur/d03", "rus/d03"}), "ORDER");
  EXPECT_EQ(Log(Policy(), {"irn/d03", "jor/d03", "rus/d03", "tur/d03"}), "ROLE");
  EXPECT_EQ(Log(Policy(), {"irn/d02", "rus/d03", "tur/d03"}), "ROLE") << "a head";
  MapPolicy as_head = Policy();
  as_head.head.as.role = Role::kHead;
  EXPECT_EQ(Log(as_head, kAllGuarantors), "AUTHOR");
  EXPECT_EQ(world_.directory().FindMapPolicy("z"), nullptr);

  const TreeSize before = world_.directory().size();
  const MapPolicy policy = Policy();
  ASSERT_EQ(Log(policy, kAllGuarantors), "");
  const MapPolicyFact* fact = world_.directory().FindMapPolicy("z");
  ASSERT_NE(fact, nullptr);
  EXPECT_EQ(fact->policy, policy);
  EXPECT_EQ(fact->hash, Sha256(PrintMapNote(policy)));
  EXPECT_EQ(fact->index, LeafIndex(before.value()));
  EXPECT_EQ(world_.directory().MapPolicies(), std::vector<const MapPolicyFact*>{fact});
  EXPECT_EQ(world_.directory().FindMapPolicy("y"), nullptr);
}

TEST_F(MapCheckTest, APolicyIsNotChangedYet) {
  ASSERT_EQ(Log(Policy(), kAllGuarantors), "");
  EXPECT_EQ(Log(Policy(), kAllGuarantors), "LATER");
  MapPolicy second = Policy();
  second.serial = 2;
  second.prev = world_.directory().FindMapPolicy("z")->hash;
  EXPECT_EQ(Log(second, kAllGuarantors), "LATER");
  second.head.map = "y";
  EXPECT_EQ(Log(second, kAllGuarantors), "LATER") << "no map begins with a second policy";
}

TEST_F(MapCheckTest, APolicyNamesPartiesOfTheMission) {
  const auto with = [this](auto member) {
    MapPolicy policy = Policy();
    member(policy);
    return Log(policy, kAllGuarantors);
  };
  EXPECT_EQ(with([](MapPolicy& p) { p.approve = {"irn", "rus", "xyz"}; }), "NO_PARTY");
  EXPECT_EQ(with([](MapPolicy& p) { p.propose = {"xyz"}; }), "NO_PARTY");
  EXPECT_EQ(with([](MapPolicy& p) { p.readers = {"xyz"}; }), "NO_PARTY");
  EXPECT_EQ(with([](MapPolicy& p) { p.concerned = {{.party = "xyz"}}; }), "NO_PARTY");
  EXPECT_EQ(with([](MapPolicy& p) { p.concerned = {{.party = "jor"}}; }), "");
}

TEST_F(MapCheckTest, OnlyAJwgProposesAndSpeaksForItself) {
  EXPECT_EQ(Log(Proposal(), {"tur/d03"}), "") << "whether there is such a map the machine says";
  EXPECT_EQ(Log(Refusal(), {"tur/d03"}), "");
  EXPECT_EQ(Log(Proposal("jor/d03"), {"jor/d03"}), "") << "whether it may the machine says";
  for (const Role role : {Role::kHead, Role::kJwg}) {
    MapProposal proposal = Proposal("tur/d02");  // a head
    proposal.head.as.role = role;
    const absl::Status status = Try(proposal, {"tur/d02"});
    EXPECT_EQ(ReasonOf(status), "NOT_ALLOWED");
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  }
  MapStep foreign = Refusal();
  foreign.head.as.office = "irn";
  EXPECT_EQ(Log(foreign, {"tur/d03"}), "NOT_ALLOWED");
}

// With fewer approvals, and no desk that could tell: not in this edition.
TEST_F(MapCheckTest, NothingIsRevertedYet) {
  ASSERT_EQ(Log(Policy(), kAllGuarantors), "");
  MapProposal proposal = Proposal();
  proposal.version = 2;
  proposal.base = Sha256("v1");
  proposal.reverts = 1;
  EXPECT_EQ(Log(proposal, {"tur/d03"}), "LATER");
}

TEST_F(MapCheckTest, TheSecondLineIsAnotherOfficersOfTheSameJwg) {
  NoteSigner signer = world_.NewSigner("tur/d08");
  Certificate certificate = world_.NewDevice(signer);
  certificate.mailboxes = {Role::kJwg};
  const std::vector<const NoteSigner*> both = {&world_.mission().signer("tur/r01"), &signer};
  ASSERT_EQ(world_.Log(SignNoteBy(PrintCertificate(certificate), both)), absl::OkStatus());
  const std::string text = PrintMapNote(Refusal());
  EXPECT_EQ(
      world_.Log(SignNoteBy(
          text, std::vector<const NoteSigner*>{&world_.mission().signer("tur/d03"), &signer})),
      absl::OkStatus());
  EXPECT_EQ(Log(Refusal(), {"tur/d03", "tur/d02"}), "NOT_ALLOWED") << "a head";
  EXPECT_EQ(Log(Refusal(), {"tur/d03", "irn/d03"}), "NOT_ALLOWED") << "of another office";
  EXPECT_EQ(Log(Refusal(), {"tur/d03", "tur/d03"}), "NOT_ALLOWED") << "the same officer";
  EXPECT_EQ(Log(Proposal(), {"tur/d03", "tur/d02"}), "SIGNERS") << "no step";
}

TEST_F(MapCheckTest, AnyDeviceOfAReaderSaysWhatItHolds) {
  EXPECT_EQ(Log(Held("tur/d01", Role::kDuty), {"tur/d01"}), "UNKNOWN_TARGET");
  MapPolicy policy = Policy();
  policy.concerned = {{.party = "jor"}};
  ASSERT_EQ(Log(policy, kAllGuarantors), "");
  EXPECT_EQ(Log(Held("tur/d01", Role::kDuty), {"tur/d01"}), "");
  EXPECT_EQ(Log(Held("tur/d02", Role::kHead), {"tur/d02"}), "");
  EXPECT_EQ(Log(Held("jor/d01", Role::kDuty), {"jor/d01"}), "");
  EXPECT_EQ(Log(Held("tur/d01", Role::kHead), {"tur/d01"}), "NOT_ALLOWED") << "not its mailbox";
  EXPECT_EQ(Log(Held("un/d01", Role::kDuty), {"un/d01"}), "NOT_ALLOWED") << "no reader";
}

TEST_F(MapCheckTest, BadKeysAndOtherLogsGoByTheWordsOfTheMaps) {
  MapStep step = Refusal();
  step.head.from = absl::StrCat(ns(), "/tur/d77");
  EXPECT_EQ(Log(step, {"tur/d03"}), "UNKNOWN_KEY");
  step = Refusal();
  EXPECT_EQ(Log(step, {"rus/d03"}), "SIGNERS");
  std::string forged = world_.SignBy(PrintMapNote(Refusal()), {"tur/d03"});
  char& byte = forged[forged.size() - 20];
  byte = byte == 'A' ? 'B' : 'A';
  EXPECT_EQ(ReasonOf(world_.Log(forged)), "BAD_SIGNATURE");
  step.head.hub = "other.example/log";
  const absl::Status status = Try(step, {"tur/d03"});
  EXPECT_EQ(ReasonOf(status), "WRONG_LOG");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  ASSERT_EQ(world_.Log(world_.Revoke("tur/d03", RevokeReason::kLost, "tur/r01")), absl::OkStatus());
  EXPECT_EQ(Log(Refusal(), {"tur/d03"}), "REVOKED_KEY");
}

TEST_F(MapCheckTest, TheSameTextIsLoggedOnce) {
  const std::string note = world_.SignBy(PrintMapNote(Refusal()), {"tur/d03"});
  const Directory snapshot = world_.directory();
  ASSERT_EQ(world_.Log(note), absl::OkStatus());
  EXPECT_EQ(ReasonOf(world_.Log(note)), "ALREADY");
  const absl::StatusOr<Note> parsed = ParseNote(note, kMaxPublicNoteBytes);
  EXPECT_EQ(snapshot.Check(LeafIndex(snapshot.size().value()), world_.now_ms(), *parsed).status(),
            absl::OkStatus())
      << "a snapshot stays as it was";
}

TEST(NoteHashes, ACopyStaysAsItWas) {
  Hash first;
  Hash second;
  second.bytes[1] = 1;  // in the same part
  NoteHashes hashes;
  hashes.Insert(first);
  const NoteHashes copy = hashes;
  hashes.Insert(second);
  EXPECT_TRUE(hashes.Contains(first) && hashes.Contains(second));
  EXPECT_TRUE(copy.Contains(first));
  EXPECT_FALSE(copy.Contains(second));
}

}  // namespace
}  // namespace liaison
