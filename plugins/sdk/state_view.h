// A plugin's own rows, as of just before the effect it adds next: what the hub has committed, and
// over it the effects of earlier events of the batch and of this one.
#ifndef LIAISON_PLUGINS_SDK_STATE_VIEW_H_
#define LIAISON_PLUGINS_SDK_STATE_VIEW_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison::plugin {

// Where committed rows come from: the hub, by the link.
class CommittedState {
 public:
  CommittedState() = default;
  CommittedState(const CommittedState&) = delete;
  CommittedState& operator=(const CommittedState&) = delete;
  virtual ~CommittedState() = default;

  // Both answer with rows by key. Once the link is lost they answer with none, and what the plugin
  // makes of that is never sent.
  virtual v1::StateReply Get(const v1::StateGet& get) = 0;
  virtual v1::StateReply Scan(const v1::StateScan& scan) = 0;
};

struct Row {
  std::string key;
  std::string value;

  friend bool operator==(const Row&, const Row&) = default;
};

// One batch long: the hub commits nothing else meanwhile, so what was read once stays true.
class State {
 public:
  // `committed` must outlive it. What came along with the batch, a row or that there is none, is
  // not asked for again.
  State(CommittedState& committed, const v1::Batch& batch);

  // nullopt: no such row. What did not come along costs a round trip to the hub.
  std::optional<std::string> Get(absl::string_view key);
  // Asks for those of the rows that did not come along, by one round trip for 256 of them: for who
  // knows beforehand what it will read.
  void Fetch(const std::vector<std::string>& keys);
  // At most `limit` rows whose key begins with `prefix` and is greater than `after`, by key; fewer
  // than `limit`: there are no more. Always a round trip.
  std::vector<Row> Scan(absl::string_view prefix, absl::string_view after, size_t limit);

 private:
  friend class Effects;  // alone writes
  using Rows = std::map<std::string, std::optional<std::string>, std::less<>>;

  void Ask(const v1::StateGet& get);
  void Write(absl::string_view key, std::optional<std::string> value);

  CommittedState& committed_;
  Rows read_;     // of the committed rows, as far as known; nullopt: there is none
  Rows written_;  // by this batch; nullopt: deleted
};

}  // namespace liaison::plugin

#endif  // LIAISON_PLUGINS_SDK_STATE_VIEW_H_
