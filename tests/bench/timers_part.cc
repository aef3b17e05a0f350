#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/timers.h"
#include "proto/base/status_macros.h"
#include "tests/bench/armed_timers.h"
#include "tests/bench/plugin_rig.h"
#include "tests/bench/plugins_bench.h"
#include "tests/real_hub/child_process.h"

namespace liaison {
namespace {

constexpr uint64_t kTimers = 1'000'000;
constexpr uint64_t kFew = 1000;
constexpr uint64_t kTombstones = 500'000;
constexpr uint64_t kLookUps = 1000;
// Until a plugin that takes none of its records is held back.
constexpr size_t kGroups = kUnconsumedMax / kFiresPerGroupMax;

class TimersPart final : public BenchPart {
 public:
  TimersPart(const CommandLine& line, const BenchWorld& world) : line_(line), world_(world) {}

  absl::Status Prepare();
  absl::Status Round(Figures& figures) override;
  absl::Status Finish(Figures& figures) override;

  std::vector<Bar> Bars() const override {
    std::vector<Bar> bars = {{.figure = kFireShare, .limit = 0.5, .at_most = false},
                             {.figure = kStart, .limit = 1000},
                             {.figure = kMemoryShare, .limit = 1.1}};
    for (const char* what : {kNextDue, kNextDueBehind}) {
      bars.push_back({.figure = absl::StrCat(what, ", mean"), .limit = 100});
      bars.push_back({.figure = absl::StrCat(what, ", most processor time"), .limit = 100});
    }
    return bars;
  }

 private:
  static constexpr char kFireShare[] = "timers fired / their rows by RocksDB alone";
  static constexpr char kStart[] = "1 M timers: plugin host's share of the start";
  static constexpr char kMemoryShare[] = "hub resident, 1 M / 1000 timers";
  static constexpr char kNextDue[] = "next due of 1 M";
  static constexpr char kNextDueBehind[] = "next due behind 500,000 fired";

  absl::StatusOr<std::unique_ptr<Store>> OpenStore() const {
    return Store::Open(rig_->database(), /*create=*/false, /*env=*/nullptr);
  }
  absl::Status ArmTo(uint64_t limit);
  absl::StatusOr<double> MeasureHub();
  absl::Status MeasureStart(Figures& figures) const;
  absl::Status MeasureFiring(Figures& figures);
  absl::Status LookUp(const std::string& what, const Store& store, rows::Track track, uint64_t from,
                      Figures& figures) const;

  const CommandLine& line_;
  const BenchWorld world_;
  std::unique_ptr<PluginRig> rig_;
  std::unique_ptr<Store> raw_;
  TimerPlan plan_;
  uint64_t armed_ = 0;
  uint64_t fired_ = 0;
  double few_mib_ = 0;
  double many_mib_ = 0;
};

absl::Status TimersPart::ArmTo(uint64_t limit) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenStore());
  return ArmTimers(plan_, std::exchange(armed_, limit), limit, *store);
}

// The shipped hub's memory, just started.
absl::StatusOr<double> TimersPart::MeasureHub() {
  ASSIGN_OR_RETURN(
      const std::unique_ptr<ChildProcess> hub,
      ChildProcess::Start({LIAISON_HUB, "run", "--config", rig_->founded().config_path()},
                          line_.folder + "/servers.log"));
  return ResidentMib(hub->pid());
}

absl::Status TimersPart::Prepare() {
  ASSIGN_OR_RETURN(rig_, PluginRig::Make(line_.folder + "/timers", LIAISON_TEST_BUNDLES "/steady",
                                         world_.clock, world_.random, world_.files));
  // Nothing is due until the rig's clock is moved.
  plan_ = {.track = rig_->track(),
           .first_due_ms = absl::ToUnixMillis(world_.clock.Now() + absl::Hours(12))};
  RETURN_IF_ERROR(ArmTo(kFew));
  ASSIGN_OR_RETURN(few_mib_, MeasureHub());
  RETURN_IF_ERROR(ArmTo(kTimers));
  ASSIGN_OR_RETURN(many_mib_, MeasureHub());
  ASSIGN_OR_RETURN(raw_, Store::Open(line_.folder + "/timers-raw", /*create=*/true, nullptr));
  RETURN_IF_ERROR(WriteTrack(plan_.track, {}, *raw_));
  RETURN_IF_ERROR(ArmTimers(plan_, 0, kTimers, *raw_));
  rig_->clock().Advance(absl::Hours(13));
  return absl::OkStatus();
}

