#include "clients/core/report_render/report_example.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr int64_t kMay_ms = int64_t{1493596800} * 1000;  // 2017-05-01
constexpr int64_t kHour_ms = int64_t{3600} * 1000;
constexpr int64_t kDay_ms = 24 * kHour_ms;
constexpr std::array<const char*, 4> kZones = {"ghouta", "homs-north", "idlib", "south"};
constexpr std::array<const char*, 4> kKinds = {"mortar", "artillery", "small_arms", "air_strike"};
constexpr std::array<const char*, 3> kProvinces = {"damascus", "hama", "idlib"};

Hash HashOf(absl::string_view text) { return Sha256(text); }
Hash HashOf(absl::string_view text, size_t number) { return Sha256(absl::StrCat(text, number)); }

ModelRow RowOf(absl::string_view office, absl::string_view desk, size_t i) {
  const auto number = static_cast<int64_t>(i);
  ModelRow row;
  row.row = {.office = std::string(office),
             .serial = absl::StrFormat("%s-2017-%06d", desk, i + 1),
             .notice = HashOf(desk, i),
             .header = HashOf("header", i),
             .index = LeafIndex(100 + i),
             .logged_ms = kMay_ms + number % 31 * kDay_ms + kHour_ms,
             .kind = "violation",
             .event_ms = kMay_ms + number * 7 % 31 * kDay_ms + number % 24 * kHour_ms,
             .precedence = "immediate",
             .zone = i % 9 == 8 ? "" : kZones[i % 4],
             .province = kProvinces[i % 3],
             .fields = Json::Object{{"count", int64_t{1}}, {"kind", kKinds[i / 2 % 4]}}};
  row.counted = i % 11 != 10;
  if (!row.counted) row.fate = RowFate::kReplaced;
  if (row.counted) row.standing = i % 3 == 0 ? "disputed" : "single_source";
  if (i % 7 == 3) row.flags = {"BOUNDARY", "LATE"};
  return row;
}

void Count(std::map<std::string, int64_t>& figures, const ModelRow& row) {
  const std::string& office = row.row.office;
  if (!row.counted) {
    ++figures[absl::StrCat("v.replaced.", office)];
    return;
  }
  const std::string zone = row.row.zone.empty() ? "none" : row.row.zone;
  const std::string kind = row.row.fields.Value().StringOr("kind", "other");
  const int64_t day = (row.row.event_ms - kMay_ms) / kDay_ms + 1;
  ++figures[absl::StrCat("v.reg.", office)];
  ++figures[absl::StrCat("v.reg.", office, ".", zone)];
  ++figures[absl::StrCat("v.province.", office, ".", row.row.province)];
  ++figures[absl::StrCat("v.kind.", office, ".", kind)];
  ++figures[absl::StrFormat("v.day.%s.2017-05-%02d", office, day)];
  ++figures[absl::StrCat("v.side.", office, ".opposition")];
  ++figures[absl::StrCat("v.events.", office)];
  ++figures[absl::StrCat("e.", row.standing)];
  ++figures["e.distinct_high"];
  ++figures["e.distinct_low"];
}

void AddFigures(ReportModel& model) {
  std::map<std::string, int64_t> counted;
  for (const char* office : {"rus", "tur"}) {
    for (const char* zone : kZones) counted[absl::StrCat("v.reg.", office, ".", zone)] = 0;
    for (int day = 1; day <= 31; ++day) {
      counted[absl::StrFormat("v.day.%s.2017-05-%02d", office, day)] = 0;
    }
  }
  for (const ModelRow& row : model.rows) Count(counted, row);
  counted.insert({{"a.asked", 3},
                  {"a.carried_in", 1},
                  {"a.completed", 1},
                  {"a.open_end", 2},
                  {"a.refused", 1},
                  {"a.cleared_in_full", 1},
                  {"a.blocked_ever", 1},
                  {"e.agreed", 0},
                  {"v.killed.tur.civilian", 4},
                  {"v.injured.rus.medical", 12345},
                  {"k.n.rus", 5},
                  {"k.in_time.rus", 2},
                  {"k.late.rus", 1},
                  {"k.open_overdue.rus", 1},
                  {"k.open_not_due.rus", 1},
                  {"k.passed_on.rus", 2},
                  {"k.resolved.rus", 1},
                  {"c.n.rus", 3},
                  {"c.answered.rus", 2},
                  {"p.observed_ms.tur.OP-7", 15 * kHour_ms},
                  {"p.declared_ms.tur.OP-7", kHour_ms},
                  {"p.unreported_ms.tur.OP-7", 8 * kHour_ms},
                  {"o.met", 1},
                  {"o.breached", 1},
                  {"n.REF_FOREIGN.rus", 1},
                  {"n.OVERLAP.tur", 1},
                  {"o.late_met", 0},
                  {"o.pending", 0},
                  {"o.waived", 0}});
  std::map<std::string, FigureValue> values(counted.begin(), counted.end());
  values["v.reg.irn"] = FigureValue();
  values["k.p50_ms.rus"] = FigureRange{1800000, 1800001};
  values["k.resolved_p50_ms.rus"] = FigureRange{90 * kHour_ms, std::nullopt};
  values["c.p50_ms.rus"] = FigureRange{2 * kHour_ms, 2 * kHour_ms};
  values["k.p90_ms.rus"] = FigureRange{40 * kHour_ms, std::nullopt};
  for (const auto& [id, value] : values) {
    model.figures.push_back({.id = id,
                             .value = value,
                             .rule = "V1",
                             .where = Json::Object(),
                             .rows_digest = HashOf(id)});
  }
}

