#include "clients/core/report/extract.h"

#include <gtest/gtest.h>

#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr char kHash[] = "h5PI7zTEZXntYTUb18WiQ0a0QSqod7OZRcTy9HhTCXw=";

class ExtractTest : public testing::Test {
 protected:
  ExtractTest() {
    notice_.serial = {.office = "tur", .device = "d07", .year = 2017, .number = 42};
    notice_.kind = "violation";
    notice_.time_s = 1494400000;
    header_.as = {"tur", Role::kDuty};
    header_.to = {
        {"irn", Role::kDuty}, {"rus", Role::kDuty}, {"rus", Role::kHead}, {"tur", Role::kHead}};
    header_.ack_within_s = 1800;
    header_.precedence = Precedence::kFlash;
  }
  absl::StatusOr<ReportRow> Extract(const std::string& form) {
    notice_.form = form;
    Hash notice_hash;
    notice_hash.bytes[0] = 1;
    Hash header_hash;
    header_hash.bytes[0] = 2;
    return ExtractRow({.notice = notice_,
                       .notice_hash = notice_hash,
                       .header = header_,
                       .header_hash = header_hash,
                       .index = LeafIndex(70112),
                       .logged_ms = 1494403600000});
  }
  std::string FieldsOf(const std::string& kind, const std::string& form) {
    notice_.kind = kind;
    const absl::StatusOr<ReportRow> row = Extract(form);
    return row.ok() ? std::string(row->fields.text()) : std::string(row.status().message());
  }

  Notice notice_;
  EnvelopeHeader header_;
};

TEST_F(ExtractTest, ARowHoldsTheCodedFieldsAndWhatBindsThemAndNoFreeText) {
  const absl::StatusOr<ReportRow> row = Extract(
      R"({"casualties":{"civilian":{"injured":2,"killed":0}},"confidence":"confirmed","count":4,)"
      R"("designated_group":{"alleged":true,"name":"some group"},)"
      R"("event":{"accuracy_s":300,"time_s":1494358800,"time_zone":"Asia/Damascus"},)"
      R"("exercise":true,"from":{"bearing_deg":190,"side":"unknown"},"kind":"mortar",)"
      R"("label":"mission","map":{"digest":")"
      "h5PI7zTEZXntYTUb18WiQ0a0QSqod7OZRcTy9HhTCXw="
      R"(","id":"idlib","version":3},"place":{"accuracy_m":200,"lat_e7":358136000,)"
      R"("lon_e7":366092000,"name":"Ariha","province":"idlib"},"refs":[{"hash":")"
      "h5PI7zTEZXntYTUb18WiQ0a0QSqod7OZRcTy9HhTCXw="
      R"(","verb":"corrects"}],"source":"own_observation","text":"words","zone":"idlib"})");
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->office, "tur");
  EXPECT_EQ(row->serial, "TUR-d07-2017-000042");
  EXPECT_EQ(row->notice.bytes[0], 1);
  EXPECT_EQ(row->header.bytes[0], 2);
  EXPECT_EQ(row->index, LeafIndex(70112));
  EXPECT_EQ(row->logged_ms, 1494403600000);
  EXPECT_EQ(row->kind, "violation");
  EXPECT_EQ(row->event_ms, 1494358800000);
  EXPECT_EQ(row->accuracy_ms, 300000);
  EXPECT_TRUE(row->exercise);
  EXPECT_EQ(row->precedence, "flash");
  EXPECT_EQ(row->zone, "idlib");
  EXPECT_EQ(row->province, "idlib");
  ASSERT_EQ(row->refs.size(), 1U);
  EXPECT_EQ(row->refs[0].verb, "corrects");
  EXPECT_EQ(ToBase64(row->refs[0].notice), kHash);
  EXPECT_EQ(row->ack_within_s, 1800U);
  ASSERT_TRUE(row->map.has_value());
  EXPECT_EQ(row->map->version, 3U);
  EXPECT_EQ(row->fields.text(),
            R"({"casualties":{"civilian":{"injured":2,"killed":0}},"count":4,"designated":true,)"
            R"("kind":"mortar","side":"unknown"})");
}

