#include "tests/report_figures/figure_scenario.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/core/language/data_json.h"
#include "clients/core/report/report_testing.h"
#include "proto/base/check.h"
#include "proto/system/posix_file_system.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr int64_t kSecond_ms = 1000;
constexpr size_t kMaxBytes = size_t{1} << 20;

int64_t TimeOf(const std::string& text) {
  absl::Time time;
  std::string error;
  LIAISON_CHECK(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return absl::ToUnixMillis(time);
}

std::string OfficeOfName(absl::string_view name) {
  switch (name.front()) {
    case 'T':
      return "tur";
    case 'R':
      return "rus";
    default:
      return "irn";
  }
}

uint64_t NumberOfName(absl::string_view name) {
  uint64_t number = 0;
  LIAISON_CHECK(absl::SimpleAtoi(name.substr(1), &number));
  return number;
}

Hash NoticeOf(absl::string_view name) { return TestNotice(OfficeOfName(name), NumberOfName(name)); }

const Json::Array& ListOf(const Json& json, absl::string_view name) {
  static const Json::Array& none = *new Json::Array();
  const Json* list = json.Find(name);
  return list == nullptr ? none : *list->array();
}

std::vector<std::string> WordsOf(const Json& json, absl::string_view name) {
  std::vector<std::string> words;
  for (const Json& word : ListOf(json, name)) words.push_back(*word.string());
  return words;
}

// "T1", or "T1..T18".
std::vector<std::string> NamesOf(const std::string& text) {
  const std::vector<std::string> ends = absl::StrSplit(text, "..");
  std::vector<std::string> names;
  for (uint64_t i = NumberOfName(ends.front()); i <= NumberOfName(ends.back()); ++i) {
    names.push_back(absl::StrCat(text.substr(0, 1), i));
  }
  return names;
}

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  FigureScenario Read() {
    scenario_.title = json_.StringOr("title", "");
    scenario_.frame = TestFrame();
    ReadFrame();
    const Json* contribute = json_.Find("contribute");
    for (const std::string& office :
         contribute == nullptr ? scenario_.frame.open.owes : WordsOf(json_, "contribute")) {
      sheets_[office].office = office;
      sheets_[office].report = "JWG-2017-05";
    }
    for (const Json& notice : ListOf(json_, "notices")) ReadNotices(notice);
    ReadStatements();
    ReadSerials();
    for (auto& [office, sheet] : sheets_) {
      NormaliseSheet(sheet);
      scenario_.sheets.push_back(std::move(sheet));
    }
    scenario_.expected = *json_.Find("expect");
    return std::move(scenario_);
  }

 private:
  void ReadFrame() {
    ReportFrame& frame = scenario_.frame;
    frame.cut = LeafIndex(static_cast<uint64_t>(json_.IntegerOr("cut", 1000)));
    if (json_.Find("cut_time") != nullptr) frame.cut_ms = TimeOf(json_.StringOr("cut_time", ""));
    if (json_.Find("zones") != nullptr) frame.zones = WordsOf(json_, "zones");
    if (json_.Find("earlier_cut") != nullptr) {
      frame.earlier_cut = LeafIndex(static_cast<uint64_t>(json_.IntegerOr("earlier_cut", 0)));
    }
    for (const Json& item : ListOf(json_, "obligations")) {
      frame.obligations.push_back({.id = item.StringOr("id", "O"),
                                   .instrument = "memorandum",
                                   .clause = "6b",
                                   .variant = item.StringOr("variant", "a"),
                                   .state = item.StringOr("state", "pending"),
                                   .due_ms = kTestEnd_ms});
    }
    const Json* period = json_.Find("period");
    if (period == nullptr) return;
    frame.open.period.start_ms = TimeOf(period->StringOr("start", ""));
    frame.open.period.end_ms = TimeOf(period->StringOr("end", ""));
    frame.open.period.zone = period->StringOr("zone", "UTC");
    const auto offset_s = static_cast<int32_t>(period->IntegerOr("offset_s", 0));
    if (offset_s != 0) frame.zone = ZoneRules({{.from_s = 0, .offset_s = offset_s}});
  }

  // One, or `times` of them with the numbers that follow.
  void ReadNotices(const Json& json) {
    const std::string first = json.StringOr("id", "");
    for (int64_t i = 0; i < json.IntegerOr("times", 1); ++i) {
      ReadNotice(json, OfficeOfName(first), NumberOfName(first) + static_cast<uint64_t>(i));
    }
  }

  void ReadNotice(const Json& json, const std::string& office, uint64_t number) {
    ReportRow row = TestRow(office, number);
    row.index = LeafIndex(
        static_cast<uint64_t>(json.IntegerOr("index", 100 + static_cast<int64_t>(next_place_++))));
    row.event_ms = TimeOf(json.StringOr("event", "2017-05-10T12:00:00Z"));
    row.logged_ms = row.event_ms + json.IntegerOr("after_ms", kTestHour_ms);
    if (json.Find("logged") != nullptr) row.logged_ms = TimeOf(json.StringOr("logged", ""));
    row.accuracy_ms = json.IntegerOr("accuracy_s", 0) * kSecond_ms;
    row.exercise = json.Find("exercise") != nullptr;
    row.kind = json.StringOr("kind", row.kind);
    row.zone = json.StringOr("zone", row.zone);
    row.province = json.StringOr("province", row.province);
    row.owed_by = WordsOf(json, "owed_by");
    if (json.Find("ack_within_s") != nullptr) {
      row.ack_within_s = static_cast<uint32_t>(json.IntegerOr("ack_within_s", 0));
    }
    for (const Json& ref : ListOf(json, "refs")) {
      row.refs.push_back(
          {.verb = *(*ref.array())[0].string(), .notice = NoticeOf(*(*ref.array())[1].string())});
    }
    row.fields = FieldsOf(json, row.kind);
    sheets_[office].rows.push_back(std::move(row));
  }

  static JsonText FieldsOf(const Json& json, absl::string_view kind) {
    Json::Object fields;
    if (kind == "violation") {
      fields = {{"count", 1}, {"kind", "mortar"}, {"side", "opposition"}};
    }
    const Json* stated = json.Find("fields");
    if (stated != nullptr) {
      for (const auto& [name, value] : *stated->object()) fields[name] = value;
    }
    for (const std::string& name : WordsOf(json, "without")) fields.erase(name);
    return JsonText(std::move(fields));
  }

  void ReadStatements() {
    for (const Json& item : ListOf(json_, "links")) {
      sheets_[item.StringOr("office", "")].links.push_back(
          {.a = NoticeOf(item.StringOr("a", "")), .b = NoticeOf(item.StringOr("b", ""))});
    }
    for (const Json& item : ListOf(json_, "positions")) {
      for (const std::string& name : NamesOf(item.StringOr("row", ""))) {
        sheets_[item.StringOr("office", "")].positions.push_back(
            {.row = NoticeOf(name), .position = item.StringOr("position", "")});
      }
    }
    for (const Json& item : ListOf(json_, "acts")) ReadAct(item);
  }

  void ReadAct(const Json& item) {
    const std::string name = item.StringOr("notice", "");
    ReportSheet& sheet = sheets_[OfficeOfName(name)];
    const auto row = std::find_if(sheet.rows.begin(), sheet.rows.end(), [&](const ReportRow& one) {
      return one.notice == NoticeOf(name);
    });
    LIAISON_CHECK(row != sheet.rows.end());
    const int64_t place = static_cast<int64_t>(sheet.acts.size()) + 500;
    sheet.acts.push_back({.notice = NoticeOf(name),
                          .act = Sha256(absl::StrCat("act ", name, " ", sheet.acts.size())),
                          .index = LeafIndex(static_cast<uint64_t>(item.IntegerOr("index", place))),
                          .time_ms = row->logged_ms + item.IntegerOr("after_ms", 0),
                          .mailbox = absl::StrCat(item.StringOr("by", "irn"), "/duty"),
                          .state = item.StringOr("state", "acknowledged")});
  }

  // Each sheet states its desk's last serial: that of its last row, if nothing else is said.
  void ReadSerials() {
    for (const Json& item : ListOf(json_, "ranges")) {
      const std::string office = item.StringOr("office", "");
      sheets_[office].ranges.push_back(
          {.desk = DeskOfOffice(office),
           .year = 2017,
           .first = static_cast<uint64_t>(item.IntegerOr("first", 0)),
           .last = static_cast<uint64_t>(item.IntegerOr("last", item.IntegerOr("first", 0))),
           .why = item.StringOr("why", "")});
    }
    for (const Json& item : ListOf(json_, "unlisted")) {
      const std::string name = item.StringOr("notice", "");
      sheets_[item.StringOr("office", "")].unlisted.push_back(
          {.serial = TestRow(OfficeOfName(name), NumberOfName(name)).serial,
           .notice = NoticeOf(item.StringOr("hash_of", name)),
           .index = LeafIndex(static_cast<uint64_t>(item.IntegerOr("index", 150)))});
    }
    const Json* last = json_.Find("last");
    for (auto& [office, sheet] : sheets_) {
      const int64_t number = last == nullptr ? 0 : last->IntegerOr(office, 0);
      sheet.desks = {{.desk = DeskOfOffice(office),
                      .year = 2017,
                      .last = number > 0 ? static_cast<uint64_t>(number) : sheet.rows.size()}};
    }
  }

  static std::string DeskOfOffice(const std::string& office) {
    return std::string(DeskOf(TestRow(office, 1).serial));
  }

  const Json& json_;
  FigureScenario scenario_;
  std::map<std::string, ReportSheet> sheets_;
  uint64_t next_place_ = 0;
};

}  // namespace

