// Random acts on a report: the machine against a naive one that derives everything from the acts
// that had effect (report_oracle_testing.h), looked at seldom, often, or at each due. The seed is
// printed with every failure.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/model_testing.h"
#include "proto/rules/report_oracle_testing.h"
#include "proto/rules/report_testing.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr int kReportSeeds = 800;
constexpr int kReportLeaves = 50;

// One report's life, made leaf by leaf, mostly of what may have effect.
class ReportLife {
 public:
  explicit ReportLife(uint64_t seed) : dice_(seed) {
    if (Chance(20)) Anything();  // before there is a report
    Open();
    for (int i = 0; i < kReportLeaves; ++i) {
      Pass();
      Anything();
    }
    end_ms_ = now_ms_ + kReportHour_ms * static_cast<int64_t>(dice_.Below(200));
  }

  const std::vector<ReportLeaf>& leaves() const { return leaves_; }
  int64_t end_ms() const { return end_ms_; }

 private:
  bool Chance(uint64_t in) { return dice_.Below(in) == 0; }
  template <typename T>
  T Any(const std::vector<T>& of) {
    return of[dice_.Below(of.size())];
  }
  const ReportState* State() const { return run_.state().has_value() ? &*run_.state() : nullptr; }

  void Add(std::variant<ReportRevoked, ReportNoteLeaf> what) {
    leaves_.push_back({{LeafIndex(leaves_.size() + 100), now_ms_}, std::move(what)});
    run_.Take(leaves_.back());
  }
  void AddNote(const std::string& by, Role role, decltype(ReportNote::act) act,
               std::optional<Hash> text = {}, const std::string& second = "") {
    ReportNote note{.act = std::move(act)};
    note.head.report = "JWG-2017-05";
    note.head.text = text;
    note.head.from = by;
    note.head.as = {by.substr(0, by.find('/')), role};
    std::vector<std::string> signers = {by};
    if (!second.empty()) signers.push_back(second);
    const Hash hash = Sha256(absl::StrCat("note ", leaves_.size()));
    Add(ReportNoteLeaf{std::move(note), hash, std::move(signers)});
  }

  // Hours, or exactly to the next due, one millisecond before or after it, or no time at all.
  void Pass() {
    const std::optional<int64_t> due_ms = run_.NextDue_ms();
    if (due_ms.has_value() && *due_ms >= now_ms_ && Chance(8)) {
      now_ms_ = std::max(now_ms_, *due_ms + Any<int64_t>({-1, 0, 1}));
    } else {
      now_ms_ += Any<int64_t>({0, 0, 1, kReportHour_ms, 3 * kReportHour_ms});
    }
  }

  void Open() {
    ReportOpen open = OpeningOf(
        Any<std::vector<std::string>>({{"irn", "rus", "tur"}, {"irn", "jor", "tur"}, {"rus"}}),
        Any<std::vector<std::string>>({{"irn", "rus", "tur"}, {"irn", "jor", "rus", "tur"}}));
    open.rapporteur = Any<std::string>({"rus", "rus", "irn"});
    open.threshold = static_cast<uint32_t>(1 + dice_.Below(open.signs.size()));
    open.persons = Chance(4) ? 2 : 1;
    int64_t due_s = now_ms_ / 1000 - 3600;
    for (std::optional<int64_t>* due :
         {&open.dues.contribution_s, &open.dues.review_s, &open.dues.sign_s}) {
      due_s += 1 + Any<int64_t>({0, 1, 7200, 24 * 3600, 30 * 3600, 50 * 3600});
      if (!Chance(4)) *due = due_s;
    }
    AddNote(AnyOf(Chance(20) ? "jor" : "tur"), Role::kJwg, open);
  }

  // Mostly d03, which may do everything but what an editor does.
  std::string AnyOf(const std::string& office) {
    return absl::StrCat(office, "/", Any<std::string>({"d03", "d03", "d03", "d03", "d05", "d07"}));
  }
  std::string AnyOffice() { return Any<std::string>({"irn", "rus", "tur", "tur", "jor", "un"}); }

