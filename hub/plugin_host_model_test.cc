// Random days with a plugin whose processes and whose hub fail at random, against a model that
// reads the finished log in order and has never heard of processes.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "hub/plugin_test_fixture.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr int kSteps = 150;

// (cause, code, incident, count)
using Said = std::tuple<uint64_t, std::string, std::string, int64_t>;

// What `Tally` must have said, by the log alone.
class TallyModel {
 public:
  explicit TallyModel(std::string ns) : ns_(std::move(ns)) {}

  void Read(const LoggedRecord& record) {
    switch (record.head.kind) {
      case RecordKind::kEnvelope:
        return ReadEnvelope(record);
      case RecordKind::kAct:
        timers_.erase(ReceiptTarget(record));
        return;
      case RecordKind::kTimer:
        return ReadTimer(record);
      case RecordKind::kAlert:
        return ReadAlert(record);
      default:
        return;
    }
  }

  const std::vector<Said>& expected() const { return expected_; }
  const std::vector<Said>& found() const { return found_; }
  // Due by now, and no TIMER record yet.
  size_t Overdue(int64_t now_ms) const {
    return static_cast<size_t>(std::count_if(
        timers_.begin(), timers_.end(),
        [&](const auto& timer) { return timer.second.due_ms <= now_ms && !timer.second.fired; }));
  }
  size_t timer_records() const { return timer_records_; }

 private:
  struct Set {
    int64_t due_ms = 0;
    uint64_t generation = 0;
    bool fired = false;
  };

  void ReadEnvelope(const LoggedRecord& record) {
    const std::string incident(record.head.body_hash.view());
    const int64_t count = ++counts_[incident];
    timers_[incident] = {record.head.time_ms + 60'000, ++generation_};
    expected_.emplace_back(record.index.value(), "COUNTED", EncodeHex(incident), count);
  }
  std::string ReceiptTarget(const LoggedRecord& record) const {
    const Note note = ParseNote(record.body, kMaxPublicNoteBytes).value();
    return std::string(ParseReceipt(ns_, note.text)->target.view());
  }
  void ReadTimer(const LoggedRecord& record) {
    ++timer_records_;
    const Timer timer = ParseTimer(ns_, record.body).value();
    const auto set = timers_.find(timer.key);
    if (set == timers_.end() || set->second.generation != timer.generation) return;  // stale
    EXPECT_EQ(set->second.due_ms, timer.due_ms);
    EXPECT_GE(record.head.time_ms, timer.due_ms);
    expected_.emplace_back(record.index.value(), "SILENCE", EncodeHex(timer.key),
                           counts_[timer.key]);
    counts_.erase(timer.key);
    timers_.erase(set);
  }
  void ReadAlert(const LoggedRecord& record) {
    const Alert alert = ParseAlert(ns_, record.body).value();
    if (alert.head.by.plugin != "tally") return;
    found_.emplace_back(alert.head.cause->value(), alert.code, ToHex(alert.refs.front()),
                        std::get<int64_t>(alert.params.front().value));
  }

  const std::string ns_;
  std::map<std::string, int64_t> counts_;
  std::map<std::string, Set> timers_;
  uint64_t generation_ = 0;
  size_t timer_records_ = 0;
  std::vector<Said> expected_;
  std::vector<Said> found_;
};

class PluginModelTest : public testing::TestWithParam<uint64_t> {
 protected:
  uint64_t Below(uint64_t limit) { return test_.hub().random().Below(limit); }

  // One in five answers goes wrong, but no event is poison: it fails twice at most, and once of
  // that in a batch with others or in a process that was not fresh.
  void LetProcessesFail() {
    test_.plugins().SetFate([this](const v1::ToPlugin& message) {
      if (!message.has_batch() || Below(5) != 0) return Fate::kAnswer;
      if (++failed_[message.batch().events(0).seq()] > 2) return Fate::kAnswer;
      ++failures_;
      return static_cast<Fate>(1 + Below(kFates - 1));
    });
  }

  void Act() {
    switch (Below(8)) {
      case 0:
        if (sent_.empty()) return;
        static_cast<void>(irn_.Give(sent_[Below(sent_.size())], ReceiptState::kRead));
        return;
      case 1:
        test_.hub().clock().Advance(absl::Seconds(Below(90)));
        return;
      case 2:
        if (Below(4) == 0) Crash();
        return;
      case 3:
        for (uint64_t i = Below(6); i > 0; --i) static_cast<void>(test_.hub().hub().RunPlugins());
        return;
      default:
        ASSERT_TRUE(tur_.Send({kIrnDuty}, Precedence::kPriority).accepted.has_value());
        sent_.push_back(tur_.last());
    }
  }

  // Kill -9, or a power cut: what was not synced is gone.
  void Crash() {
    ++crashes_;
    test_.hub().Close();
    if (Below(2) == 0) test_.hub().disk().CutPower();
    test_.Reopen();
  }

  PluginTest test_{GetParam()};
  TestDesk tur_{test_.hub(), "tur/d01", kTurDuty};
  TestDesk irn_{test_.hub(), "irn/d01", kIrnDuty};
  std::vector<EnvelopeHeader> sent_;
  std::map<uint64_t, int> failed_;
  int failures_ = 0;
  int crashes_ = 0;
};

TEST_P(PluginModelTest, EffectsAreInTheLogOnceWhateverFails) {
  test_.Start();
  LetProcessesFail();
  for (int step = 0; step < kSteps; ++step) {
    Act();
    static_cast<void>(test_.hub().hub().RunPlugins());
    static_cast<void>(test_.hub().hub().RunSequencer());
  }
  test_.plugins().SetFate([](const auto&) { return Fate::kAnswer; });
  test_.Pass(absl::Minutes(7));
  ASSERT_EQ(test_.Number("quarantine"), 0) << "seed " << GetParam();

  TallyModel model(test_.hub().mission().ns());
  for (const LoggedRecord& record : test_.ReadLog()) model.Read(record);
  std::vector<Said> found = model.found();
  std::vector<Said> expected = model.expected();
  EXPECT_EQ(found, expected) << "seed " << GetParam() << ", " << failures_ << " failures, "
                             << crashes_ << " crashes";
  EXPECT_EQ(model.Overdue(NowMs(test_.hub().clock())), 0);
  EXPECT_EQ(test_.Ask({.verb = PluginRequest::Verb::kReplayRebuild, .plugin = "tally"}).status(),
            absl::OkStatus());
  EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
}

INSTANTIATE_TEST_SUITE_P(Seeds, PluginModelTest, testing::Range(uint64_t{1}, uint64_t{31}));

}  // namespace
}  // namespace liaison
