// A hub that keeps its records in memory and does what the test's bytes say. Test only.
//   note "refuse..."   refused at once, with a refusal text
//   note "limit..."    ResourceExhausted QUOTA without a refusal
//   note "unknown..."  queued, then Unavailable: outcome unknown
//   anything else      queued, then accepted
#ifndef LIAISON_HUB_GATEWAY_SCRIPTED_HUB_H_
#define LIAISON_HUB_GATEWAY_SCRIPTED_HUB_H_

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "hub/hub.h"
#include "proto/base/error.h"

namespace liaison {

class ScriptedHub final : public Hub {
 public:
  // Test's side.
  void Certify(const Hash& pin, const std::string& device) {
    const absl::MutexLock lock(&mutex_);
    devices_[pin] = device;
  }
  // As a revocation record: the directory forgets the device, and a commit is announced.
  void Revoke(const Hash& pin) {
    {
      const absl::MutexLock lock(&mutex_);
      devices_.erase(pin);
    }
    committed_(size());
  }
  void Hold() {
    const absl::MutexLock lock(&mutex_);
    held_ = true;
  }
  void Release() {
    {
      const absl::MutexLock lock(&mutex_);
      held_ = false;
    }
    wakeup_();
  }
  void AwaitQueued(size_t count) {
    const auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return queue_.size() >= count; };
    const absl::MutexLock lock(&mutex_, absl::Condition(&enough));
  }
  void SetState(const std::string& state) {
    const absl::MutexLock lock(&mutex_);
    state_ = state;
  }
  TreeSize size() const {
    const absl::MutexLock lock(&mutex_);
    return TreeSize(records_.size());
  }

  // Hub.
  absl::StatusOr<Principal> Authenticate(const Hash& pin) const override {
    const absl::MutexLock lock(&mutex_);
    const auto device = devices_.find(pin);
    if (device == devices_.end()) return NotKnown();
    return Principal{.device = device->second, .office = "tur", .mailboxes = {}};
  }

  void Submit(const Principal& /*principal*/, Submission submission,
              std::function<void(Outcome)> done) override {
    if (absl::StartsWith(submission.note, "refuse")) {
      return done({.accepted = {},
                   .refusal = absl::StrCat("refusal of ", submission.note),
                   .status = Malformed("stream", "COUNTER_SKIPPED", "the counter skips")});
    }
    if (absl::StartsWith(submission.note, "limit")) {
      return done(
          {.accepted = {},
           .refusal = "",
           .status = MakeError(
               absl::StatusCode::kResourceExhausted, "too many; wait",
               {.reason = "QUOTA", .subject = "submits", .field = "", .retry_after_ms = 1500})});
    }
    {
      const absl::MutexLock lock(&mutex_);
      queue_.emplace_back(std::move(submission), std::move(done));
    }
    wakeup_();
  }

  size_t RunSequencer() override {
    std::vector<std::pair<Submission, std::function<void(Outcome)>>> group;
    std::vector<Outcome> outcomes;
    {
      const absl::MutexLock lock(&mutex_);
      if (held_) return 0;
      group.swap(queue_);
      for (auto& [submission, done] : group) outcomes.push_back(CommitLocked(submission));
    }
    for (size_t i = 0; i < group.size(); ++i) group[i].second(std::move(outcomes[i]));
    if (!group.empty()) committed_(size());
    return group.size();
  }

  void SetListeners(std::function<void()> wakeup,
                    std::function<void(TreeSize)> committed) override {
    wakeup_ = std::move(wakeup);
    committed_ = std::move(committed);
  }