  void Anything() {
    if (Chance(60)) return Lose();
    if (Chance(150)) return Open();
    if (Chance(50))
      return AddNote(AnyOf(AnyOffice()), Role::kJwg, StepOf(ReportVerb::kWithdraw, ""));
    switch (PhaseNow()) {
      case ReportPhase::kCollecting:
        return Chance(4) ? Draft() : Chance(12) ? Step() : Contribute();
      case ReportPhase::kDraft:
        if (Chance(4)) return Freeze();
        return Chance(4) ? Contribute() : Chance(3) ? Draft() : Chance(6) ? Step() : Comment();
      default:
        return Chance(12) ? Contribute() : Chance(12) ? Freeze() : Chance(15) ? Draft() : Step();
    }
  }
  ReportPhase PhaseNow() const {
    return State() == nullptr ? ReportPhase::kCollecting : State()->phase;
  }
  void Lose() {
    Add(ReportRevoked{AnyOf(AnyOffice()),
                      Any<RevokeReason>({RevokeReason::kLost, RevokeReason::kLeft,
                                         RevokeReason::kCompromise, RevokeReason::kReplaced})});
  }
  void Desk(const std::string& office, decltype(ReportNote::act) act,
            std::optional<Hash> text = {}) {
    if (Chance(2))
      return AddNote(absl::StrCat(office, "/d06"), Role::kEditor, std::move(act), text);
    if (Chance(20)) return AddNote(absl::StrCat(office, "/d01"), Role::kDuty, std::move(act), text);
    AddNote(Chance(30) ? "tur/d77" : AnyOf(office), Role::kJwg, std::move(act), text);
  }
  void Contribute() {
    const std::string office = AnyOffice();
    const std::string sheet = absl::StrCat(office, dice_.Below(2));
    Desk(office, ReportContribute{.sheet = Sha256(sheet), .size = 1});
  }
  std::string Rapporteur() {
    return State() == nullptr || Chance(12) ? AnyOffice() : State()->open.rapporteur;
  }
  void Draft() {
    ReportDraft draft = DraftOf(absl::StrCat("M", dice_.Below(3)), {});
    if (State() != nullptr) {
      for (const auto& [office, contribution] : State()->contributions) {
        if (Chance(8)) {
          draft.aside.push_back(office);
        } else {
          draft.sheets.push_back({office, contribution.content});
        }
      }
    }
    if (Chance(12)) draft.sheets.push_back({"tur", Sha256("another sheet")});
    if (Chance(20)) draft.aside.push_back("un");
    Desk(Rapporteur(), std::move(draft));
  }
  // The last draft's, mostly.
  ReportStep On(ReportVerb verb) {
    ReportStep step = StepOf(verb, absl::StrCat("M", dice_.Below(3)));
    const ReportDrafted* draft = State() == nullptr ? nullptr : State()->Draft();
    if (draft != nullptr && !Chance(10)) step.model = draft->draft.model;
    return step;
  }
  std::optional<Hash> Words() {
    if (Chance(2)) return std::nullopt;
    return Sha256(absl::StrCat("words ", dice_.Below(2)));
  }
  void Comment() { Desk(AnyOffice(), On(ReportVerb::kComment), Words()); }
  void Freeze() {
    AddNote(Chance(10) ? absl::StrCat(Rapporteur(), "/d06") : AnyOf(Rapporteur()),
            Chance(10) ? Role::kEditor : Role::kJwg, On(ReportVerb::kFreeze));
  }
  void Step() {
    if (Chance(6)) return Reopen();
    if (Chance(12)) return Comment();
    const std::string by = AnyOf(AnyOffice());
    const bool both = State() != nullptr && State()->open.persons == 2 ? !Chance(6) : Chance(6);
    const std::string other =
        Chance(8) ? AnyOf(AnyOffice())
                  : absl::StrCat(by.substr(0, by.find('/')), by.back() == '5' ? "/d03" : "/d05");
    const auto verb = Any<ReportVerb>(
        {ReportVerb::kSign, ReportVerb::kSign, ReportVerb::kReserve, ReportVerb::kRefuse});
    const std::optional<Hash> words = verb == ReportVerb::kSign ? std::nullopt : Words();
    AddNote(by, Role::kJwg, On(verb), words, both ? other : "");
  }
  void Reopen() {
    const std::string by = AnyOf(AnyOffice());
    const std::string other = by.substr(0, 3) == "irn" ? "tur/d03" : "irn/d03";
    AddNote(by, Role::kJwg, On(ReportVerb::kReopen), {},
            Chance(2)   ? ""
            : Chance(6) ? "jor/d03"
                        : other);
  }

