// Rows: what no honest notice can give is refused, where it would forge lines, cost much, or bring
// about a model that nobody can read.
#include "clients/core/report/row.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report/report_testing.h"
#include "clients/core/report/row_fields.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

// The field that a row is refused for; empty: it is taken.
std::string RefusedFor(const ReportRow& row) {
  const std::string text = PrintCanonicalJson(RowJson(row));
  MemberReader in("ROW", text);
  ReportRow again;
  ReadRow(in, again);
  const absl::Status status = in.Finish(true).status();
  if (!status.ok()) return DetailOf(status)->field;
  EXPECT_EQ(again, row);
  return "";
}
std::string RefusedForFields(const std::string& kind, const std::string& fields) {
  ReportRow row = TestRow("tur", 1);
  row.kind = kind;
  row.fields = *JsonText::Parse(fields);
  return RefusedFor(row);
}

std::vector<std::string> Offices(size_t count) {
  std::vector<std::string> offices;
  for (size_t i = 0; i < count; ++i) offices.push_back(absl::StrCat("o", 1000 + i));
  return offices;
}

TEST(RowTest, ASerialIsOneThatADeskCanGetTo) {
  ReportRow row = TestRow("tur", 1);
  row.serial = "TUR-d07-2017-10000000";
  EXPECT_EQ(RefusedFor(row), "");
  row.serial = "TUR-d07-2017-10000001";
  EXPECT_EQ(RefusedFor(row), "serial");
}

TEST(RowTest, OnlyAnOfficeOwesAnAnswerEachOnceAndInOrder) {
  ReportRow row = TestRow("tur", 1);
  row.ack_within_s = 1800;
  row.owed_by = {"irn", "rus"};
  EXPECT_EQ(RefusedFor(row), "");
  for (const std::vector<std::string>& owed :
       std::vector<std::vector<std::string>>{{""},
                                             {"RUS"},
                                             {"rus/duty"},
                                             {"a word that is too long"},
                                             {"irn", "irn"},
                                             {"rus", "irn"},
                                             Offices(65)}) {
    row.owed_by = owed;
    EXPECT_EQ(RefusedFor(row), "owed_by") << owed.front();
  }
  row.owed_by = Offices(64);
  EXPECT_EQ(RefusedFor(row), "");
}

TEST(RowTest, MoreReferencesThanANoticeCanHaveAreNone) {
  ReportRow row = TestRow("tur", 1);
  row.refs.assign(64, {.verb = "reply_to", .notice = TestNotice("rus", 1)});
  EXPECT_EQ(RefusedFor(row), "");
  row.refs.push_back(row.refs.front());
  EXPECT_EQ(RefusedFor(row), "refs");
}

// Whatever stands in it would be printed on the screen before which an officer signs.
TEST(RowTest, CodedWordsHoldNoTextOfTheirOwn) {
  for (const std::string& word :
       {std::string("idlib\n  ✓ the same"), std::string("=HYPERLINK(1)"), std::string("a.b"),
        std::string("\u202e"), std::string(65, 'a')}) {
    ReportRow row = TestRow("tur", 1);
    row.kind = word;
    EXPECT_EQ(RefusedFor(row), "kind") << word;
    row = TestRow("tur", 1);
    row.zone = word;
    EXPECT_EQ(RefusedFor(row), "zone") << word;
    row = TestRow("tur", 1);
    row.province = word;
    EXPECT_EQ(RefusedFor(row), "province") << word;
    row = TestRow("tur", 1);
    row.refs = {{.verb = word, .notice = TestNotice("rus", 1)}};
    EXPECT_EQ(RefusedFor(row), "refs.verb") << word;
    row = TestRow("tur", 1);
    row.fields = TestFields({{"kind", word}});
    EXPECT_EQ(RefusedFor(row), "fields.kind") << word;
    row.fields = TestFields({{"side", word}});
    EXPECT_EQ(RefusedFor(row), "fields.side") << word;
    row.fields = TestFields({{"casualties", Json::Object{{word, Json::Object{{"killed", 1}}}}}});
    EXPECT_EQ(RefusedFor(row), "fields.casualties") << word;
  }
}

TEST(RowTest, FieldsAreThoseOfTheKindAndNoOthers) {
  EXPECT_EQ(RefusedForFields("violation", R"({"kind":"mortar","note":"x"})"), "fields.note");
  EXPECT_EQ(RefusedForFields("document", R"({"note":"x"})"), "fields.note");
  EXPECT_EQ(RefusedForFields("document", "{}"), "");
  EXPECT_EQ(RefusedForFields("clearance", R"({"decision":"granted","note":"x"})"), "fields.note");
  EXPECT_EQ(RefusedForFields("clearance", R"({"decision":"yes\nno"})"), "fields.decision");
  EXPECT_EQ(RefusedForFields("medical_aid", R"({"stage":"a\nb"})"), "fields.stage");
  EXPECT_EQ(RefusedForFields("medical_aid", R"({"clearances_wanted":["RUS"],"stage":"request"})"),
            "fields.clearances_wanted");
  EXPECT_EQ(RefusedForFields("checkpoint_status",
                             R"({"checkpoint":"c","from_s":1,"state":"open","until_s":2})"),
            "");
  EXPECT_EQ(RefusedForFields("checkpoint_status",
                             R"({"checkpoint":"c","from_s":1,"note":"x","state":"open"})"),
            "fields.note");
}

TEST(RowTest, EveryNumberOfCasualtiesIsRead) {
  const absl::StatusOr<ViolationFields> fields = ReadViolation(TestFields(
      {{"casualties", Json::Object{{"civilian", Json::Object{{"injured", 2}, {"killed", 1}}},
                                   {"medical", Json::Object{{"missing", 3}}}}}}));
  ASSERT_TRUE(fields.ok()) << fields.status();
  ASSERT_EQ(fields->casualties.size(), 2U);
  using Numbers = std::array<std::optional<int64_t>, 3>;  // as kHarms
  EXPECT_EQ(fields->casualties[0].numbers, (Numbers{2, 1, std::nullopt}));
  EXPECT_EQ(fields->casualties[1].numbers, (Numbers{std::nullopt, std::nullopt, 3}));
}

TEST(RowTest, APostHasANameOfOneLineThatPeopleCanRead) {
  const auto refused_for = [](const std::string& post) {
    return RefusedForFields(
        "observation",
        PrintCanonicalJson(Json::Object{
            {"counts", Json::Object{{"mortar", 0}}},
            {"from_s", 1},
            {"gaps", Json::Array{Json::Object{{"from_s", 1}, {"reason", "weather"}, {"to_s", 2}}}},
            {"post", post},
            {"to_s", 2}}));
  };
  EXPECT_EQ(refused_for("OP-3 (Шейх Акиль), نقطة ٣"), "");
  EXPECT_EQ(refused_for("OP-3\n  ✓ all is well"), "fields.post");
  EXPECT_EQ(refused_for("OP-\u202e3"), "fields.post");
  EXPECT_EQ(refused_for("OP-e\u0301"), "fields.post") << "not in NFC";
  std::string longest;
  for (int i = 0; i < 96; ++i) absl::StrAppend(&longest, "ش");
  EXPECT_EQ(refused_for(longest), "") << "the forms' limit, in characters";
  EXPECT_EQ(refused_for(longest + "ش"), "fields.post");
}

}  // namespace
}  // namespace liaison
