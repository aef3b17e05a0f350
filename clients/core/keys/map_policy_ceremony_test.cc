#include "clients/core/keys/map_policy_ceremony.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clients/core/keys/policy_ceremony.h"
#include "proto/base/error.h"
#include "proto/rules/directory.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

constexpr char kRules[] =
    R"({"approve":["tur","irn","rus"],"concerned":{"jor":"consulted"},"propose":["irn","rus","tur"],)"
    R"("readers":["un"],"threshold":3})";

class MapPolicyCeremony : public testing::Test {
 protected:
  MapPolicyCeremony() {
    for (const std::string& note : mission_.notes()) EXPECT_TRUE(Log(note).ok()) << note;
  }
  absl::Status Log(const std::string& bytes) {
    const absl::StatusOr<Note> note = ParseNote(bytes, kMaxPublicNoteBytes);
    if (!note.ok()) return note.status();
    return directory_.Apply(LeafIndex(directory_.size().value()), mission_.founded_ms(), *note);
  }
  absl::StatusOr<std::string> Draft(const std::string& rules, const std::string& device) {
    return DraftMapPolicy("deescalation", rules, directory_, Seen{.size = TreeSize(1)},
                          mission_.signer(device), random_);
  }
  std::string ReasonOfDraft(const std::string& rules, const std::string& device = "rus/d03") {
    return ReasonOf(Draft(rules, device).status());
  }
  absl::StatusOr<OpenMapPolicy> Read(const std::string& note) {
    return ReadMapPolicy(note, directory_, SodiumCrypto());
  }
  absl::StatusOr<std::string> Sign(const std::string& note, const std::string& device) {
    const absl::StatusOr<OpenMapPolicy> open = Read(note);
    if (!open.ok()) return open.status();
    return AddGuarantorLine(open->note, open->signed_by, directory_, mission_.signer(device));
  }

  SeededRandom random_{3};
  TestMission mission_{random_};
  Directory directory_{mission_.ns(), SodiumCrypto()};
};

TEST_F(MapPolicyCeremony, GathersALineOfEveryGuarantorInWhateverOrderTheySign) {
  std::string note = Draft(kRules, "rus/d03").value();
  EXPECT_EQ(Read(note)->missing, (std::vector<std::string>{"irn", "tur"}));
  EXPECT_FALSE(Log(note).ok()) << "one guarantor alone";
  note = Sign(note, "tur/d03").value();
  note = Sign(note, "irn/d03").value();
  const absl::StatusOr<OpenMapPolicy> open = Read(note);
  ASSERT_TRUE(open.ok()) << open.status();
  EXPECT_EQ(open->signed_by, (std::vector<std::string>{"irn", "rus", "tur"}));
  EXPECT_TRUE(open->missing.empty());
  EXPECT_EQ(open->policy.approve, (std::vector<std::string>{"irn", "rus", "tur"})) << "sorted";
  EXPECT_EQ(open->policy.revert_threshold, 3U) << "as the threshold";
  const absl::Status logged = Log(note);
  EXPECT_TRUE(logged.ok()) << logged;
  EXPECT_NE(directory_.FindMapPolicy("deescalation"), nullptr);
}

TEST_F(MapPolicyCeremony, IsForGuarantorsWorkingGroupsOnly) {
  EXPECT_EQ(ReasonOfDraft(kRules, "rus/d01"), "NOT_JWG");
  EXPECT_EQ(ReasonOfDraft(kRules, "un/d03"), "NOT_JWG");
  const std::string note = Draft(kRules, "rus/d03").value();
  EXPECT_EQ(ReasonOf(Sign(note, "rus/d03").status()), "POLICY_SIGNED");
}

TEST_F(MapPolicyCeremony, RefusesRulesThatCannotBeRead) {
  EXPECT_EQ(ReasonOfDraft(R"({"approve":["irn"],"propose":["irn"],"threshold":1,"who":"x"})"),
            "UNKNOWN_MEMBER");
  EXPECT_EQ(ReasonOfDraft(R"({"approve":["irn"],"propose":["irn"]})"), "MISSING");
  EXPECT_EQ(ReasonOfDraft(R"({"approve":["xxx"],"propose":["irn"],"threshold":1})"),
            "UNKNOWN_OFFICE");
}

TEST_F(MapPolicyCeremony, ThereIsOnlyOneInThisEdition) {
  std::string note = Draft(kRules, "rus/d03").value();
  note = Sign(Sign(note, "tur/d03").value(), "irn/d03").value();
  ASSERT_TRUE(Log(note).ok());
  EXPECT_EQ(ReasonOfDraft(kRules), "MAP_HAS_POLICY");
  EXPECT_EQ(ReasonOf(Read(note).status()), "MAP_HAS_POLICY");
}

}  // namespace
}  // namespace liaison