  SeededRandom dice_;
  ReportRun run_;  // so that what is made has a chance
  std::vector<ReportLeaf> leaves_;
  int64_t now_ms_ = kReportT0_ms;
  int64_t end_ms_ = 0;
};

std::vector<std::string> Lines(const std::vector<ReportSaying>& said) {
  std::vector<std::string> lines;
  for (const ReportSaying& saying : said) {
    lines.push_back(absl::StrCat(saying.at_ms - kReportT0_ms, " ", TextOf(saying)));
  }
  return lines;
}

// What the naive one says of them.
std::vector<std::string> Expected(ReportOracle& oracle, const ReportLife& life) {
  std::vector<std::string> expected;
  const auto add = [&expected](const std::vector<std::string>& lines) {
    expected.insert(expected.end(), lines.begin(), lines.end());
  };
  for (const ReportLeaf& leaf : life.leaves()) add(oracle.Take(leaf));
  add(oracle.AdvanceTo(life.end_ms()));
  return expected;
}

void ExpectAnswers(const ReportState& state, const ReportOracle& oracle) {
  std::map<std::string, std::pair<std::string, Hash>> answers;
  for (const auto& [office, answer] : state.answers) {
    answers[office] = {std::string(ReportVerbName(answer.verb)), answer.note};
  }
  EXPECT_EQ(answers, oracle.Answers());
  EXPECT_EQ(ReportPhaseName(state.phase), oracle.Phase());
  EXPECT_EQ(ReportOutcomeName(state.outcome), oracle.Outcome());
}

void Count(const std::vector<ReportSaying>& said, std::map<std::string, int>& kinds) {
  for (const ReportSaying& saying : said) {
    const std::string text = TextOf(saying);
    const bool is_error = saying.kind == ReportSaying::Kind::kError;
    const bool is_voided = saying.kind == ReportSaying::Kind::kVoided;
    ++kinds[is_error ? saying.reason : is_voided ? "VOIDED" : text.substr(0, text.find(','))];
  }
}

TEST(ReportModel, SaysWhatTheNaiveOneSaysHoweverItIsLookedAt) {
  std::map<std::string, int> kinds;
  for (uint64_t seed = 1; seed <= kReportSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const ReportLife life(seed);
    SeededRandom dice(seed);
    Lookers<ReportRun> runs;
    for (const ReportLeaf& leaf : life.leaves()) runs.Take(leaf, dice.Below(2) == 0);
    runs.AdvanceTo({life.leaves().back().at.index, life.end_ms()});
    const auto& [seldom, often, on_time] = runs;
    ReportOracle oracle;
    ASSERT_EQ(FirstDifference(Lines(seldom.said()), Expected(oracle, life)), "");
    ASSERT_EQ(often.said(), seldom.said());
    ASSERT_EQ(on_time.said(), seldom.said());
    ASSERT_EQ(often.state(), seldom.state());
    ASSERT_EQ(on_time.state(), seldom.state());
    if (seldom.state().has_value()) ExpectAnswers(*seldom.state(), oracle);
    Count(seldom.said(), kinds);
  }
  for (const auto& [kind, count] : kinds) {
    EXPECT_GE(count, 10) << kind << " is hardly tried";
  }
  // Four states, three outcomes, FAILED, VOIDED, three reminders, three misses, two DONE, twelve
  // codes.
  EXPECT_EQ(kinds.size(), 30u);
}

}  // namespace
}  // namespace liaison
