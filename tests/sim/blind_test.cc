// What the hub's disk says about a violation whose content it must not know: two lives of one
// mission, from one seed, that differ in zone, kind and alleged party alone. Hub, plugin host,
// engine and desks are the shipped ones.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/outgoing/ladder_choice.h"
#include "hub/plugin_test_fixture.h"
#include "plugins/escalation/escalation.h"
#include "proto/base/check.h"
#include "proto/text/policy_note.h"
#include "tests/escalation/memory_rows.h"
#include "tests/sim/folder_view.h"
#include "tests/sim/sim_desk.h"

namespace liaison {
namespace {

constexpr uint64_t kSeed = 11;
constexpr char kManifest[] = R"(
plugin_id: "escalation" version: "1.0.0" protocol: 1 schema: 1
subscribe { kinds: ENVELOPE kinds: ACT kinds: NOTE kinds: RELEASE kinds: ALERT kinds: TIMER }
order_key: "incident"
ladders: "*"
release: true
alert { codes: "NOTIFY" codes: "STAND_DOWN" codes: "EXHAUSTED" codes: "PATTERN" per_minute: 1000 }
quota { state_mib: 16 timers: 1000 data_mib: 32 }
on_poison: PARK_KEY
fallback { on_down_s: 60 on_lag_s: 30 on_quarantine: true notify: "*/duty" }
)";
constexpr char kLadder[] =
    R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
    R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],)"
    R"("wait_s":{"flash":20,"immediate":20,"priority":20,"routine":20}},)"
    R"({"targets":["addressee/head"],)"
    R"("wait_s":{"flash":20,"immediate":20,"priority":20,"routine":20}},)"
    R"({"targets":["guarantors/jwg"],)"
    R"("wait_s":{"flash":20,"immediate":20,"priority":20,"routine":20}}]})";
constexpr char kPattern[] =
    R"({"count":2,"ladder":{"id":"L-STD","version":1},"precedence":"immediate","slot":"zone",)"
    R"("window_s":86400})";

// What the hub must not know of a violation.
struct Content {
  std::string zone;
  std::string kind;
  std::string party;
};
// Of three violations. The second happens in the first one's zone, the third is of its kind and by
// its party.
using Contents = std::array<Content, 3>;

// One life. Violations that nobody answers climb; the third is answered on its second rung.
class Life final : public LocalLine {
 public:
  explicit Life(const std::string& folder)
      : prekeys_(kSeed),
        test_(kSeed, {.recipient = prekeys_.Maker()}),
        forms_(FormLibrary::BuiltIn(phrases_)) {
    test_.plugins().Define("escalation", [this](const auto& event, const auto&, auto& result) {
      plugin::v1::Batch batch;
      *batch.add_events() = event;
      plugin::State state(rows_, batch);
      plugin::Effects effects(event, state);
      engine_.OnEvent(event, state, effects);
      *result.mutable_effects() = effects.result().effects();
      for (const plugin::v1::Effect& effect : result.effects()) rows_.Apply(effect);
    });
    test_.Install(kManifest);
    test_.Enable("escalation");
    LogPolicy(PolicyKind::kLadder, "L-STD", kLadder);
    LogPolicy(PolicyKind::kPattern, "P-ZONE", kPattern);
    for (const char* device : {"tur/d01", "irn/d01", "irn/d02"}) {
      const std::string home = absl::StrCat(folder, "/", desks_.size());
      std::filesystem::create_directories(home);
      desks_.push_back(
          std::make_unique<SimDesk>(SimDeskWorld{test_.hub().mission(), prekeys_, forms_,
                                                 test_.hub().clock(), test_.hub().random(), *this},
                                    device, home, absl::ZeroDuration()));
      LIAISON_CHECK(desks_.back()->Open().ok());
      Fetch(*desks_.back());
    }
  }