absl::Status TimersPart::Round(Figures& figures) {
  RETURN_IF_ERROR(MeasureStart(figures));
  return MeasureFiring(figures);
}

absl::Status TimersPart::MeasureStart(Figures& figures) const {
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenStore());
  const Stopwatch watch;
  ASSIGN_OR_RETURN(const PluginBook book, PluginBook::Load(*store));
  const PluginEntry& entry = *book.Find(plan_.track.plugin);
  RETURN_IF_ERROR(NextDueMs(*store, plan_.track, entry.tracks.at(plan_.track.generation)).status());
  figures.Add(kStart, "ms", watch.Us() / 1000);
  return absl::OkStatus();
}

absl::Status TimersPart::MeasureFiring(Figures& figures) {
  RETURN_IF_ERROR(rig_->Open());
  while (rig_->RunGroup(TimedGroup::Kind::kOther)) {
  }
  rig_->Close();
  ASSIGN_OR_RETURN(const std::vector<RawWrite> writes, rig_->ReadGroups());
  if (writes.size() != kGroups) {
    return absl::InternalError(absl::StrCat(writes.size(), " groups of timers, not ", kGroups));
  }
  StepTime hub, raw;
  for (size_t i = 0; i < kGroups; ++i) {
    ASSIGN_OR_RETURN(const StepTime alone, WriteRaw(writes[i], *raw_));
    raw += alone;
    hub += rig_->groups()[i].time;
  }
  fired_ += kUnconsumedMax;
  figures.Add("timers fired", "1/s", kUnconsumedMax / hub.us * 1e6);
  figures.Add("their rows by RocksDB alone", "1/s", kUnconsumedMax / raw.us * 1e6);
  figures.Add(kFireShare, "", raw.us / hub.us);
  figures.Add("processor time of a group of 256: hub", "us", hub.used_us / kGroups);
  figures.Add("processor time of a group of 256: RocksDB alone", "us", raw.used_us / kGroups);
  // As if the plugin had taken them.
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenStore());
  ASSIGN_OR_RETURN(rows::Track track, ReadTrack(plan_.track, *store));
  track.set_unconsumed(0);
  return WriteTrack(plan_.track, track, *store);
}

// Each at another place, behind the rows before it.
absl::Status TimersPart::LookUp(const std::string& what, const Store& store, rows::Track track,
                                uint64_t from, Figures& figures) const {
  // The first reads what the table needs to be searched; the figure of the start has it.
  RETURN_IF_ERROR(NextDueMs(store, plan_.track, track).status());
  std::vector<double> used;
  double sum = 0;
  for (uint64_t i = 0; i < kLookUps; ++i) {
    const double begin_us = ThreadUs();
    const Stopwatch watch;
    ASSIGN_OR_RETURN(const std::optional<int64_t> due, NextDueMs(store, plan_.track, track));
    sum += watch.Us();
    used.push_back(ThreadUs() - begin_us);
    if (!due.has_value()) return absl::InternalError("no timer is due");
    track.set_fire_from(plan_.DueKeyOf(from + i * ((kTimers - from) / kLookUps)));
  }
  figures.Add(what + ", mean", "us", sum / kLookUps);
  figures.Add(what + ", most processor time", "us", Percentile(used, 1));
  return absl::OkStatus();
}

absl::Status TimersPart::Finish(Figures& figures) {
  figures.Add("hub resident, 1000 timers", "MiB", few_mib_);
  figures.Add("hub resident, 1 M timers", "MiB", many_mib_);
  figures.Add(kMemoryShare, "", many_mib_ / few_mib_);
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenStore());
  ASSIGN_OR_RETURN(rows::Track track, ReadTrack(plan_.track, *store));
  RETURN_IF_ERROR(LookUp(kNextDue, *store, track, fired_, figures));
  RETURN_IF_ERROR(TakeDueRows(plan_, fired_, fired_ + kTombstones, *store, track));
  return LookUp(kNextDueBehind, *store, track, fired_ + kTombstones, figures);
}

}  // namespace

absl::StatusOr<std::unique_ptr<BenchPart>> MakeTimersPart(const CommandLine& line,
                                                          const BenchWorld& world) {
  auto part = std::make_unique<TimersPart>(line, world);
  RETURN_IF_ERROR(part->Prepare());
  return part;
}

}  // namespace liaison