std::string ValueText(const FigureValue& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return absl::StrCat(*number);
  if (const auto* range = std::get_if<FigureRange>(&value)) {
    return absl::StrCat(range->low, "..", range->high ? absl::StrCat(*range->high) : "");
  }
  return "none";
}

const ModelRow* FindNamed(const ReportModel& model, const std::string& name) {
  const auto row = std::find_if(model.rows.begin(), model.rows.end(), [&](const ModelRow& one) {
    return one.row.notice == NoticeOf(name);
  });
  return row == model.rows.end() ? nullptr : &*row;
}

std::vector<FigureScenario> AllFigureScenarios() {
  const std::string folder = absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/report_figures");
  std::map<std::string, FigureScenario> scenarios;
  PosixFileSystem files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().stem();
    const absl::StatusOr<std::string> text = files.Read(entry.path().string(), kMaxBytes);
    LIAISON_CHECK(text.ok());
    const absl::StatusOr<Json> json = ParseDataJson(name, *text);
    if (!json.ok()) std::fprintf(stderr, "%s\n", json.status().ToString().c_str());
    LIAISON_CHECK(json.ok());
    scenarios[name] = Reader(*json).Read();
    scenarios[name].name = name;
  }
  std::vector<FigureScenario> out;
  for (auto& [name, scenario] : scenarios) out.push_back(std::move(scenario));
  return out;
}

}  // namespace liaison
