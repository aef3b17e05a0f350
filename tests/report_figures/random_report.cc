#include "tests/report_figures/random_report.h"

#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/core/report/extract.h"
#include "clients/core/report/report_testing.h"
#include "proto/base/check.h"
#include "proto/wire/hash.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

using Words = std::vector<std::string>;

const Words kOffices = {"irn", "rus", "tur"};
const Words kVerbs = {"corrects", "corrects", "supersedes", "cancels", "same_event", "same_event"};
const Words kStages = {"started", "passed", "completed", "blocked"};
constexpr int64_t kHour_s = 3600;
constexpr int64_t kBefore_s = 6 * 24 * kHour_s;  // of the period, that events may lie

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  RandomReport Make() {
    report_.frame = TestFrame();
    const uint64_t count = 20 + random_.Below(50);
    for (uint64_t i = 0; i < count; ++i) report_.notices.push_back(MakeNotice(i, count));
    for (const std::string& office : kOffices) {
      if (!OneIn(8)) report_.sheets.push_back(SheetOf(office));
    }
    return std::move(report_);
  }

 private:
  bool OneIn(uint64_t times) { return random_.Below(times) == 0; }
  std::string Any(const Words& words) { return words[random_.Below(words.size())]; }
  const RandomNotice& AnyNotice() { return report_.notices[random_.Below(report_.notices.size())]; }

  RandomNotice MakeNotice(uint64_t place, uint64_t count) {
    RandomNotice notice;
    notice.office = Any(kOffices);
    notice.number = ++numbers_[notice.office];
    notice.hash = TestNotice(notice.office, notice.number);
    notice.index = LeafIndex(100 + 2 * place);
    // Over the period, and some days before and after.
    const int64_t span_s = (kTestEnd_ms - kTestStart_ms) / 1000 + 2 * kBefore_s;
    notice.logged_ms = kTestStart_ms - kBefore_s * 1000 +
                       span_s * 1000 / static_cast<int64_t>(count) * static_cast<int64_t>(place);
    notice.time_s = notice.logged_ms / 1000 - 60;
    if (!OneIn(6)) AddEvent(notice);
    if (OneIn(8)) notice.form.emplace("exercise", true);
    if (!OneIn(10)) notice.form.emplace("zone", Any({"idlib", "idlib", "homs-north", "elsewhere"}));
    AddOwn(notice);
    AddAddressees(notice);
    return notice;
  }

  void AddEvent(RandomNotice& notice) {
    int64_t time_s = notice.time_s - static_cast<int64_t>(random_.Below(70)) * kHour_s;
    if (OneIn(20)) time_s = kTestStart_ms / 1000 - 1 + static_cast<int64_t>(random_.Below(2));
    const int64_t accuracy_s = OneIn(4) ? static_cast<int64_t>(random_.Below(48)) * kHour_s : 0;
    notice.form.emplace("event", Json::Object{{"accuracy_s", accuracy_s},
                                              {"time_s", time_s},
                                              {"time_zone", "Asia/Damascus"}});
  }

  void AddOwn(RandomNotice& notice) {
    switch (random_.Below(8)) {
      case 0:
      case 1:
        AddReturn(notice);
        AddRefs(notice);
        return;
      case 2:
      case 3:
        return AddPassage(notice);
      case 4:
        return AddClearance(notice);
      default:
        AddViolation(notice);
        AddRefs(notice);
    }
  }

  void AddViolation(RandomNotice& notice) {
    notice.kind = "violation";
    notice.form.emplace("kind", Any({"mortar", "mortar", "sniper"}));
    if (!OneIn(4)) notice.form.emplace("count", static_cast<int64_t>(random_.Below(9)));
    if (!OneIn(3)) {
      notice.form.emplace("from", Json::Object{{"side", Any({"government", "opposition"})}});
    }
    if (!OneIn(3)) {
      notice.form.emplace("place",
                          Json::Object{{"name", "x"}, {"province", Any({"hama", "homs"})}});
    }
    if (OneIn(4)) {
      notice.form.emplace("designated_group", Json::Object{{"alleged", OneIn(2)}});
    }
    if (OneIn(3)) {
      notice.form.emplace(
          "casualties",
          Json::Object{
              {"child", Json::Object{{"killed", static_cast<int64_t>(random_.Below(3))}}},
              {"civilian", Json::Object{{"injured", static_cast<int64_t>(random_.Below(5))},
                                        {"killed", static_cast<int64_t>(random_.Below(5))}}}});
    }
  }

  // Of whole hours, not long before it was logged.
  void AddReturn(RandomNotice& notice) {
    notice.kind = "observation";
    const int64_t hour = notice.time_s / kHour_s - static_cast<int64_t>(random_.Below(30));
    const auto hours = static_cast<int64_t>(random_.Below(60));
    notice.form.emplace("post", Any({"post-1", "post-2"}));
    notice.form.emplace("from_s", hour * kHour_s);
    notice.form.emplace("to_s", (hour + hours) * kHour_s);
    Json::Array gaps;
    for (uint64_t i = random_.Below(3); i > 0; --i) {
      const int64_t from = hour - 2 + static_cast<int64_t>(random_.Below(40));
      gaps.emplace_back(
          Json::Object{{"from_s", from * kHour_s},
                       {"reason", "weather"},
                       {"to_s", (from + static_cast<int64_t>(random_.Below(9))) * kHour_s}});
    }
    if (!gaps.empty()) notice.form.emplace("gaps", std::move(gaps));
  }

  void AddPassage(RandomNotice& notice) {
    notice.kind = Any({"humanitarian_access", "medical_aid"});
    const RandomNotice* target = OneOf({"humanitarian_access", "medical_aid"});
    if (target == nullptr || OneIn(2)) {
      notice.form.emplace("stage", "request");
      notice.form.emplace("clearances_wanted",
                          OneIn(3) ? Json::Array{"rus"} : Json::Array{"rus", "tur"});
      return OneIn(4) ? AddRefs(notice) : void();
    }
    notice.form.emplace("stage", Any(kStages));
    AddRef(notice, Any({"follows_up", "reply_to"}), target->hash);
  }

  void AddClearance(RandomNotice& notice) {
    const RandomNotice* target = OneOf({"humanitarian_access", "medical_aid"});
    notice.kind = "clearance";
    notice.office = notice.office == "irn" ? "irn" : notice.office;
    notice.form.emplace("decision", Any({"granted", "granted", "granted", "refused", "halt"}));
    if (target != nullptr) AddRef(notice, "reply_to", target->hash);
  }

  // One of the last few of these kinds.
  const RandomNotice* OneOf(const Words& kinds) {
    std::vector<const RandomNotice*> found;
    for (const RandomNotice& notice : report_.notices) {
      if (notice.kind == kinds[0] || notice.kind == kinds[1]) found.push_back(&notice);
    }
    if (found.empty()) return nullptr;
    const size_t last = std::min<size_t>(found.size(), 4);
    return found[found.size() - 1 - random_.Below(last)];
  }

  // Mostly to own notices, sometimes to others', to none, or to one that is logged later.
  void AddRefs(RandomNotice& notice) {
    if (report_.notices.empty() || OneIn(2)) return;
    for (uint64_t i = 1 + random_.Below(2); i > 0; --i) {
      const std::string verb = Any(kVerbs);
      const RandomNotice& any = AnyNotice();
      const bool is_own = verb != "same_event" && !OneIn(6);
      const std::string office = is_own ? notice.office : any.office;
      const uint64_t number = is_own ? 1 + random_.Below(numbers_[office] + 1) : any.number;
      AddRef(notice, verb, TestNotice(office, number));
    }
  }

  static void AddRef(RandomNotice& notice, const std::string& verb, const Hash& hash) {
    Json& refs = notice.form.try_emplace("refs", Json::Array()).first->second;
    Json::Array list = *refs.array();
    list.emplace_back(Json::Object{{"hash", ToBase64(hash)}, {"verb", verb}});
    refs = std::move(list);
  }

  void AddAddressees(RandomNotice& notice) {
    for (const std::string& office : kOffices) {
      if (office != notice.office && OneIn(2)) notice.to.push_back(office);
    }
    if (!notice.to.empty() && !OneIn(3)) notice.ack_within_s = OneIn(6) ? 4'000'000 : 3600;
  }

  ReportSheet SheetOf(const std::string& office) {
    ReportSheet sheet = TestSheet(office, 0);
    for (const RandomNotice& notice : report_.notices) {
      if (notice.office != office) {
        AddStatements(notice, sheet);
      } else {
        sheet.rows.push_back(RowOf(notice));
        AddActs(notice, sheet);
      }
    }
    sheet.desks[0].last = numbers_[office];
    NormaliseSheet(sheet);
    return sheet;
  }

  static ReportRow RowOf(const RandomNotice& from) {
    Notice notice;
    notice.serial = *ParseSerial(TestRow(from.office, from.number).serial);
    notice.kind = from.kind;
    notice.time_s = from.time_s;
    notice.form = PrintCanonicalJson(Json(from.form));
    EnvelopeHeader header;
    header.as = {.office = from.office};
    for (const std::string& office : from.to) header.to.push_back({.office = office});
    header.ack_within_s = from.ack_within_s;
    absl::StatusOr<ReportRow> row = ExtractRow({.notice = notice,
                                                .notice_hash = from.hash,
                                                .header = header,
                                                .header_hash = Sha256(notice.form),
                                                .index = from.index,
                                                .logged_ms = from.logged_ms});
    LIAISON_CHECK(row.ok());
    return *std::move(row);
  }

  void AddStatements(const RandomNotice& notice, ReportSheet& sheet) {
    if (OneIn(6)) {
      sheet.links.push_back({.a = AnyNotice().hash, .b = notice.hash});
    }
    for (uint64_t i = OneIn(4) ? 1 + random_.Below(2) : 0; i > 0; --i) {
      sheet.positions.push_back(
          {.row = notice.hash,
           .position = Any({"confirmed", "confirmed", "not_confirmed", "designated_target"})});
    }
    // The other office's own statement of the same, so that some links are mutual.
    for (const ReportRef& ref : RowOf(notice).refs) {
      if (ref.verb == "same_event" && !OneIn(3)) {
        sheet.links.push_back({.a = ref.notice, .b = notice.hash});
      }
    }
  }

  void AddActs(const RandomNotice& notice, ReportSheet& sheet) {
    for (const std::string& office : kOffices) {
      for (const std::string& state : Words{"acknowledged", "passed_on", "resolved"}) {
        if (OneIn(2)) continue;
        const int64_t after_ms =
            OneIn(6) ? 3'600'000 : static_cast<int64_t>(random_.Below(10'000'000));
        sheet.acts.push_back({.notice = notice.hash,
                              .act = Sha256(absl::StrCat(state, sheet.acts.size(), office)),
                              .index = LeafIndex(400 + random_.Below(650)),
                              .time_ms = notice.logged_ms + after_ms,
                              .mailbox = absl::StrCat(office, "/duty"),
                              .state = state});
      }
    }
  }

  SeededRandom random_;
  RandomReport report_;
  std::map<std::string, uint64_t> numbers_;
};

}  // namespace

RandomReport MakeRandomReport(uint64_t seed) { return Maker(seed).Make(); }

}  // namespace liaison
