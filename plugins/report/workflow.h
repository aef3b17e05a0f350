// One report, at one event: rows to the machine's state and back, what it says to effects.
#ifndef LIAISON_PLUGINS_REPORT_WORKFLOW_H_
#define LIAISON_PLUGINS_REPORT_WORKFLOW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "plugins/report/rows.pb.h"
#include "plugins/sdk/plugin.h"
#include "plugins/shared/book.h"
#include "plugins/shared/long_row.h"
#include "proto/rules/report_machine.h"

namespace liaison::report {

// All references outlive it.
class Workflow {
 public:
  Workflow(plugin::State& state, plugin::Effects& effects, shared::Book& book, Instant now,
           absl::string_view report);

  // The report's own timer has fired.
  void OnTimer();
  void OnNote(const ReportNote& note, const Hash& hash, const std::vector<std::string>& signers);
  // A DEADLINE_MISSED of ours is in the log under this hash.
  void OnMissedRecorded(absl::string_view due, const std::string& office, const std::string& hash);

 private:
  class World;
  using Act = absl::FunctionRef<void(ReportMachine& machine)>;

  void Run(Act act);
  void Say(const ReportSaying& saying);
  void NoteDone(const ReportSaying& saying);
  void SayWhatIsDone();
  void Store(std::optional<int64_t> due_ms);

  plugin::State& state_;
  plugin::Effects& effects_;
  shared::Book& book_;
  const Instant now_;
  const std::string name_;
  shared::LongRow long_row_;
  Report row_;
  std::optional<ReportState> report_;
};

}  // namespace liaison::report

#endif  // LIAISON_PLUGINS_REPORT_WORKFLOW_H_
