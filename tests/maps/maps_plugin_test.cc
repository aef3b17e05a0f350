// The plugin on rows in memory: what scripts cannot say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plugins/maps/keys.h"
#include "plugins/maps/maps.h"
#include "plugins/maps/rows.h"
#include "plugins/plugkit/map_notes.h"
#include "plugins/shared/rows.pb.h"
#include "proto/wire/hash.h"
#include "tests/escalation/memory_rows.h"

namespace liaison::maps {
namespace {

namespace v1 = plugin::v1;

constexpr char kNs[] = "deescalation.example";
constexpr int64_t kNow_ms = 1796104800000;

std::string PieceKey(const std::string& map, uint32_t number) {
  return absl::StrCat(MapKey(map), "/", number);
}

class MapsPlugin : public testing::Test {
 protected:
  MapsPlugin() {
    shared::Setup setup;
    setup.set_ns(kNs);
    for (const char* office : {"irn", "rus", "tur", "un"}) setup.add_offices(office);
    stage_.Put("setup", setup.SerializeAsString());
  }

  // A map with a policy.
  Map MapRow(const std::string& map) {
    plugkit::Step step;
    step.mutable_map_policy()->set_map(map);
    Map row;
    PutState({.map = map,
              .policy = std::get<MapPolicy>(Notes(step).front().note),
              .policy_hash = Sha256(map)},
             row);
    return row;
  }
  void PutMap(const std::string& map, const Map& row, size_t piece_bytes = 60 * 1024) {
    const std::string bytes = row.SerializeAsString();
    const size_t pieces = (bytes.size() + piece_bytes - 1) / piece_bytes;
    for (size_t i = 0; i < pieces; ++i) {
      shared::Piece piece;
      piece.set_bytes(bytes.substr(i * piece_bytes, piece_bytes));
      if (i == 0) piece.set_more(static_cast<uint32_t>(pieces - 1));
      stage_.Put(i == 0 ? MapKey(map) : PieceKey(map, static_cast<uint32_t>(i)),
                 piece.SerializeAsString());
    }
  }
  std::vector<UnsignedMapNote> Notes(const plugkit::Step& step) {
    return notes_.Of(step, absl::FromUnixMillis(kNow_ms)).value();
  }

  v1::EventResult GiveNote(const std::string& type, const std::string& text) {
    return stage_.GiveNote(type, text, {"tur/d03"});
  }

