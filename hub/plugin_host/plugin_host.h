// The plugin host: runs every enabled plugin, watches it, and carries out what the operator asks.
// Passive: somebody calls Step, from one thread, when a process or the sequencer has something to
// say. Source: DESIGN section 7; PLUGINS.
#ifndef LIAISON_HUB_PLUGIN_HOST_PLUGIN_HOST_H_
#define LIAISON_HUB_PLUGIN_HOST_PLUGIN_HOST_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "hub/plugin_host/dead_man.h"
#include "hub/plugin_host/host_parts.h"
#include "hub/plugin_host/plugin_request.h"
#include "hub/plugin_host/replay.h"
#include "hub/plugin_host/track_runner.h"
#include "proto/text/canonical_json.h"

namespace liaison {

class PluginHost {
 public:
  PluginHost(absl::string_view ns, HostParts parts, BundleFolder& bundles)
      : ns_(ns), parts_(std::move(parts)), bundles_(bundles) {}
  ~PluginHost() { Stop(); }

  // Answers with JSON, once, perhaps from within. Thread: any.
  void Ask(PluginRequest request, PluginAnswer answer);

  // Ends all processes; everybody who asked or will ask hears that the hub is stopping.
  void Stop();

  PluginProcesses& processes() const { return parts_.processes; }

  // Does what can be done now; returns when to call again at the latest. Thread: the host's.
  absl::Time Step();

 private:
  struct Question {
    PluginRequest request;
    PluginAnswer answer;
  };
  // A question that waits for the sequencer.
  struct Open {
    PluginAnswer answer;
    std::unique_ptr<Pending<absl::StatusOr<Json>>> pending;
  };
  struct Hosted {
    std::unique_ptr<TrackRunner> runner;
    DeadMan dead_man;
  };

  void TakeQuestions();
  void Answer(Question question);
  void AskWriter(PluginAnswer answer,
                 std::function<absl::StatusOr<Json>(const CommitPlace&)> write);
  // `done` is the answer where `write` succeeds.
  void AskWriter(PluginAnswer answer, Json done,
                 std::function<absl::Status(const CommitPlace&)> write);
  void Install(Question question);
  void BeginReplay(Question question);
  void AnswerOpen();
  void KeepRunners();
  absl::Time StepRunner(const std::string& plugin, const PluginEntry& entry, Hosted& hosted);
  PluginHealth HealthOf(const PluginEntry& entry, const TrackRunner& runner) const;
  Json List() const;
  Json Describe(const std::string& plugin, const PluginEntry& entry) const;
  absl::StatusOr<Json> Quarantines(const std::string& plugin) const;

  const std::string ns_;
  const HostParts parts_;
  BundleFolder& bundles_;
  std::map<std::string, Hosted> hosted_;
  std::vector<std::unique_ptr<Replay>> replays_;
  std::vector<Open> open_;

  absl::Mutex mutex_;
  std::vector<Question> questions_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_PLUGIN_HOST_H_
