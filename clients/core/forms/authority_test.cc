#include "clients/core/forms/authority.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

Mission DemoMission() {
  Mission mission;
  mission.zones = {"idlib", "south"};
  for (const char* office : {"rus", "irn", "tur"}) {
    Party& party = mission.parties.emplace_back();
    party.office = office;
  }
  Party& jor = mission.parties.emplace_back();
  jor.office = "jor";
  jor.kind = PartyKind::kConcerned;
  jor.zones = {"south"};
  Party& un = mission.parties.emplace_back();
  un.office = "un";
  un.kind = PartyKind::kObserver;
  un.kinds = {"observation", "administrative"};
  return mission;
}

Json About(const char* zone) { return Json(Json::Object{{"zone", Json(zone)}}); }

TEST(LabelAllows, LetsEachLabelReachExactlyItsParties) {
  const Mission mission = DemoMission();
  const struct {
    const char* label;
    bool guarantor;
    bool concerned;
    bool observer;
  } cases[] = {
      {"addressees", true, true, true}, {"guarantors", true, false, false},
      {"mission", true, true, false},   {"observers", true, true, true},
      {"public", true, true, true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(LabelAllows(mission, c.label, "rus", {"irn"}).ok(), c.guarantor) << c.label;
    EXPECT_EQ(LabelAllows(mission, c.label, "rus", {"jor"}).ok(), c.concerned) << c.label;
    EXPECT_EQ(LabelAllows(mission, c.label, "rus", {"un"}).ok(), c.observer) << c.label;
  }
}

TEST(LabelAllows, NamesTheFirstOfficeOutside) {
  const absl::Status status = LabelAllows(DemoMission(), "guarantors", "rus", {"irn", "jor", "un"});
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(DetailOf(status)->reason, "LABEL_TOO_NARROW");
  EXPECT_EQ(DetailOf(status)->subject, "jor");
}

TEST(LabelAllows, NeverShutsTheAuthorOut) {
  EXPECT_TRUE(LabelAllows(DemoMission(), "guarantors", "jor", {"jor", "rus"}).ok());
}

TEST(LabelAllows, RefusesUnknownLabelsAndOffices) {
  EXPECT_EQ(ReasonOf(LabelAllows(DemoMission(), "secret", "rus", {"irn"})), "LABEL");
  EXPECT_EQ(ReasonOf(LabelAllows(DemoMission(), "public", "rus", {"usa"})), "UNKNOWN_OFFICE");
}

TEST(CheckAuthority, HoldsAConcernedPartyToItsZones) {
  const Mission mission = DemoMission();
  EXPECT_TRUE(CheckAuthority(mission, "jor", "violation", About("south")).ok());
  const absl::Status status = CheckAuthority(mission, "jor", "violation", About("idlib"));
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(DetailOf(status)->reason, "OUTSIDE_ZONE");
  EXPECT_EQ(DetailOf(status)->subject, "idlib");
  EXPECT_TRUE(absl::StrContains(status.message(), "south"));
  EXPECT_TRUE(CheckAuthority(mission, "rus", "violation", About("idlib")).ok());
}

TEST(CheckAuthority, HoldsAnObserverToItsKinds) {
  const Mission mission = DemoMission();
  EXPECT_TRUE(CheckAuthority(mission, "un", "observation", About("idlib")).ok());
  const absl::Status status = CheckAuthority(mission, "un", "violation", About("idlib"));
  EXPECT_EQ(DetailOf(status)->reason, "KIND_NOT_ALLOWED");
  EXPECT_EQ(DetailOf(status)->subject, "violation");
}

TEST(CheckAuthority, LetsAFormWithoutAZoneSpeakAboutNone) {
  EXPECT_TRUE(CheckAuthority(DemoMission(), "jor", "administrative", Json()).ok());
}

TEST(CheckAuthority, RefusesZonesAndOfficesThatTheMissionDoesNotHave) {
  const Mission mission = DemoMission();
  EXPECT_EQ(ReasonOf(CheckAuthority(mission, "rus", "violation", About("aleppo"))), "UNKNOWN_ZONE");
  EXPECT_EQ(ReasonOf(CheckAuthority(mission, "usa", "violation", About("idlib"))),
            "UNKNOWN_OFFICE");
  EXPECT_EQ(
      ReasonOf(CheckAuthority(mission, "rus", "violation", Json(Json::Object{{"zone", Json(7)}}))),
      "UNKNOWN_ZONE");
}

}  // namespace
}  // namespace liaison