TEST_F(ExtractTest, WhatIsNotStatedIsLeftOutAndTheNoticesOwnTimeStandsForTheEvents) {
  const absl::StatusOr<ReportRow> row = Extract(R"({"kind":"uav","label":"mission"})");
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->event_ms, 1494400000000);
  EXPECT_EQ(row->accuracy_ms, 0);
  EXPECT_FALSE(row->exercise);
  EXPECT_EQ(row->zone, "");
  EXPECT_EQ(row->province, "");
  EXPECT_FALSE(row->map.has_value());
  EXPECT_EQ(row->fields.text(), R"({"kind":"uav"})");
}

TEST_F(ExtractTest, EveryOtherOfficeThatWasAskedOwesAnAnswerOnce) {
  EXPECT_EQ(Extract(R"({"kind":"uav"})")->owed_by, (std::vector<std::string>{"irn", "rus"}));
  header_.ack_within_s.reset();
  EXPECT_TRUE(Extract(R"({"kind":"uav"})")->owed_by.empty());
}

TEST_F(ExtractTest, EveryKindHasItsFields) {
  EXPECT_EQ(FieldsOf("observation",
                     R"({"counts":{"mortar":0},"from_s":1,"gaps":[],"post":"OP-3","to_s":2})"),
            R"({"counts":{"mortar":0},"from_s":1,"gaps":[],"post":"OP-3","to_s":2})");
  EXPECT_EQ(FieldsOf("checkpoint_status",
                     R"({"checkpoint":"c","for_whom":{},"from_s":1,"state":"open","until_s":2})"),
            R"({"checkpoint":"c","from_s":1,"state":"open","until_s":2})");
  for (const char* kind :
       {"humanitarian_access", "medical_aid", "civilian_supply", "civil_return"}) {
    EXPECT_EQ(FieldsOf(kind, R"({"clearances_wanted":["rus"],"from":"a","stage":"request"})"),
              R"({"clearances_wanted":["rus"],"stage":"request"})")
        << kind;
  }
  EXPECT_EQ(FieldsOf("clearance", R"({"conditions":[],"decision":"granted"})"),
            R"({"decision":"granted"})");
  EXPECT_EQ(FieldsOf("document", R"({"title":"x","version":1})"), "{}");
}

TEST_F(ExtractTest, RefusesAFormThatItsSchemaDoesNotAllow) {
  for (const char* form :
       {R"({"count":"four"})", R"({"event":{"accuracy_s":1}})", R"({"event":7})",
        R"({"zone":["idlib"]})", R"({"place":{"province":1}})", R"({"refs":[{"verb":"corrects"}]})",
        R"({"from":{"side":false}})", R"({"designated_group":{"alleged":"yes"}})"}) {
    EXPECT_EQ(ReasonOf(Extract(form).status()), "FORM") << form;
  }
  EXPECT_EQ(ReasonOf(Extract(R"({"count":01})").status()), "NUMBER");
}

// Those that a sheet would be unreadable with.
TEST_F(ExtractTest, RefusesWhatNoSheetCanHold) {
  for (const char* form :
       {R"({"kind":"a\nb"})", R"({"kind":"uav","zone":"a b"})", R"({"count":-1,"kind":"uav"})",
        R"({"event":{"accuracy_s":-1,"time_s":1},"kind":"uav"})",
        R"({"event":{"accuracy_s":0,"time_s":-1},"kind":"uav"})",
        R"({"casualties":{"a b":{"killed":1}},"kind":"uav"})", "{}"}) {
    EXPECT_EQ(ReasonOf(Extract(form).status()), "FORM") << form;
  }
}

TEST(ReportedKindTest, WhatProgramsAndOfficesExchangeAboutTheirWorkIsNotReported) {
  for (const char* kind : {"draft", "office_keys", "translation", "map_content", "report_sheet",
                           "line_check", "administrative"}) {
    EXPECT_FALSE(IsReportedKind(kind)) << kind;
  }
  for (const char* kind : {"violation", "clearance", "call_record", "local_governance"}) {
    EXPECT_TRUE(IsReportedKind(kind)) << kind;
  }
}

TEST(MayGoTest, ALabelThatGoesLessFarThanTheReportKeepsTheNoticeOut) {
  EXPECT_TRUE(MayGo("mission", "mission"));
  EXPECT_TRUE(MayGo("public", "guarantors"));
  EXPECT_FALSE(MayGo("guarantors", "mission"));
  EXPECT_FALSE(MayGo("addressees", "guarantors"));
  EXPECT_FALSE(MayGo("secret", "addressees"));
  EXPECT_FALSE(MayGo("public", "no such label"));
}

}  // namespace
}  // namespace liaison
