#include "clients/core/report_book/report_replay.h"

namespace liaison {

void ReportReplay::Take(Instant now, const ReportNote& note, const Hash& hash,
                        const std::vector<std::string>& signers) {
  Run([&](ReportMachine& machine) { machine.Take(now, note, hash, signers); });
  remarks_.push_back({.note = note,
                      .hash = hash,
                      .index = now.index,
                      .time_ms = now.time_ms,
                      .error = ErrorOf(hash)});
}

void ReportReplay::Revoked(Instant now, absl::string_view device, RevokeReason reason) {
  Run([&](ReportMachine& machine) { machine.Revoked(now, device, reason); });
}

void ReportReplay::AdvanceTo(Instant now) {
  Run([&](ReportMachine& machine) { machine.AdvanceTo(now); });
}

std::optional<int64_t> ReportReplay::NextDue_ms() {
  std::vector<ReportSaying> none;
  return ReportMachine(state_, world_, none).NextDue_ms();
}

std::string ReportReplay::ErrorOf(const Hash& note) const {
  for (const ReportSaying& saying : sayings_) {
    if (saying.kind == ReportSaying::Kind::kError && saying.note == note) return saying.reason;
  }
  return "";
}

ReportRecord ReportReplay::Record() const {
  return {.state = *state_, .remarks = remarks_, .sayings = sayings_};
}

void ReportReplay::Run(absl::FunctionRef<void(ReportMachine&)> act) {
  ReportMachine machine(state_, world_, sayings_);
  act(machine);
}

}  // namespace liaison
