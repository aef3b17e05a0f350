#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "tests/bench/escalation_bench.h"
#include "tests/bench/incident_rig.h"

namespace liaison {
namespace {

class LatenessPart final : public BenchPart {
 public:
  absl::Status Prepare(const CommandLine& line, const BenchWorld& world) {
    ASSIGN_OR_RETURN(rig_, IncidentRig::Make(line.folder + "/lateness", world));
    return absl::OkStatus();
  }

  absl::Status Round(Figures& figures) override {
    RETURN_IF_ERROR(Measure("10^3", 1000, figures));
    return Measure("10^4", 10'000, figures);
  }
  // Once: to raise so many takes a while.
  absl::Status Finish(Figures& figures) override { return Measure("10^5", 100'000, figures); }

  std::vector<Bar> Bars() const override { return {}; }

 private:
  absl::Status Measure(absl::string_view pending, size_t count, Figures& figures) {
    ASSIGN_OR_RETURN(const Climb climb, rig_->Run(count, nullptr));
    const auto add = [&](absl::string_view what, double share) {
      figures.Add(absl::StrCat(pending, " due in one instant: late by, ", what), "ms",
                  Percentile(climb.late_us, share) / 1000);
    };
    add("p50", 0.5);
    add("p99", 0.99);
    add("max", 1);
    return absl::OkStatus();
  }

  std::unique_ptr<IncidentRig> rig_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<BenchPart>> MakeLatenessPart(const CommandLine& line,
                                                            const BenchWorld& world) {
  auto part = std::make_unique<LatenessPart>();
  RETURN_IF_ERROR(part->Prepare(line, world));
  return part;
}

}  // namespace liaison
