#include "tests/bench/bench_notices.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr uint64_t kNotices = 100'000;
constexpr int64_t kStart_s = 1'493'596'800;  // 2017-05-01T00:00Z
constexpr int64_t kMonth_s = 31 * 86400;
const std::vector<std::string> kOffices = {"irn", "rus", "tur"};
const std::vector<std::string> kZones = {"eastern-ghouta", "homs-north", "idlib", "southern-syria"};
const std::vector<std::string> kProvinces = {"aleppo", "damascus", "daraa",  "hama",
                                             "homs",   "idlib",    "latakia"};
const std::vector<std::string> kKinds = {"small_arms", "heavy_weapons", "mortar", "artillery",
                                         "sniper",     "uav",           "other"};
const std::vector<std::string> kSides = {"government", "opposition", "unknown"};

const std::string& Pick(const std::vector<std::string>& words, uint64_t number) {
  return words[number % words.size()];
}

Hash NoticeHash(uint64_t place) { return Sha256(absl::StrCat("notice ", place)); }

Json::Object Violation(uint64_t place) {
  Json::Object form = {{"kind", Pick(kKinds, place / 3)},
                       {"count", static_cast<int64_t>(place % 12)},
                       {"from", Json::Object{{"side", Pick(kSides, place / 7)}}}};
  form.emplace("map",
               Json::Object{{"digest", ToBase64(Sha256("map"))}, {"id", "zones"}, {"version", 3}});
  if (place % 5 == 0) {
    form.emplace("casualties", Json::Object{{"civilian", Json::Object{{"injured", 1}}}});
  }
  return form;
}

Json::Object Own(uint64_t place) {
  const auto from_s = kStart_s + static_cast<int64_t>(place / 600) * 14400;
  switch (place % 100 / 10) {
    case 7:
      return {{"post", absl::StrCat("post-", place % 30)},
              {"from_s", from_s},
              {"to_s", from_s + 14400},
              {"counts", Json::Object{{"mortar", 0}}}};
    case 8:
      return {
          {"checkpoint", absl::StrCat("cp-", place % 40)}, {"state", "open"}, {"from_s", from_s}};
    case 9:
      return {{"stage", "request"}, {"clearances_wanted", Json::Array{"rus", "tur"}}};
    default:
      return Violation(place);
  }
}

std::string KindOf(uint64_t place) {
  const std::vector<std::string> others = {"observation", "checkpoint_status",
                                           "humanitarian_access"};
  const uint64_t ten = place % 100 / 10;
  return ten < 7 ? "violation" : others[ten - 7];
}

Json::Array Refs(uint64_t place) {
  const auto ref = [](const char* verb, uint64_t to) {
    return Json(Json::Object{{"hash", ToBase64(NoticeHash(to))}, {"verb", verb}});
  };
  if (place < 600) return {};
  switch (place % 100) {
    case 0:
      return {ref("cancels", place - 597)};  // of the same office and kind
    case 11:
    case 12:
    case 13:
    case 14:
    case 15:
      return {ref("corrects", place - 300)};
    default:
      return place % 100 / 10 == 3 ? Json::Array{ref("same_event", place - 100)} : Json::Array();
  }
}

std::string Form(uint64_t place, int64_t event_s) {
  Json::Object form = Own(place);
  form.emplace("label", "mission");
  form.emplace("zone", Pick(kZones, place));
  form.emplace("source", "own_observation");
  form.emplace("confidence", "probable");
  form.emplace(
      "event",
      Json::Object{{"accuracy_s", 0}, {"time_s", event_s}, {"time_zone", "Asia/Damascus"}});
  form.emplace("place", Json::Object{{"accuracy_m", 100},
                                     {"lat_e7", 350'000'000},
                                     {"lon_e7", 360'000'000},
                                     {"name", absl::StrCat("Place ", place % 500)},
                                     {"province", Pick(kProvinces, place)}});
  Json::Array refs = Refs(place);
  if (!refs.empty()) form.emplace("refs", std::move(refs));
  return PrintCanonicalJson(Json(std::move(form)));
}

BenchNotice MakeNotice(uint64_t place, uint64_t number) {
  const std::string& office = Pick(kOffices, place);
  const int64_t event_s =
      kStart_s + static_cast<int64_t>(place) * kMonth_s / static_cast<int64_t>(kNotices);
  BenchNotice out;
  out.notice.serial = {.office = office, .device = "d07", .year = 2017, .number = number};
  out.notice.kind = KindOf(place);
  out.notice.time_s = event_s + 600;
  out.notice.form = Form(place, event_s);
  out.hash = NoticeHash(place);
  out.header.as = {.office = office};
  out.header.precedence = Precedence::kPriority;
  out.header.ack_within_s = 1800;
  for (const std::string& other : kOffices) {
    if (other != office) out.header.to.push_back({.office = other});
  }
  out.header_hash = Sha256(absl::StrCat("header ", place));
  out.index = LeafIndex(1000 + 5 * place);
  out.logged_ms = (event_s + 900) * 1000;
  return out;
}

void AddActs(const BenchNotice& notice, uint64_t place, ReportSheet& sheet) {
  for (const MailboxId& mailbox : notice.header.to) {
    const auto add = [&](const char* state, uint64_t after) {
      sheet.acts.push_back({.notice = notice.hash,
                            .act = Sha256(absl::StrCat(state, place, mailbox.office)),
                            .index = LeafIndex(notice.index.value() + after),
                            .time_ms = notice.logged_ms + static_cast<int64_t>(place % 4000) * 1000,
                            .mailbox = mailbox.ToString(),
                            .state = state});
    };
    add("acknowledged", 1);
    if (place % 3 == 0) add("passed_on", 2);
  }
}

void AddStatements(uint64_t place, std::map<std::string, ReportSheet>& sheets) {
  const std::string& other = Pick(kOffices, place + 2);  // that of the notice a hundred before
  if (place > 600 && place % 100 / 10 == 3) {
    sheets[other].links.push_back({.a = NoticeHash(place), .b = NoticeHash(place - 100)});
  }
  if (place % 10 == 1) {
    sheets[other].positions.push_back({.row = NoticeHash(place), .position = "not_confirmed"});
  }
}

}  // namespace

ReportFrame MakeBenchFrame() {
  ReportFrame frame;
  frame.open = {.series = "JWG",
                .number = "2017-05",
                .period = {.start_ms = kStart_s * 1000,
                           .end_ms = (kStart_s + kMonth_s) * 1000,
                           .first_day = "2017-05-01",
                           .last_day = "2017-05-31",
                           .zone = "UTC",
                           .tz = "2024b"},
                .owes = kOffices};
  frame.cut = LeafIndex(1'000'000);
  frame.cut_ms = (kStart_s + kMonth_s + 86400) * 1000;
  frame.zones = kZones;
  return frame;
}

BenchMission MakeBenchMission() {
  BenchMission mission;
  mission.frame = MakeBenchFrame();
  std::map<std::string, uint64_t> numbers;
  for (uint64_t place = 0; place < kNotices; ++place) {
    const std::string& office = Pick(kOffices, place);
    mission.notices.push_back(MakeNotice(place, ++numbers[office]));
    AddActs(mission.notices.back(), place, mission.sheets[office]);
    AddStatements(place, mission.sheets);
  }
  for (auto& [office, sheet] : mission.sheets) {
    sheet.report = "JWG-2017-05";
    sheet.office = office;
    sheet.desks = {{.desk = absl::StrCat(absl::AsciiStrToUpper(office), "-d07"),
                    .year = 2017,
                    .last = numbers[office]}};
  }
  return mission;
}

}  // namespace liaison