  FolderView Live(const Contents& contents) {
    for (const Content& content : contents) {
      Send(content);
      test_.Pass(absl::Seconds(25));
      Fetch(head());  // opens what was released to him
    }
    const std::vector<ArchivedNotice> opened = head().desk().archive().List({}).value();
    EXPECT_EQ(opened.size(), contents.size());
    EXPECT_TRUE(head().desk().QueueReceipt(opened.front(), ReceiptState::kAcknowledged, "").ok());
    Fetch(head());
    test_.Pass(absl::Seconds(60));
    EXPECT_EQ(test_.plugins().starts(), 1);  // its rows are kept here
    EXPECT_EQ(test_.Alerts("PATTERN").size(), 1U);
    EXPECT_FALSE(test_.Alerts("EXHAUSTED").empty());
    EXPECT_FALSE(test_.Alerts("STAND_DOWN").empty());
    return ViewFolder(test_.hub());
  }
  const std::vector<std::string>& reports() const { return test_.reports(); }

  // LocalLine.
  LineFault NextFault() override { return LineFault::kNone; }
  Hub* hub() override { return &test_.hub().hub(); }

 private:
  SimDesk& sender() { return *desks_[0]; }
  SimDesk& head() { return *desks_[2]; }

  void LogPolicy(PolicyKind kind, const std::string& id, const std::string& rules) {
    TestDesk desk(test_.hub(), "irn/d03", {"irn", Role::kJwg});
    const ActHead head = desk.NextHead("hub");
    const PolicyNote note{.kind = kind,
                          .ns = head.ns,
                          .hub = head.hub,
                          .nonce = head.nonce,
                          .policy = {id, 1},
                          .from = head.from,
                          .as = head.as,
                          .seen = head.seen,
                          .rules = rules};
    const TestMission& mission = test_.hub().mission();
    const Outcome outcome = test_.hub().Submit(
        desk.device(), {.kind = RecordKind::kNote,
                        .note = SignNoteBy(PrintPolicyNote(note), {&mission.signer("irn/d03"),
                                                                   &mission.signer("rus/d03")})});
    LIAISON_CHECK(outcome.accepted.has_value());
  }

  void Fetch(SimDesk& desk) {
    LIAISON_CHECK(desk.Sync().ok());
    test_.Run();
  }

  void Send(const Content& content) {
    NoticeDraft draft{.as = kTurDuty,
                      .to = {kIrnDuty},
                      .precedence = Precedence::kImmediate,
                      .kind = "violation",
                      .lang = "en"};
    draft.form = Json(Json::Object{
        {"label", "guarantors"},
        {"zone", content.zone},
        {"kind", content.kind},
        {"place",
         Json(Json::Object{{"lat_e7", 358635000}, {"lon_e7", 368020000}, {"accuracy_m", 500}})},
        {"event",
         Json(Json::Object{
             {"time_s", 1493942000}, {"accuracy_s", 600}, {"time_zone", "Asia/Damascus"}})},
        {"parties", Json::Array{Json(Json::Object{{"party", content.party}, {"part", "alleged"}})}},
        {"source", "own_observation"},
        {"confidence", "confirmed"}});
    Desk& desk = sender().desk();
    const LadderChoice choice = ChooseLadder("L-STD", draft, desk.mirror().directory()).value();
    PutOnLadder(*choice.ladder, desk.mirror().directory().mission(), draft);
    LIAISON_CHECK(desk.outbox().Enqueue(std::move(draft)).ok());
    Fetch(sender());
  }

  FoundingPrekeys prekeys_;
  escalation::Escalation engine_;
  MemoryRows rows_;
  PluginTest test_;
  const Phrasebook phrases_ = Phrasebook::BuiltIn();
  const FormLibrary forms_;
  std::vector<std::unique_ptr<SimDesk>> desks_;
};

class Blind : public testing::Test {
 protected:
  ~Blind() override { std::filesystem::remove_all(folder_); }

  FolderView Live(const Contents& contents) {
    std::filesystem::remove_all(folder_);
    Life life(folder_);
    FolderView view = life.Live(contents);
    ExpectUnnamed(contents, view);
    for (const std::string& report : life.reports()) ExpectUnnamed(contents, report, report);
    return view;
  }

