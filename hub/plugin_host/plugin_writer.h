// The plugin host's part in the sequencer's groups: takes jobs from the host's thread, fires due
// timers, and publishes the book once the group is durable.
#ifndef LIAISON_HUB_PLUGIN_HOST_PLUGIN_WRITER_H_
#define LIAISON_HUB_PLUGIN_HOST_PLUGIN_WRITER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "hub/plugin_host/effect_commit.h"
#include "hub/plugin_host/plugin_book.h"
#include "hub/sequencer/group_guest.h"
#include "hub/store/store.h"
#include "proto/base/random.h"

namespace liaison {

struct WriterJob {
  std::function<void(const CommitPlace&)> write;  // in the group
  std::function<void()> stored;                   // once it is durable; must be quick
};

class PluginWriter final : public GroupGuest {
 public:
  // `store` and `random` outlive it.
  PluginWriter(absl::string_view ns, const Store& store, Random& random, PluginBook book);

  // `wakeup` is called when the sequencer has something to do.
  void SetWakeup(std::function<void()> wakeup) { wakeup_ = std::move(wakeup); }

  // What the log's end asks for.
  void SetInputsFrom(int64_t time_ms) { inputs_from_ms_ = time_ms; }

  // Thread: any.
  void Enqueue(WriterJob job);
  std::shared_ptr<const PluginBook> book() const;

  // The sequencer's thread, from here on.
  bool HasWork(int64_t now_ms) override;
  bool AddTo(LogBatch& batch) override;
  void Stored() override;
  int64_t InputsFromMs() const override { return inputs_from_ms_; }
  // When timers are due next; nullopt: none is set. Reads at most one row for a plugin whose timers
  // changed.
  std::optional<int64_t> NextDueMs();

 private:
  void Publish();

  const std::string ns_;
  const Store& store_;
  Random& random_;
  std::function<void()> wakeup_;
  PluginBook writing_;
  TouchedTimers touched_;
  std::vector<WriterJob> writing_jobs_;
  // Until a track changes, its next timer stays the next.
  std::map<std::string, std::optional<int64_t>> next_due_ms_;
  int64_t inputs_from_ms_ = 0;

  mutable absl::Mutex mutex_;
  std::vector<WriterJob> jobs_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const PluginBook> book_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_PLUGIN_WRITER_H_