void AddRest(ReportModel& model) {
  model.maps = {{"zones", 3, HashOf("v3"), kMay_ms + 3 * kDay_ms, kMay_ms + 21 * kDay_ms},
                {"zones", 4, HashOf("v4"), kMay_ms + 21 * kDay_ms, std::nullopt}};
  model.obligations = {
      {"OB-JWG", "Astana-4", "6a", "A", "met", kMay_ms + 5 * kDay_ms, kMay_ms + 4 * kDay_ms},
      {"OB-MAPS", "Astana-4", "6b", "B", "breached", kMay_ms + 21 * kDay_ms, std::nullopt}};
  const size_t last = model.rows.size() - 1;
  const Hash a = model.rows.front().row.notice;
  const Hash b = model.rows[last].row.notice;
  model.links = {{"rus", {a, b}, true}, {"tur", {b, a}, true}};
  model.positions = {{"rus", {b, "not_confirmed"}}, {"tur", {a, "designated_target"}}};
  model.missing = {"irn"};
  model.gaps = {{"tur", "TUR-d07", 2017, 6, 6, "gap", ""},
                {"tur", "TUR-d07", 2017, 10, 12, "unlisted", "rus"}};
  model.anomalies = {
      {"REF_FOREIGN", "rus", "RUS-d01-2017-000003", "cancels " + ToBase64(HashOf("x"))},
      {"OVERLAP", "tur", "TUR-d07-2017-000011",
       absl::StrCat(kMay_ms + 18 * kHour_ms, " ", kMay_ms + 20 * kHour_ms)}};
}

}  // namespace

ReportModel ExampleModel(size_t rows) {
  ReportModel model{.series = "JWG",
                    .number = "2017-05",
                    .period = {.start_ms = kMay_ms,
                               .end_ms = kMay_ms + 31 * kDay_ms,
                               .first_day = "2017-05-01",
                               .last_day = "2017-05-31",
                               .zone = "UTC",
                               .tz = "2024b"},
                    .cut = LeafIndex(88121),
                    .cut_ms = kMay_ms + 33 * kDay_ms,
                    .rules_version = "1",
                    .render_profile = "1"};
  model.zones.assign(kZones.begin(), kZones.end());
  for (size_t i = 0; i < rows / 2; ++i) model.rows.push_back(RowOf("rus", "RUS-d01", i));
  for (size_t i = rows / 2; i < rows; ++i) model.rows.push_back(RowOf("tur", "TUR-d07", i));
  model.offices = {
      {.office = "irn"},
      {.office = "rus", .sheet = HashOf("rus"), .desks = {{"RUS-d01", 2017, rows / 2}}},
      {.office = "tur",
       .sheet = HashOf("tur"),
       .desks = {{"TUR-d07", 2017, rows}, {"TUR-d08", 2017, 2}},
       .ranges = {{"TUR-d07", 2017, 3, 3, "out_of_scope"}, {"TUR-d08", 2017, 1, 2, "withheld"}}}};
  model.input = HashOf("input");
  AddFigures(model);
  AddRest(model);
  return model;
}

ExampleReport::ExampleReport(size_t rows, const std::string& map, const std::string& outcome)
    : model_(ExampleModel(rows)), has_map_(!map.empty()), outcome_(outcome) {
  if (!has_map_) return;
  absl::StatusOr<MapDocument> document = ParseMapDocument(map);
  LIAISON_CHECK(document.ok());
  map_ = *std::move(document);
}

RenderRequest ExampleReport::Request(Language language, bool latin_digits) const {
  RenderRequest request{.model = model_,
                        .digest = HashOf("M"),
                        .outcome = outcome_,
                        .attachments = {{"report.json", "{}"}, {"manifest.json", "{}"}},
                        .map = has_map_ ? &map_ : nullptr,
                        .map_name = "v4",
                        .map_digest = HashOf("v4"),
                        .language = language,
                        .latin_digits = latin_digits};
  if (outcome_.empty()) return request;
  request.answers = {
      {.office = "irn",
       .act = "reserve",
       .text = "ایران این رویداد را که در 2017-05-22 میان 18:00–20:00 با شمار -5 ثبت شده "
               "نمی‌پذیرد.\nرقم‌های ۴۶۷ بازبینی شوند.",
       .language = "fa",
       .note = HashOf("irn"),
       .index = LeafIndex(88200)},
      {.office = "rus",
       .act = "sign",
       .note = HashOf("rus"),
       .index = LeafIndex(88190),
       .remark = "key_revoked_later"},
      {.office = "tur",
       .act = "refuse",
       .text = "What is said of 2017-05-22 18:00–20:00 and of -5 is not what we saw.",
       .language = "en",
       .note = HashOf("tur"),
       .index = LeafIndex(88195)}};
  return request;
}

absl::StatusOr<std::map<std::string, std::string>> ExampleReport::Render(
    const RenderRequest& request) {
  const Phrasebook phrases = Phrasebook::BuiltIn();
  std::map<std::string, std::string> files;
  ASSIGN_OR_RETURN(files, RenderTables(request, phrases));
  ASSIGN_OR_RETURN(files["report.pdf"], RenderPdf(request, phrases));
  ASSIGN_OR_RETURN(files["report.html"], RenderHtml(request, phrases));
  return files;
}

}  // namespace liaison