  // Every device gets every record, at most two a batch.
  absl::StatusOr<InboxBatch> ReadInbox(const Principal& principal,
                                       InboxCursors& cursors) const override {
    const absl::MutexLock lock(&mutex_);
    if (std::none_of(devices_.begin(), devices_.end(),
                     [&](const auto& known) { return known.second == principal.device; })) {
      return NotKnown();
    }
    InboxBatch batch;
    uint64_t next = cursors[0].value();
    while (next < records_.size() && batch.records.size() < 2) {
      batch.records.push_back(InboxRecord{.index = LeafIndex(next),
                                          .time_ms = 1,
                                          .kind = records_[next].kind,
                                          .body = records_[next].note,
                                          .sealed = records_[next].sealed});
      ++next;
    }
    cursors[0] = LeafIndex(next);
    batch.through.fill(TreeSize(next));
    batch.checkpoint = absl::StrCat("checkpoint ", records_.size());
    return batch;
  }

  absl::StatusOr<std::string> GetResource(absl::string_view path) const override {
    if (path == "checkpoint") return "checkpoint 0";
    return MakeError(absl::StatusCode::kNotFound, "no such resource",
                     {.reason = "RESOURCE", .subject = std::string(path), .field = "path"});
  }
  absl::StatusOr<BlobProgress> GetBlobProgress(const Principal& /*principal*/,
                                               const Hash& /*sha256*/) const override {
    return BlobProgress{};
  }
  absl::StatusOr<std::unique_ptr<BlobUpload>> PutBlob(const Principal& /*principal*/,
                                                      const BlobStart& /*start*/) override {
    return NotKnown();
  }
  absl::StatusOr<std::unique_ptr<BlobDownload>> GetBlob(const Principal& /*principal*/,
                                                        const BlobRange& /*range*/) const override {
    return NotKnown();
  }
  void DropStaleBlobs() override {}
  HubStatus GetStatus() const override {
    const absl::MutexLock lock(&mutex_);
    return {.size = TreeSize(records_.size()),
            .time_ms = 7,
            .checkpoint = "checkpoint",
            .state = state_,
            .offices_heard_ms = {{"irn", 0}, {"tur", 5}}};
  }
  absl::Time NextTimer() override { return absl::InfiniteFuture(); }
  void StartPlugins(PluginProcesses& /*processes*/, const Clock& /*process_clock*/,
                    PluginReport /*report*/) override {}
  absl::Time RunPlugins() override { return absl::InfiniteFuture(); }
  // Says what it was asked.
  void AskPlugins(PluginRequest request, PluginAnswer answer) override {
    answer(Json(Json::Object{{"verb", static_cast<int64_t>(request.verb)},
                             {"plugin", request.plugin},
                             {"record", static_cast<int64_t>(request.record.value())}}));
  }
  void StopPlugins() override {}
  std::string MakeBeacon() const override { return absl::StrCat("beacon ", size().value()); }

 private:
  static absl::Status NotKnown() {
    return MakeError(absl::StatusCode::kUnauthenticated, "no valid certificate names this TLS key",
                     {.reason = "DEVICE_UNKNOWN", .subject = "", .field = ""});
  }

  Outcome CommitLocked(const Submission& submission) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (absl::StartsWith(submission.note, "unknown")) {
      return {.accepted = {},
              .refusal = "",
              .status = MakeError(absl::StatusCode::kUnavailable, "outcome unknown; send again",
                                  {.reason = "OUTCOME_UNKNOWN", .subject = "", .field = ""})};
    }
    records_.push_back(submission);
    return {.accepted = Accepted{.index = LeafIndex(records_.size() - 1),
                                 .time_ms = 1,
                                 .proof = {Hash{}, Hash{}},
                                 .checkpoint = absl::StrCat("checkpoint ", records_.size())},
            .refusal = "",
            .status = absl::OkStatus()};
  }

  mutable absl::Mutex mutex_;
  std::map<Hash, std::string> devices_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::pair<Submission, std::function<void(Outcome)>>> queue_ ABSL_GUARDED_BY(mutex_);
  std::vector<Submission> records_ ABSL_GUARDED_BY(mutex_);
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  std::string state_ ABSL_GUARDED_BY(mutex_) = "serving";
  std::function<void()> wakeup_ = [] {};
  std::function<void(TreeSize)> committed_ = [](TreeSize) {};
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_SCRIPTED_HUB_H_
