#include <string>
#include <utility>
#include <vector>

#include "proto/base/status_macros.h"
#include "tests/bench/escalation_bench.h"
#include "tests/bench/incident_rig.h"

namespace liaison {
namespace {

constexpr size_t kIncidents = 6000;
// The best figure that anybody publishes for as many.
constexpr double kPublished_s = 10;

size_t BytesOf(const RawWrite& write) {
  size_t bytes = 0;
  for (const RawRow& row : write.rows) bytes += row.key.size() + row.value.size();
  return bytes;
}

class BurstPart final : public BenchPart {
 public:
  absl::Status Prepare(const CommandLine& line, const BenchWorld& world) {
    ASSIGN_OR_RETURN(rig_, IncidentRig::Make(line.folder + "/burst", world));
    ASSIGN_OR_RETURN(raw_, Store::Open(line.folder + "/burst-raw", /*create=*/true, nullptr));
    return absl::OkStatus();
  }

  absl::Status Round(Figures& figures) override;

  std::vector<Bar> Bars() const override {
    return {{.figure = kTime, .limit = kPublished_s},
            {.figure = kShare, .limit = 0.4, .at_most = false}};
  }

 private:
  static constexpr char kTime[] = "6,000 due in one instant: decided and durable";
  static constexpr char kShare[] = "decided and durable / RocksDB alone";

  std::unique_ptr<IncidentRig> rig_;
  std::unique_ptr<Store> raw_;
};

absl::Status BurstPart::Round(Figures& figures) {
  rig_->times().batches_us.clear();
  std::vector<RawWrite> writes;
  ASSIGN_OR_RETURN(const Climb climb, rig_->Run(kIncidents, &writes));
  StepTime hub, raw;
  double bytes = 0;
  for (size_t i = 0; i < climb.groups.size(); ++i) {
    ASSIGN_OR_RETURN(const StepTime alone, WriteRaw(writes[i], *raw_));
    raw += alone;
    hub += climb.groups[i].time;
    bytes += static_cast<double>(BytesOf(writes[i]));
  }
  figures.Add(kTime, "s", climb.us / 1e6);
  figures.Add("the best published figure: less than", "s", kPublished_s);
  figures.Add("incidents decided and durable", "1/s", kIncidents / climb.us * 1e6);
  figures.Add("their rows by RocksDB alone, as synced", "1/s", kIncidents / raw.us * 1e6);
  figures.Add(kShare, "", raw.us / climb.us);
  figures.Add("writes", "", static_cast<double>(climb.groups.size()));
  figures.Add("rows of one incident", "bytes", bytes / kIncidents);
  figures.Add("of the time: hub's writes", "", hub.us / climb.us);
  figures.Add("processor time of an incident: hub's writes", "us", hub.used_us / kIncidents);
  figures.Add("processor time of an incident: RocksDB alone", "us", raw.used_us / kIncidents);
  figures.Add("batch of 64: sent to result received, p50", "us",
              Percentile(rig_->times().batches_us, 0.5));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<BenchPart>> MakeBurstPart(const CommandLine& line,
                                                         const BenchWorld& world) {
  auto part = std::make_unique<BurstPart>();
  RETURN_IF_ERROR(part->Prepare(line, world));
  return part;
}

}  // namespace liaison
