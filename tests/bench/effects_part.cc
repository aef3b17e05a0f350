#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/manifest.h"
#include "proto/base/status_macros.h"
#include "tests/bench/plugin_rig.h"
#include "tests/bench/plugins_bench.h"

namespace liaison {
namespace {

constexpr size_t kBatchesPerRound = 40;

class EffectsPart final : public BenchPart {
 public:
  static absl::StatusOr<std::unique_ptr<BenchPart>> Make(const CommandLine& line,
                                                         const BenchWorld& world) {
    auto part = std::make_unique<EffectsPart>();
    ASSIGN_OR_RETURN(part->rig_,
                     PluginRig::Make(line.folder + "/effects", LIAISON_TEST_BUNDLES "/steady",
                                     world.clock, world.random, world.files));
    ASSIGN_OR_RETURN(part->example_,
                     PluginRig::Make(line.folder + "/example", LIAISON_BUNDLES "/example",
                                     world.clock, world.random, world.files));
    ASSIGN_OR_RETURN(part->raw_, Store::Open(line.folder + "/effects-raw", /*create=*/true,
                                             /*env=*/nullptr));
    return part;
  }

  absl::Status Round(Figures& figures) override {
    RETURN_IF_ERROR(MeasureBatches(figures));
    return MeasureProcess(figures);
  }

  std::vector<Bar> Bars() const override {
    return {{.figure = kLinkShare, .limit = 0.25},
            {.figure = kCommitShare, .limit = 0.6, .at_most = false},
            {.figure = kResident, .limit = 8},
            {.figure = kStart, .limit = 50}};
  }

 private:
  static constexpr char kLinkShare[] = "batch of 64: link / commit of its effects";
  static constexpr char kCommitShare[] = "effect commits / RocksDB alone";
  static constexpr char kResident[] = "example: process resident";
  static constexpr char kStart[] = "example: start to HelloAck";

  absl::Status MeasureBatches(Figures& figures);
  absl::Status MeasureProcess(Figures& figures);

  std::unique_ptr<PluginRig> rig_;
  std::unique_ptr<PluginRig> example_;
  std::unique_ptr<Store> raw_;
};

absl::Status EffectsPart::MeasureBatches(Figures& figures) {
  constexpr size_t kEvents = kBatchesPerRound * kBatchEventsMax;
  rig_->times().batches_us.clear();
  RETURN_IF_ERROR(rig_->Open());
  RETURN_IF_ERROR(rig_->Submit(kEvents));
  const Stopwatch watch;
  RETURN_IF_ERROR(rig_->RunPlugin(kEvents));
  const double seconds = watch.Seconds();
  rig_->Close();
  ASSIGN_OR_RETURN(const std::vector<RawWrite> writes, rig_->ReadGroups());
  std::vector<double> commits, raws;
  StepTime hub_sum, raw_sum;
  for (size_t i = 0; i < writes.size(); ++i) {
    if (rig_->groups()[i].kind != TimedGroup::Kind::kEffects) continue;
    ASSIGN_OR_RETURN(const StepTime raw, WriteRaw(writes[i], *raw_));
    const StepTime& hub = rig_->groups()[i].time;
    commits.push_back(hub.us);
    raws.push_back(raw.us);
    hub_sum += hub;
    raw_sum += raw;
  }
  const double link_us = Percentile(rig_->times().batches_us, 0.5);
  figures.Add("batch of 64: sent to result received, p50", "us", link_us);
  figures.Add("batch of 64: commit of its effects, p50", "us", Percentile(commits, 0.5));
  figures.Add("the same rows by RocksDB alone, p50", "us", Percentile(raws, 0.5));
  figures.Add(kLinkShare, "", link_us / Percentile(commits, 0.5));
  figures.Add(kCommitShare, "", raw_sum.us / hub_sum.us);
  const double count = static_cast<double>(commits.size());
  figures.Add("processor time of a commit: hub", "us", hub_sum.used_us / count);
  figures.Add("processor time of a commit: RocksDB alone", "us", raw_sum.used_us / count);
  figures.Add("records through the plugin, all in all", "1/s", kEvents / seconds);
  return absl::OkStatus();
}

absl::Status EffectsPart::MeasureProcess(Figures& figures) {
  RETURN_IF_ERROR(example_->Open());
  RETURN_IF_ERROR(example_->Submit(kBatchEventsMax));
  RETURN_IF_ERROR(example_->RunPlugin(kBatchEventsMax));
  const LinkTimes& times = example_->times();
  ASSIGN_OR_RETURN(const double mib, ResidentMib(times.pid));
  figures.Add(kResident, "MiB", mib);
  figures.Add(kStart, "ms", times.starts_us.back() / 1000);
  figures.Add("new launcher with its self-attack", "ms", times.launcher_us / 1000);
  example_->Close();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<BenchPart>> MakeEffectsPart(const CommandLine& line,
                                                           const BenchWorld& world) {
  return EffectsPart::Make(line, world);
}

}  // namespace liaison
