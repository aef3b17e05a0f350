// A founded hub in this process, without its network, with one plugin in real sandboxed processes:
// so each step of the sequencer can be timed alone.
#ifndef LIAISON_TESTS_BENCH_PLUGIN_RIG_H_
#define LIAISON_TESTS_BENCH_PLUGIN_RIG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/hub.h"
#include "hub/plugin_host/plugin_rows.h"
#include "hub/store/store.h"
#include "tests/bench/raw_writes.h"
#include "tests/bench/timed_processes.h"
#include "tests/fakes/manual_clock.h"
#include "tests/real_hub/founded_hub.h"
#include "tests/real_hub/notice_chain.h"

namespace liaison {

// One write of the sequencer.
struct TimedGroup {
  enum class Kind : uint8_t { kInput, kEffects, kOther };
  Kind kind = Kind::kOther;
  StepTime time;
  double end_us = 0;      // since Open
  uint64_t releases = 0;  // that are durable with it
};

// Thread: one.
class PluginRig {
 public:
  // In `folder`, which must not exist; installs the bundle in `bundle`, enables it and waits until
  // it is live. `process_clock` is the machine's and outlives the rig; the hub's own clock starts
  // there and stands still.
  static absl::StatusOr<std::unique_ptr<PluginRig>> Make(const std::string& folder,
                                                         const std::string& bundle,
                                                         Clock& process_clock, Random& random,
                                                         FileSystem& files);
  ~PluginRig() { Close(); }
  PluginRig(const PluginRig&) = delete;
  PluginRig& operator=(const PluginRig&) = delete;

  absl::Status Open();
  void Close();

  // Logs `count` notices while the plugin gets none of them.
  absl::Status Submit(size_t count, const NoticeContent& content = {});
  // Logs a public note, handed in by a device of the mission: "tur/d03".
  absl::Status SubmitNote(absl::string_view device, const std::string& note);
  // Until the plugin's effects to `events` more records are committed. Errors: DeadlineExceeded.
  absl::Status RunPlugin(uint64_t events);
  // Until so many more of its releases are committed. Errors: as RunPlugin.
  absl::Status RunPluginToRelease(uint64_t releases);
  double SinceOpen_us() const { return opened_.Us(); }
  // One group of the sequencer; false if it had nothing to do.
  bool RunGroup(TimedGroup::Kind kind);

  // Since Open.
  const std::vector<TimedGroup>& groups() const { return groups_; }
  // The hub must be closed: what its groups wrote, one each. Errors: Internal if they do not match.
  absl::StatusOr<std::vector<RawWrite>> ReadGroups() const;

  std::string database() const { return founded_->options().data_path + "/log"; }
  LinkTimes& times() { return processes_.times(); }
  ManualClock& clock() { return clock_; }
  const FoundedHub& founded() const { return *founded_; }
  // The state of the plugin that counts.
  const TrackId& track() const { return track_; }

 private:
  PluginRig(Clock& process_clock, Random& random, FileSystem& files);
  absl::Status Install(const std::string& bundle);
  absl::StatusOr<Json> Ask(PluginRequest request);
  // Until all that the plugin has answered is committed and `is_done`.
  absl::Status RunUntil(absl::FunctionRef<bool()> is_done);

  Clock& process_clock_;
  Random& random_;
  FileSystem& files_;
  ManualClock clock_;
  TimedProcesses processes_;
  std::unique_ptr<FoundedHub> founded_;
  std::unique_ptr<Hub> hub_;
  std::optional<NoticeChain> chain_;
  std::vector<TimedGroup> groups_;
  Stopwatch opened_;
  TrackId track_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_PLUGIN_RIG_H_
