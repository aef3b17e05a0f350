#include "clients/core/report/report_testing.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/base/check.h"
#include "proto/wire/hash.h"

namespace liaison {

ReportFrame TestFrame() {
  ReportFrame frame;
  frame.open = {.series = "JWG",
                .number = "2017-05",
                .period = {.start_ms = kTestStart_ms,
                           .end_ms = kTestEnd_ms,
                           .first_day = "2017-05-01",
                           .last_day = "2017-05-31",
                           .zone = "UTC",
                           .tz = "2024b"},
                .rapporteur = "tur",
                .owes = {"irn", "rus", "tur"},
                .signs = {"irn", "rus", "tur"},
                .label = "mission"};
  frame.cut = LeafIndex(1000);
  frame.cut_ms = kTestEnd_ms + 24 * kTestHour_ms;
  frame.zones = {"homs-north", "idlib", "southern-syria"};
  return frame;
}

Hash TestNotice(absl::string_view office, uint64_t number) {
  return Sha256(absl::StrCat("notice ", office, " ", number));
}

JsonText TestFields(const std::vector<std::pair<std::string, Json>>& changes) {
  Json::Object fields = {{"count", 1}, {"kind", "mortar"}, {"side", "opposition"}};
  for (const auto& [name, value] : changes) fields[name] = value;
  return JsonText(std::move(fields));
}

ReportRow TestRow(absl::string_view office, uint64_t number) {
  ReportRow row;
  row.office = std::string(office);
  row.serial = absl::StrFormat("%s-d07-2017-%06d", absl::AsciiStrToUpper(office), number);
  row.notice = TestNotice(office, number);
  row.header = Sha256(absl::StrCat("header ", office, " ", number));
  const uint64_t place = office == "rus" ? 1 : office == "tur" ? 2 : 0;
  row.index = LeafIndex(100 + 3 * number + place);
  row.kind = "violation";
  row.event_ms = kTestStart_ms + static_cast<int64_t>(number) * kTestHour_ms;
  row.logged_ms = row.event_ms + kTestHour_ms;
  row.precedence = "priority";
  row.zone = "idlib";
  row.province = "hama";
  row.fields = TestFields({});
  return row;
}

ReportSheet TestSheet(absl::string_view office, uint64_t rows) {
  ReportSheet sheet;
  sheet.report = "JWG-2017-05";
  sheet.office = std::string(office);
  for (uint64_t number = 1; number <= rows; ++number) {
    sheet.rows.push_back(TestRow(office, number));
  }
  sheet.desks = {
      {.desk = absl::StrCat(absl::AsciiStrToUpper(office), "-d07"), .year = 2017, .last = rows}};
  return sheet;
}

std::vector<ReportSheet> TestSheets() {
  ReportSheet rus = TestSheet("rus", 2);
  rus.rows[0].refs = {{.verb = "same_event", .notice = TestNotice("tur", 1)}};
  rus.rows[1].zone = "homs-north";
  rus.rows[1].province = "homs";
  rus.positions = {{.row = TestNotice("tur", 2), .position = "not_confirmed"}};
  ReportSheet tur = TestSheet("tur", 4);
  tur.rows[0].owed_by = {"irn", "rus"};
  tur.rows[0].ack_within_s = 1800;
  tur.rows[0].map = {.id = "zones", .version = 3, .digest = Sha256("map")};
  tur.rows[3].refs = {{.verb = "cancels", .notice = TestNotice("tur", 3)}};
  tur.desks[0].last = 5;
  tur.links = {{.a = TestNotice("rus", 1), .b = TestNotice("tur", 1)}};
  tur.acts = {{.notice = TestNotice("tur", 1),
               .act = Sha256("act"),
               .index = LeafIndex(200),
               .time_ms = tur.rows[0].logged_ms + 600'000,
               .mailbox = "rus/duty",
               .state = "acknowledged"}};
  return {std::move(rus), std::move(tur)};
}

ReportModel TestModel() {
  absl::StatusOr<ReportModel> model = Assemble(TestFrame(), TestSheets());
  LIAISON_CHECK(model.ok());
  return *std::move(model);
}

}  // namespace liaison
