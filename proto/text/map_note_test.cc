#include "proto/text/map_note.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

MapNote Read(absl::string_view grammar) {
  return *ParseMapNote(kTestNs, GrammarOf(grammar).example);
}

// What the example with `from` made `to` reads as, if it prints again as it was.
MapNote ReadWith(absl::string_view grammar, absl::string_view from, absl::string_view to) {
  const std::string text = Replaced(GrammarOf(grammar).example, from, to);
  const absl::StatusOr<MapNote> note = ParseMapNote(kTestNs, text);
  EXPECT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(PrintMapNote(*note), text);
  return *note;
}

TEST(MapNote, ReadsAProposal) {
  const MapNote note = Read("map");
  const MapProposal& proposal = std::get<MapProposal>(note);
  EXPECT_EQ(proposal.head.map, "deescalation");
  EXPECT_EQ(proposal.version, 3u);
  EXPECT_EQ(proposal.base, TestHash(1));
  EXPECT_EQ(proposal.content, (MapBlob{.sha256 = TestHash(2), .size = 11418}));
  EXPECT_EQ(proposal.blob, (MapBlob{.sha256 = TestHash(3), .size = 12288}));
  ASSERT_EQ(proposal.deltas.size(), 2u);
  EXPECT_EQ(proposal.deltas[1],
            (MapDelta{.from = 2, .blob = {.sha256 = TestHash(5), .size = 2048}}));
  EXPECT_EQ(proposal.effective_s, 1796688000);
  EXPECT_EQ(proposal.expiry_s, 1828224000);
  EXPECT_EQ(proposal.open_until_s, 1796601600);
  EXPECT_EQ(proposal.policy, TestHash(6));
  EXPECT_EQ(proposal.reverts, 1u);
  EXPECT_EQ(proposal.counters, TestHash(7));
  EXPECT_EQ(proposal.rebases, TestHash(8));
  EXPECT_EQ(HeadOf(note).as.ToString(), "rus/jwg");
}

TEST(MapNote, AFirstVersionHasNoBaseAndAProposalNeedNoDates) {
  const std::string first = Replaced(
      Replaced(Replaced(GrammarOf("map").example, "version 3", "version 1"),
               absl::StrCat("base ", HashText(1)), "base -"),
      absl::StrCat("delta 1 ", HashText(4), " 1024\ndelta 2 ", HashText(5), " 2048\n"), "");
  const std::string plain = Replaced(Replaced(first, "effective 1796688000", "effective -"),
                                     "expiry 1828224000", "expiry -");
  for (const std::string& text : {first, plain}) {
    const absl::StatusOr<MapNote> note = ParseMapNote(kTestNs, text);
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(std::get<MapProposal>(*note).base, std::nullopt);
    EXPECT_EQ(PrintMapNote(*note), text);
  }
}

TEST(MapNote, RefusesAProposalThatCannotBe) {
  ExpectRefusals(
      "map", {{"map/v1\n", "chart/v1\n", "text", "TYPE"},
              {"map deescalation", "map De", "map", "MAP_ID"},
              {"map deescalation", "map 1a", "map", "MAP_ID"},
              {"hub deescalation.example/log", "hub other.example/log", "hub", "WRONG_LOG"},
              {"version 3", "version 1", "base", "BASE"},
              {absl::StrCat("base ", HashText(1)), "base -", "base", "BASE"},
              {"version 3", "version 0", "version", "INTEGER"},
              {" 11418\n", " 67108865\n", "content", "TOO_BIG"},
              {" 12288\n", " 90000\n", "blob", "SIZE"},
              {" 11418\n", "\n", "content", "WORDS"},
              {" 12288\n", " 0\n", "blob", "INTEGER"},
              {"delta 2", "delta 3", "delta", "DELTA"},
              {"delta 2", "delta 1", "delta", "DUPLICATE"},
              {"expiry 1828224000", "expiry 1796688000", "expiry", "PERIOD"},
              {"open-until 1", "open-until -1", "open-until", "INTEGER"},
              {"reverts 1", "reverts 0", "reverts", "INTEGER"},
              {"from deescalation.example/rus/d03", "from deescalation.example/rus/root", "from",
               "NAME"}});
}

TEST(MapNote, AnIdHasAtMost63Letters) {
  EXPECT_TRUE(ParseMapId(std::string(63, 'a')).ok());
  ExpectRefusal(ParseMapId(std::string(64, 'a')).status(), "", "MAP_ID");
  ExpectRefusal(ParseMapId("").status(), "", "MAP_ID");
  ExpectRefusal(ParseMapId("a_b").status(), "", "MAP_ID");
}

TEST(MapNote, ReadsAnApproval) {
  const MapNote note = Read("map-step");
  const MapStep& step = std::get<MapStep>(note);
  EXPECT_EQ(step.verb, MapVerb::kApprove);
  EXPECT_EQ(step.target, TestHash(1));
  EXPECT_EQ(step.version, 3u);
  EXPECT_EQ(step.content, TestHash(2));
  EXPECT_EQ(step.text, TestHash(3));
}

