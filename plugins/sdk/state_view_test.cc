#include "plugins/sdk/state_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugins/sdk/effects.h"
#include "tests/fakes/seeded_random.h"

namespace liaison::plugin {
namespace {

using Model = std::map<std::string, std::string>;

// A hub whose pages are small.
class FakeHub final : public CommittedState {
 public:
  explicit FakeHub(Model rows) : rows_(std::move(rows)) {}

  v1::StateReply Get(const v1::StateGet& get) override {
    ++calls;
    most_keys = std::max(most_keys, get.keys_size());
    v1::StateReply reply;
    for (const std::string& key : get.keys()) {
      if (const auto row = rows_.find(key); row != rows_.end()) Add(*row, reply);
    }
    return reply;
  }

  v1::StateReply Scan(const v1::StateScan& scan) override {
    ++calls;
    v1::StateReply reply;
    for (const auto& row : rows_) {
      if (!absl::StartsWith(row.first, scan.prefix()) || row.first <= scan.after()) continue;
      if (reply.entries_size() == static_cast<int>(std::min(scan.limit(), kPage))) {
        reply.set_more(true);
        break;
      }
      Add(row, reply);
    }
    return reply;
  }

  int calls = 0;
  int most_keys = 0;

 private:
  static constexpr uint32_t kPage = 3;

  static void Add(const Model::value_type& row, v1::StateReply& reply) {
    v1::StateEntry& entry = *reply.add_entries();
    entry.set_key(row.first);
    entry.set_value(row.second);
  }

  const Model rows_;
};

std::vector<Row> ModelScan(const Model& model, const std::string& prefix, const std::string& after,
                           size_t limit) {
  std::vector<Row> rows;
  for (const auto& [key, value] : model) {
    if (absl::StartsWith(key, prefix) && key > after && rows.size() < limit) {
      rows.push_back({key, value});
    }
  }
  return rows;
}

TEST(StateView, AsksForARowOnce) {
  FakeHub hub(Model{{"a", "1"}});
  State state(hub, {});
  EXPECT_EQ(state.Get("a"), "1");
  EXPECT_EQ(state.Get("a"), "1");
  EXPECT_EQ(state.Get("none"), std::nullopt);
  EXPECT_EQ(state.Get("none"), std::nullopt);
  EXPECT_EQ(hub.calls, 2);
}

TEST(StateView, AsksForNothingThatCameAlong) {
  FakeHub hub(Model{});
  v1::Batch batch;
  v1::StateEntry& entry = *batch.add_eager();
  entry.set_key("a");
  entry.set_value("1");
  batch.add_absent("none");
  State state(hub, batch);
  EXPECT_EQ(state.Get("a"), "1");
  EXPECT_EQ(state.Get("none"), std::nullopt);
  EXPECT_EQ(hub.calls, 0);
}

TEST(StateView, FetchesWhatIsNotKnownByOneCall) {
  FakeHub hub(Model{{"a", "1"}, {"b", "old"}, {"c", "3"}});
  State state(hub, {});
  Effects effects(v1::Event(), state);
  effects.Put("b", "new");
  state.Fetch({"a", "b", "none", "a"});
  EXPECT_EQ(hub.calls, 1);
  state.Fetch({"none", "b", "a"});
  EXPECT_EQ(state.Get("a"), "1");
  EXPECT_EQ(state.Get("b"), "new");
  EXPECT_EQ(state.Get("none"), std::nullopt);
  EXPECT_EQ(hub.calls, 1);
}

TEST(StateView, FetchesNoMoreThanTheHubAnswersAtOnce) {
  FakeHub hub(Model{{"300", "last"}});
  State state(hub, {});
  std::vector<std::string> keys;
  for (int i = 0; i <= 300; ++i) keys.push_back(absl::StrCat(i));
  state.Fetch(keys);
  EXPECT_EQ(hub.calls, 2);
  EXPECT_EQ(hub.most_keys, 256);
  EXPECT_EQ(state.Get("300"), "last");
  EXPECT_EQ(hub.calls, 2);
}

TEST(StateView, ScansOverRowsThatTheBatchDeleted) {
  FakeHub hub(Model{{"a/1", ""}, {"a/2", ""}, {"a/3", ""}, {"a/4", ""}, {"b", ""}});
  State state(hub, {});
  Effects effects(v1::Event(), state);
  effects.Erase("a/1");
  effects.Erase("a/2");
  effects.Erase("a/3");
  effects.Put("a/0", "new");
  effects.Put("a/5", "new");
  EXPECT_EQ(state.Scan("a/", "", 10),
            (std::vector<Row>{{"a/0", "new"}, {"a/4", ""}, {"a/5", "new"}}));
}

// Whatever is written and read, it looks like one ordered map.
TEST(StateView, LooksLikeOneMap) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    const auto key = [&] {
      return absl::StrCat(random.Below(2) == 0 ? "a/" : "ab/", random.Below(9));
    };
    Model model;
    for (uint64_t i = random.Below(12); i > 0; --i) model[key()] = "old";
    FakeHub hub(model);
    State state(hub, {});
    Effects effects(v1::Event(), state);
    for (int step = 0; step < 30; ++step) {
      const std::string row = key();
      switch (random.Below(4)) {
        case 0:
          effects.Put(row, absl::StrCat(step));
          model[row] = absl::StrCat(step);
          break;
        case 1:
          effects.Erase(row);
          model.erase(row);
          break;
        case 2: {
          const auto expected = model.find(row);
          EXPECT_EQ(state.Get(row),
                    expected == model.end() ? std::nullopt : std::optional(expected->second));
          break;
        }
        default: {
          const std::string after = random.Below(2) == 0 ? "" : row;
          const std::string prefix = random.Below(2) == 0 ? "a" : "ab/";
          const size_t limit = random.Below(8);
          EXPECT_EQ(state.Scan(prefix, after, limit), ModelScan(model, prefix, after, limit));
        }
      }
    }
  }
}

}  // namespace
}  // namespace liaison::plugin
