#include "hub/plugin_host/plugin_writer.h"

#include <algorithm>
#include <utility>

#include "hub/plugin_host/timers.h"

namespace liaison {

PluginWriter::PluginWriter(absl::string_view ns, const Store& store, Random& random,
                           PluginBook book)
    : ns_(ns),
      store_(store),
      random_(random),
      wakeup_([] {}),
      writing_(std::move(book)),
      book_(std::make_shared<const PluginBook>(writing_)) {}

void PluginWriter::Enqueue(WriterJob job) {
  {
    absl::MutexLock lock(&mutex_);
    jobs_.push_back(std::move(job));
  }
  wakeup_();
}

std::shared_ptr<const PluginBook> PluginWriter::book() const {
  absl::MutexLock lock(&mutex_);
  return book_;
}

bool PluginWriter::HasWork(int64_t now_ms) {
  {
    absl::MutexLock lock(&mutex_);
    if (!jobs_.empty()) return true;
  }
  const std::optional<int64_t> due_ms = NextDueMs();
  return due_ms.has_value() && *due_ms <= now_ms;
}

bool PluginWriter::AddTo(LogBatch& batch) {
  const size_t before = batch.pieces();
  {
    absl::MutexLock lock(&mutex_);
    writing_jobs_.swap(jobs_);
  }
  const CommitPlace place{ns_, writing_, store_, random_, touched_, batch};
  for (const WriterJob& job : writing_jobs_) job.write(place);
  // Where the rows cannot be read, firing waits for a hub that can.
  const LeafIndex first_timer = batch.next();
  if (FireTimers(place).ok() && batch.next() != first_timer) inputs_from_ms_ = batch.time_ms() + 1;
  return batch.pieces() != before;
}

void PluginWriter::Stored() {
  touched_.Clear();
  next_due_ms_.clear();
  Publish();
  std::vector<WriterJob> jobs;
  jobs.swap(writing_jobs_);
  for (const WriterJob& job : jobs) job.stored();
}

void PluginWriter::Publish() {
  auto book = std::make_shared<const PluginBook>(writing_);
  absl::MutexLock lock(&mutex_);
  book_.swap(book);
}

std::optional<int64_t> PluginWriter::NextDueMs() {
  std::optional<int64_t> next;
  for (const auto& [plugin, entry] : writing_.plugins()) {
    if (!MayFire(entry)) continue;
    auto known = next_due_ms_.find(plugin);
    if (known == next_due_ms_.end()) {
      const TrackId id = LiveTrack(plugin, entry);
      const absl::StatusOr<std::optional<int64_t>> due =
          liaison::NextDueMs(store_, id, entry.tracks.at(id.generation));
      known = next_due_ms_.emplace(plugin, due.ok() ? *due : std::nullopt).first;
    }
    if (!known->second.has_value()) continue;
    const int64_t due_ms = std::max(*known->second, entry.pace.not_before_ms);
    next = std::min(next.value_or(due_ms), due_ms);
  }
  return next;
}

}  // namespace liaison
