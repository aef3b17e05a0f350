// Random steps against a model that is too simple to be wrong: what was accepted is a list; ids and
// stream heads are looked up in it by walking through it.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "hub/hub_fixture.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr int kSteps = 120;

struct Known {
  Submission submission;
  EnvelopeHeader header;
  LeafIndex index;
  int64_t time_ms = 0;
};

class Model {
 public:
  explicit Model(TreeSize size) : size_(size) {}

  // The rule that refuses the header, or "" if it is the next record.
  std::string Judge(const Submission& submission, const EnvelopeHeader& header) const {
    if (Find(submission.note).has_value()) return "";
    for (const Known& known : accepted_) {
      if (known.header.id == header.id) return "ID_USED";
    }
    for (const StreamLine& line : header.streams) {
      const StreamLine head = Head(header.from, line.to);
      if (line.counter <= head.counter) return "COUNTER_USED";
      if (line.counter > head.counter + 1) return "COUNTER_SKIPPED";
      if (line.prev != head.prev) return "PREV";
    }
    return "";
  }
  std::optional<Known> Find(const std::string& note) const {
    for (const Known& known : accepted_) {
      if (known.submission.note == note) return known;
    }
    return std::nullopt;
  }
  // Counter and hash of the newest message on a stream.
  StreamLine Head(const std::string& from, const std::string& to) const {
    StreamLine head{.to = to, .counter = 0, .prev = Hash()};
    for (const Known& known : accepted_) {
      if (known.header.from != from) continue;
      for (const StreamLine& line : known.header.streams) {
        if (line.to == to) head = {to, line.counter, Sha256(PrintHeader(known.header))};
      }
    }
    return head;
  }
  LeafIndex Next() const { return LeafIndex(size_.value()); }
  void Add(Known known) {
    size_ = SizeThrough(known.index);
    accepted_.push_back(std::move(known));
  }
  const std::vector<Known>& accepted() const { return accepted_; }
  TreeSize size() const { return size_; }

 private:
  TreeSize size_;
  std::vector<Known> accepted_;
};

class ModelTest : public testing::TestWithParam<uint64_t> {
 protected:
  struct Step {
    Submission submission;
    EnvelopeHeader header;
  };

  uint64_t Below(uint64_t limit) { return test_.random().Below(limit); }

  // A header that fits behind what the model knows and `pending`, or one with a fault.
  Step MakeStep(const Model& pending) {
    if (Below(5) == 0 && !pending.accepted().empty()) {
      const Known& known = pending.accepted()[Below(pending.accepted().size())];
      return {known.submission, known.header};
    }
    const bool tur = Below(2) == 0;
    TestDesk desk(test_, tur ? "tur/d01" : "irn/d01", {tur ? "tur" : "irn", Role::kDuty});
    std::vector<MailboxId> to = {{"rus", Role::kDuty}};
    if (Below(2) == 0) to.push_back({"un", Role::kDuty});
    EnvelopeHeader header = desk.NextHeader(to, static_cast<Precedence>(Below(kPrecedences)));
    for (StreamLine& line : header.streams) {
      line = pending.Head(header.from, line.to);
      ++line.counter;
    }
    StreamLine& line = header.streams[Below(header.streams.size())];
    switch (Below(10)) {
      case 0:
        ++line.counter;
        line.prev.bytes[0] ^= 1;  // a counter above 1 never follows 32 zero bytes
        break;
      case 1:
        if (line.counter > 2) --line.counter;
        break;
      case 2:
        if (line.counter > 1) line.prev.bytes[7] ^= 1;
        break;
      case 3:
        if (!pending.accepted().empty()) {
          header.id = pending.accepted()[Below(pending.accepted().size())].header.id;
        }
        break;
      default:
        break;
    }
    return {desk.Sign(header), header};
  }

  void RunGroup(Model& model) {
    // The group is made and judged step by step on a copy, then submitted as a whole.
    const TreeSize before = test_.size();
    Model expected = model;
    std::vector<Step> steps;
    std::vector<std::string> rules;
    const int64_t time_ms = std::max(last_ms_, NowMs(test_.clock()));
    for (uint64_t i = 1 + Below(6); i > 0; --i) {
      Step step = MakeStep(expected);
      rules.push_back(expected.Judge(step.submission, step.header));
      if (rules.back().empty() && !expected.Find(step.submission.note).has_value()) {
        expected.Add({step.submission, step.header, expected.Next(), time_ms});
      }
      steps.push_back(std::move(step));
    }
    std::vector<Submission> submissions;
    for (const Step& step : steps) submissions.push_back(step.submission);
    const std::vector<Outcome> outcomes = test_.SubmitAll("rus/d01", submissions);
    for (size_t i = 0; i < steps.size(); ++i) {
      EXPECT_EQ(ReasonOf(outcomes[i].status), rules[i]);
      const std::optional<Known> known = expected.Find(submissions[i].note);
      ASSERT_EQ(outcomes[i].accepted.has_value(), rules[i].empty()) << outcomes[i].status;
      if (!rules[i].empty()) continue;
      EXPECT_EQ(outcomes[i].accepted->index, known->index);
      EXPECT_EQ(outcomes[i].accepted->time_ms, known->time_ms);
    }
    model = std::move(expected);
    EXPECT_EQ(test_.size(), model.size());
    if (model.size() != before) last_ms_ = time_ms;
  }

  void CompareInbox(const Model& model) {
    InboxCursors cursors;
    std::vector<LeafIndex> got;
    while (true) {
      const InboxBatch batch = test_.hub().ReadInbox(test_.PrincipalOf("un/d01"), cursors).value();
      if (batch.records.empty()) break;
      for (const InboxRecord& record : batch.records) got.push_back(record.index);
    }
    std::vector<LeafIndex> expected;
    for (size_t precedence = 0; precedence < kPrecedences; ++precedence) {
      for (const Known& known : model.accepted()) {
        if (known.header.to.size() == 2 &&
            known.header.precedence == static_cast<Precedence>(precedence)) {
          expected.push_back(known.index);
        }
      }
    }
    EXPECT_EQ(got, expected);
  }

  TestHub test_{GetParam()};
  int64_t last_ms_ = 0;
};

TEST_P(ModelTest, HubAndModelAgree) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  last_ms_ = test_.hub().GetStatus().time_ms;
  Model model(test_.size());
  for (int step = 0; step < kSteps && !HasFailure(); ++step) {
    RunGroup(model);
    const auto jump_s = static_cast<int64_t>(Below(120)) - 50;
    test_.clock().Set(test_.clock().Now() + absl::Seconds(jump_s));
    if (Below(20) == 0) {
      test_.Close();
      test_.disk().CutPower();
      ASSERT_EQ(test_.Open(), absl::OkStatus());
    }
  }
  CompareInbox(model);
  EXPECT_EQ(test_.Check(), absl::OkStatus());
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, testing::Range<uint64_t>(1, 5));

}  // namespace
}  // namespace liaison
