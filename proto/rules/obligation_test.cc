#include "proto/rules/obligation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/rules/time_zones_testing.h"

namespace liaison {
namespace {

constexpr char kRules[] =
    R"({"clause":"6","governing":"A","instrument":"Memorandum","ladder":{"id":"L-TREATY",)"
    R"("version":1},"owed_by":["guarantors/jwg"],"precedence":"priority",)"
    R"("signed_on":"2017-05-04","title":"Joint Working Group","variants":[)"
    R"({"due":{"count":5,"unit":"day"},"id":"A","source":"one","text":"within 5 days"},)"
    R"({"due":{"count":2,"unit":"week"},"id":"B","source":"two","text":"two\nweeks"},)"
    R"({"due":{"count":10,"unit":"day"},"id":"C","source":"three","text":"ten days"}],)"
    R"("warn_before_s":[172800,86400,7200],"zones":["Asia/Almaty"]})";

std::string With(const char* from, const char* to) {
  EXPECT_NE(std::string(kRules).find(from), std::string::npos) << from;
  return absl::StrReplaceAll(kRules, {{from, to}});
}
// The end in Almaty of what is due like this, signed on 2017-05-04.
std::string Expiry(absl::string_view due) {
  const absl::StatusOr<Obligation> obligation =
      ParseObligation(With(R"({"count":5,"unit":"day"})", std::string(due).c_str()));
  EXPECT_TRUE(obligation.ok()) << obligation.status();
  if (!obligation.ok()) return "";
  return UtcText(Expiry_ms(obligation->variants[0], obligation->signed_on,
                           *TestTimeZones().Find("Asia/Almaty")) /
                 1000);
}
// Warnings and breach.
std::vector<std::string> Dates(const std::string& rules) {
  const absl::StatusOr<ObligationDates> dates = DatesOf(*ParseObligation(rules), TestTimeZones());
  EXPECT_TRUE(dates.ok()) << dates.status();
  std::vector<std::string> texts;
  for (const int64_t warning_ms : dates->warnings_ms) texts.push_back(UtcText(warning_ms / 1000));
  texts.push_back(UtcText(dates->breach_ms / 1000));
  return texts;
}

TEST(Obligation, IsReadAsItIsWritten) {
  const absl::StatusOr<Obligation> obligation = ParseObligation(kRules);
  ASSERT_TRUE(obligation.ok()) << obligation.status();
  EXPECT_EQ(obligation->instrument, "Memorandum");
  EXPECT_EQ(obligation->signed_on, absl::CivilDay(2017, 5, 4));
  EXPECT_EQ(obligation->governing, "A");
  ASSERT_EQ(obligation->variants.size(), 3u);
  EXPECT_EQ(std::get<Period>(obligation->variants[1].due).unit, Period::Unit::kWeek);
  EXPECT_EQ(obligation->variants[1].text, "two\nweeks");
  EXPECT_EQ(obligation->warn_before_s, (std::vector<int64_t>{172800, 86400, 7200}));
  EXPECT_EQ(LadderTargetText(obligation->owed_by[0]), "guarantors/jwg");
  EXPECT_EQ(obligation->ladder, (PolicyRef{"L-TREATY", 1}));
}

TEST(Obligation, RefusesWhatIsNoDuty) {
  struct Case {
    const char* from;
    const char* to;
    const char* rule;
  };
  for (const Case& one : std::vector<Case>{
           {"2017-05-04", "2017-5-4", "DATE"},
           {"2017-05-04", "2017-02-29", "DATE"},
           {R"("governing":"A")", R"("governing":"D")", "VARIANT"},
           {R"("id":"B")", R"("id":"A")", "DUPLICATE"},
           {R"("unit":"week")", R"("unit":"year")", "CHOICE"},
           {R"("count":10)", R"("count":0)", "RANGE"},
           {R"({"count":10,"unit":"day"})", R"({"by":"2017-05-22","unit":"day"})",
            "UNKNOWN_MEMBER"},
           {R"({"count":10,"unit":"day"})", R"({})", "MISSING"},
           {"[172800,86400,7200]", "[86400,172800]", "ORDER"},
           {"[172800,86400,7200]", "[0]", "RANGE"},
           {"guarantors/jwg", "to", "TARGET"},
           {"guarantors/jwg", "addressee/head", "TARGET"},
           {"guarantors/jwg", "sender/head", "TARGET"},
           {R"(["Asia/Almaty"])", "[]", "COUNT"},
           {"Asia/Almaty", "Asia Almaty", "ZONE"},
           {"Memorandum", "Memo\\nrandum", "CONTROL"},
           {"ten days", "ten\u202Edays", "CONTROL"},
           {"ten days", "ten\u2066days", "CONTROL"},
           {"ten days", "ten\u007Fdays", "CONTROL"},
       }) {
    const absl::Status status = ParseObligation(With(one.from, one.to)).status();
    EXPECT_EQ(ReasonOf(status), one.rule) << status;
    EXPECT_EQ(DetailOf(status)->field, "rules");
  }
  EXPECT_EQ(ReasonOf(ParseObligation(With("Memorandum", std::string(401, 'm').c_str())).status()),
            "SIZE");
}

// ESCALATION E24.
TEST(Obligation, TheDayOfSigningDoesNotCountAndTheLastDayIsWhole) {
  EXPECT_EQ(Expiry(R"({"count":5,"unit":"day"})"), "2017-05-09T18:00:00");
  EXPECT_EQ(Expiry(R"({"count":2,"unit":"week"})"), "2017-05-18T18:00:00");
  EXPECT_EQ(Expiry(R"({"count":10,"unit":"day"})"), "2017-05-14T18:00:00");
  EXPECT_EQ(Expiry(R"({"by":"2017-05-22"})"), "2017-05-22T18:00:00");
  EXPECT_EQ(Expiry(R"({"by":"2017-05-27"})"), "2017-05-27T18:00:00");
  EXPECT_EQ(Expiry(R"({"by":"2017-06-04"})"), "2017-06-04T18:00:00");
  EXPECT_EQ(Expiry(R"({"count":6,"unit":"month"})"), "2017-11-04T18:00:00");
}

TEST(Obligation, MonthsEndOnTheSameDayOrTheMonthsLast) {
  ObligationVariant variant;
  const auto expiry = [&](uint32_t months, absl::CivilDay from) {
    variant.due = Period{Period::Unit::kMonth, months};
    return UtcText(Expiry_ms(variant, from, FixedZone(0)) / 1000);
  };
  EXPECT_EQ(expiry(1, absl::CivilDay(2017, 1, 31)), "2017-03-01T00:00:00");
  EXPECT_EQ(expiry(1, absl::CivilDay(2020, 1, 30)), "2020-03-01T00:00:00") << "a leap year";
  EXPECT_EQ(expiry(1, absl::CivilDay(2020, 1, 28)), "2020-02-29T00:00:00");
  EXPECT_EQ(expiry(6, absl::CivilDay(2017, 8, 31)), "2018-03-01T00:00:00");
  EXPECT_EQ(expiry(12, absl::CivilDay(2016, 2, 29)), "2017-03-01T00:00:00");
  EXPECT_EQ(expiry(3, absl::CivilDay(2017, 8, 31)), "2017-12-01T00:00:00") << "November has 30";
}

TEST(Obligation, AMidnightThatIsLeftOutEndsTheDayBehindTheGap) {
  // The clock jumps from 00:00 to 01:00 on 2017-05-10.
  const ZoneRules zone({{0, 7200}, {Utc_s("2017-05-09T22:00:00"), 10800}});
  ObligationVariant variant;
  variant.due = absl::CivilDay(2017, 5, 9);
  EXPECT_EQ(UtcText(Expiry_ms(variant, absl::CivilDay(2017, 5, 4), zone) / 1000),
            "2017-05-09T22:00:00");
}

TEST(Obligation, TheGoverningVariantGivesWarningsAndBreach) {
  EXPECT_EQ(Dates(kRules),
            (std::vector<std::string>{"2017-05-07T18:00:00", "2017-05-08T18:00:00",
                                      "2017-05-09T16:00:00", "2017-05-09T18:00:00"}));
  EXPECT_EQ(Dates(With(R"("governing":"A")", R"("governing":"B")")).back(), "2017-05-18T18:00:00");
}

TEST(Obligation, OfSeveralVariantsOrZonesTheEarliestWarnsAndTheLatestBreaches) {
  EXPECT_EQ(Dates(With(R"("governing":"A",)", "")),
            (std::vector<std::string>{"2017-05-07T18:00:00", "2017-05-08T18:00:00",
                                      "2017-05-09T16:00:00", "2017-05-18T18:00:00"}));
  EXPECT_EQ(Dates(With(R"(["Asia/Almaty"])",
                       R"(["Asia/Tehran","Europe/Moscow","Asia/Almaty","Europe/Istanbul"])")),
            (std::vector<std::string>{"2017-05-07T18:00:00", "2017-05-08T18:00:00",
                                      "2017-05-09T16:00:00", "2017-05-09T21:00:00"}));
  EXPECT_EQ(Dates(With("Asia/Almaty", "Asia/Tehran")).back(), "2017-05-09T19:30:00");
}

TEST(Obligation, AZoneWithoutRulesIsNamed) {
  const Obligation obligation = *ParseObligation(With("Asia/Almaty", "Asia/Amman"));
  const absl::Status status = DatesOf(obligation, TestTimeZones()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "ZONE");
  EXPECT_EQ(DetailOf(status)->subject, "Asia/Amman");
}

}  // namespace
}  // namespace liaison