  // Zones stand in the charter, so only content may name the others.
  static void ExpectUnnamed(const Contents& contents, const FolderView& view) {
    EXPECT_TRUE(absl::StrContains(view.raw, "\nladder L-STD 1\n")) << "not the files of the hub";
    ExpectUnnamed(contents, view.raw, "the raw files");
    for (const FolderView::Row& row : view.rows) ExpectUnnamed(contents, row.value, row.name);
    for (const EnvelopeHeader& header : view.headers) {
      const std::string text = PrintHeader(header);
      for (const Content& content : contents) EXPECT_FALSE(absl::StrContains(text, content.zone));
    }
  }
  static void ExpectUnnamed(const Contents& contents, const std::string& text,
                            const std::string& where) {
    for (const Content& content : contents) {
      EXPECT_FALSE(absl::StrContains(text, content.kind)) << content.kind << " in " << where;
      EXPECT_FALSE(absl::StrContains(text, content.party)) << content.party << " in " << where;
    }
  }

  static void ExpectEqual(const FolderView& one, const FolderView& other) {
    for (size_t i = 0; i < std::min(one.rows.size(), other.rows.size()); ++i) {
      ASSERT_EQ(one.rows[i].name, other.rows[i].name);
      ASSERT_EQ(one.rows[i].value, other.rows[i].value) << "in " << one.rows[i].name;
    }
    EXPECT_EQ(one.rows.size(), other.rows.size());
  }

  const std::string folder_ = absl::StrCat(testing::TempDir(), "/liaison_blind_", getpid());
};

const Contents kShort = {
    {{"idlib", "uav", "side-a"}, {"idlib", "mortar", "side-b"}, {"south", "uav", "side-a"}}};
const Contents kLong = {{{"east-ghouta", "troop_movement", "a party whose name is much longer"},
                         {"east-ghouta", "small_arms", "another party that is not that one"},
                         {"homs-north", "troop_movement", "a party whose name is much longer"}}};

TEST_F(Blind, HubFoldersDifferInCiphertextHashesSignaturesAndTagsOnly) {
  const FolderView one = Live(kShort);
  const FolderView other = Live(kLong);
  ExpectEqual(one, other);
  // The runs did differ: no tag but the place's is the same.
  ASSERT_EQ(one.headers.size(), other.headers.size());
  for (size_t i = 0; i < one.headers.size(); ++i) {
    ASSERT_EQ(one.headers[i].tags.size(), 4U);
    for (size_t slot = 0; slot < 4; ++slot) {
      const TagLine& tag = one.headers[i].tags[slot];
      EXPECT_EQ(tag == other.headers[i].tags[slot], tag.slot == "place") << tag.slot;
    }
    EXPECT_NE(one.headers[i].sealed, other.headers[i].sealed);
  }
}

// Which slots of two violations have the same tag.
std::vector<std::string> EqualSlots(const EnvelopeHeader& one, const EnvelopeHeader& other) {
  std::vector<std::string> equal;
  for (const TagLine& mine : one.tags) {
    for (const TagLine& theirs : other.tags) {
      if (mine.value != theirs.value) continue;
      equal.push_back(mine.slot == theirs.slot ? mine.slot
                                               : absl::StrCat(mine.slot, "=", theirs.slot));
    }
  }
  return equal;
}

TEST_F(Blind, HubSeesWhichValuesAreTheSame) {
  for (const Contents& contents : {kShort, kLong}) {
    const std::vector<EnvelopeHeader> headers = Live(contents).headers;
    ASSERT_EQ(headers.size(), 3U);
    using Slots = std::vector<std::string>;
    EXPECT_EQ(EqualSlots(headers[0], headers[1]), (Slots{"place", "zone"}));
    EXPECT_EQ(EqualSlots(headers[0], headers[2]), (Slots{"kind", "party", "place"}));
    EXPECT_EQ(EqualSlots(headers[1], headers[2]), (Slots{"place"}));
  }
}

}  // namespace
}  // namespace liaison