TEST(MapNote, EveryOtherStepNamesNoContent) {
  const std::string content = absl::StrCat("content ", HashText(2), "\n");
  for (const MapVerb verb : {MapVerb::kRefuse, MapVerb::kRetract, MapVerb::kWithdraw,
                             MapVerb::kComment, MapVerb::kDispute, MapVerb::kSettle}) {
    const std::string text = Replaced(GrammarOf("map-step").example, "step approve",
                                      absl::StrCat("step ", MapVerbName(verb)));
    ExpectRefusal(ParseMapNote(kTestNs, text).status(), "content", "CONTENT");
    const absl::StatusOr<MapNote> note = ParseMapNote(kTestNs, Replaced(text, content, ""));
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(std::get<MapStep>(*note).verb, verb);
  }
  ExpectRefusals("map-step", {{content, "", "content", "CONTENT"},
                              {"step approve", "step agree", "step", "STEP"}});
}

TEST(MapNote, ReadsAPolicy) {
  const MapNote note = Read("map-policy");
  const MapPolicy& policy = std::get<MapPolicy>(note);
  EXPECT_EQ(policy.serial, 2u);
  EXPECT_EQ(policy.prev, TestHash(1));
  EXPECT_EQ(policy.approve, (std::vector<std::string>{"irn", "rus", "tur"}));
  EXPECT_EQ(policy.threshold, 3u);
  EXPECT_EQ(policy.concerned, (std::vector<MapConcerned>{{.party = "cp1", .required = true},
                                                         {.party = "cp2", .required = false}}));
  EXPECT_EQ(policy.propose, (std::vector<std::string>{"rus", "tur"}));
  EXPECT_EQ(policy.persons, 2u);
  EXPECT_EQ(policy.revert_threshold, 2u);
  EXPECT_EQ(policy.held_by_s, 86400u);
  EXPECT_EQ(policy.max_age_s, 604800u);
  EXPECT_FALSE(policy.is_public);
  EXPECT_EQ(policy.readers, (std::vector<std::string>{"un"}));
  EXPECT_EQ(policy.neighbours, (std::vector<std::string>{"eastern-ghouta"}));
}

TEST(MapNote, APolicyMayBePublic) {
  EXPECT_TRUE(std::get<MapPolicy>(ReadWith("map-policy", "sealed", "public")).is_public);
}

TEST(MapNote, RefusesAPolicyThatCannotBeMet) {
  ExpectRefusals(
      "map-policy",
      {{"serial 2", "serial 1", "prev", "PREV"},
       {"threshold 3", "threshold 4", "threshold", "INTEGER"},
       {"threshold 3", "threshold 0", "threshold", "INTEGER"},
       {"revert-threshold 2", "revert-threshold 4", "revert-threshold", "INTEGER"},
       {"approve irn", "approve tur", "approve", "ORDER"},
       {"approve irn\napprove rus\napprove tur\n", "", "threshold", "INTEGER"},
       {"cp1 required", "cp1 asked", "concerned", "CONCERNED"},
       {"concerned cp1", "concerned rus", "concerned", "ORDER"},
       {"concerned cp2", "concerned rus", "concerned", "CONCERNED"},
       {"persons 2", "persons 3", "persons", "INTEGER"},
       {"held-by 86400", "held-by 0", "held-by", "INTEGER"},
       {"max-age 604800", "max-age 31622401", "max-age", "INTEGER"},
       {"audience sealed", "audience all", "audience", "AUDIENCE"},
       {"neighbours eastern-ghouta", "neighbours deescalation", "neighbours", "NEIGHBOUR"}});
}

TEST(MapNote, ReadsWhatADeviceHolds) {
  const MapNote note = Read("map-held");
  const MapHeld& held = std::get<MapHeld>(note);
  EXPECT_EQ(held.version, 3u);
  EXPECT_EQ(held.content, TestHash(1));
  EXPECT_EQ(held.state, MapHeldState::kHeld);
  EXPECT_EQ(held.head.as.ToString(), "un/duty");
  for (const MapHeldState state : {MapHeldState::kSeen, MapHeldState::kCannotOpen}) {
    const MapNote other =
        ReadWith("map-held", "state held", absl::StrCat("state ", MapHeldStateName(state)));
    EXPECT_EQ(std::get<MapHeld>(other).state, state);
  }
  ExpectRefusals("map-held", {{"state held", "state lost", "state", "STATE"}});
}

TEST(MapNote, KnowsItsKinds) {
  for (const absl::string_view kind : {"map", "map-step", "map-policy", "map-held"}) {
    EXPECT_TRUE(IsMapNoteKind(kind)) << kind;
  }
  EXPECT_FALSE(IsMapNoteKind("ladder"));
  EXPECT_FALSE(IsMapNoteKind(""));
}

}  // namespace
}  // namespace liaison