  Maps plugin_;
  PluginOnRows stage_{plugin_, kNs, kNow_ms};
  MapNotes notes_{kNs, Seen{.size = TreeSize(1)}, absl::FromUnixMillis(kNow_ms)};
};

v1::Alert AlertWith(int64_t number) {
  v1::Alert alert;
  alert.set_code("ST");
  alert.set_precedence(v1::PRIORITY);
  alert.add_mailboxes("rus/jwg");
  plugin::AddNumber(alert, "version", number);
  return alert;
}

TEST_F(MapsPlugin, ANoteAboutAMapThatThereIsNotIsAnsweredAndLeavesNothingBehind) {
  stage_.Put(kChangesKey, "1");  // devices have changed before
  const auto before = stage_.rows();
  plugkit::Step step;
  step.mutable_map_step()->set_step("approve");
  step.mutable_map_step()->set_target("?x");
  step.mutable_map_step()->set_as("tur/jwg");
  const v1::EventResult result = GiveNote("map-step", PrintMapNote(Notes(step).front().note));
  EXPECT_EQ(result.effects_size(), 1);
  ASSERT_EQ(stage_.said().size(), 1U);
  EXPECT_EQ(stage_.said()[0].mailboxes(0), "tur/jwg");
  EXPECT_FALSE(stage_.said()[0].public_());
  EXPECT_EQ(stage_.rows(), before);
}

TEST_F(MapsPlugin, WhatOneEventHasNoRoomForFollowsInItsOrder) {
  constexpr int kAlerts = 60;
  Map row = MapRow("z");
  for (int i = 0; i < kAlerts; ++i) {
    row.add_alerts(AlertWith(i).SerializeAsString());
    row.add_closed()->set_proposal(absl::StrCat("proposal ", i));
  }
  PutMap("z", row);
  stage_.Fire("map/z");
  int events = 1;
  for (; stage_.due().contains("map/z"); ++events) {
    ASSERT_LE(stage_.due().at("map/z"), kNow_ms) << "it waits for nothing";
    ASSERT_LT(events, kAlerts);
    stage_.Fire("map/z");
  }
  EXPECT_GT(events, 1);
  ASSERT_EQ(stage_.said().size(), static_cast<size_t>(kAlerts));
  for (int i = 0; i < kAlerts; ++i) {
    EXPECT_EQ(stage_.said()[static_cast<size_t>(i)].params(0).integer(), i);
    EXPECT_TRUE(stage_.rows().contains(ClosedKey("z", absl::StrCat("proposal ", i))));
  }
}

TEST_F(MapsPlugin, TheSameIsNotSaidTwiceByOneEvent) {
  Map row = MapRow("z");
  for (const int number : {1, 2, 1}) row.add_alerts(AlertWith(number).SerializeAsString());
  PutMap("z", row);
  stage_.Fire("map/z");
  EXPECT_EQ(stage_.said().size(), 2U);
  ASSERT_TRUE(stage_.due().contains("map/z"));
  stage_.Fire("map/z");
  EXPECT_EQ(stage_.said().size(), 3U);
  EXPECT_FALSE(stage_.due().contains("map/z"));
}

TEST_F(MapsPlugin, ALongStateLiesInSeveralRowsAsLongAsItIsLong) {
  constexpr int kLong = 20;
  Map row = MapRow("z");
  for (int i = 0; i < kLong; ++i) {
    v1::Alert alert = AlertWith(i);
    for (int j = 0; j < 500; ++j) alert.add_mailboxes(absl::StrCat("rus/jwg padding ", j));
    row.add_alerts(alert.SerializeAsString());
  }
  PutMap("z", row);
  ASSERT_TRUE(stage_.rows().contains(PieceKey("z", 2)));
  stage_.Fire("map/z");
  ASSERT_EQ(stage_.said().size(), static_cast<size_t>(kLong));
  EXPECT_EQ(stage_.said().back().params(0).integer(), kLong - 1);
  EXPECT_TRUE(stage_.rows().contains(MapKey("z")));
  EXPECT_FALSE(stage_.rows().contains(PieceKey("z", 1)));
  EXPECT_FALSE(stage_.rows().contains(PieceKey("z", 2)));
}

TEST_F(MapsPlugin, AStateBeyondItsRowsStopsItsMap) {
  Map row = MapRow("z");
  for (int i = 0; i < 10000; ++i) {
    Holding& holding = *row.add_held();
    holding.set_device(absl::StrCat(kNs, "/rus/d", i, "-with-a-long-name"));
    holding.set_version(1);
  }
  PutMap("z", row);
  EXPECT_THAT(stage_.Fire("map/z").reason(), testing::HasSubstr("map z takes"));
  EXPECT_TRUE(stage_.said().empty());
}

TEST_F(MapsPlugin, ANewDeviceBringsEveryMapToTheTable) {
  constexpr int kMaps = 70;
  for (int i = 0; i < kMaps; ++i) {
    const std::string map = absl::StrCat("m", i);
    // Some in several rows.
    PutMap(map, MapRow(map), i % 3 == 0 ? 100 : 60 * 1024);
  }
  GiveNote("cert", absl::StrCat(kNs, "/cert/v1\noffice rus\nsubject ", kNs,
                                "/rus/d77\nholder p77\nrole device\nmailbox jwg\n"));
  for (int events = 0; stage_.due().contains(kSweepKey); ++events) {
    ASSERT_LT(events, kMaps * 10);
    stage_.Fire(kSweepKey);
  }
  for (int i = 0; i < kMaps; ++i) {
    EXPECT_EQ(stage_.due().count(MapKey(absl::StrCat("m", i))), 1U) << i;
  }
  EXPECT_EQ(stage_.due().size(), static_cast<size_t>(kMaps));
  EXPECT_FALSE(stage_.rows().contains(kSweepKey));
}

}  // namespace
}  // namespace liaison::maps
