// For tests: a founded hub with a simulated plugin, `tally`, that uses every kind of effect.
#ifndef LIAISON_HUB_PLUGIN_TEST_FIXTURE_H_
#define LIAISON_HUB_PLUGIN_TEST_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/hub_fixture.h"
#include "hub/simulated_plugins_fixture.h"
#include "hub/store/keys.h"
#include "proto/text/record.h"

namespace liaison {

// Counts envelopes per incident in `n/<incident>`; sets a timer a minute ahead for each, renewed by
// the next of the incident and cancelled by a receipt for it; says what it did by alerts.
void Tally(const plugin::v1::Event& event, const SimulatedState& state,
           plugin::v1::EventResult& result);
inline constexpr char kTallyManifest[] = R"(
plugin_id: "tally" version: "1.0.0" protocol: 1 schema: 1
subscribe { kinds: [ENVELOPE, ACT, TIMER] }
order_key: "incident"
eager: "n/{order_key}"
alert { codes: ["COUNTED", "SILENCE"] per_minute: 100000 }
quota { state_mib: 1 timers: 1000 data_mib: 32 }
on_poison: PARK_KEY
fallback { on_down_s: 60 on_lag_s: 30 on_quarantine: true notify: "*/duty" }
)";

struct LoggedRecord {
  LeafIndex index;
  RecordHead head;
  std::string body;
};

class PluginTest {
 public:
  explicit PluginTest(uint64_t seed = 1, TestMissionOptions mission = {});
  ~PluginTest() { test_.Close(); }

  TestHub& hub() { return test_; }
  SimulatedPlugins& plugins() { return plugins_; }
  const std::vector<std::string>& reports() const { return reports_; }

  // Opens the hub again, with its plugins.
  void Reopen();
  void Install(const std::string& manifest = kTallyManifest);
  void Enable(const std::string& plugin = "tally");
  absl::StatusOr<Json> Ask(PluginRequest request);
  // Installed, enabled, run.
  void Start();
  // Runs hub and plugins until nothing happens any more.
  void Run();
  // Moves the clock in steps of one second, running in between.
  void Pass(absl::Duration duration);

  // Member of `plugin list`.
  std::string State(const std::string& plugin = "tally");
  int64_t Number(const std::string& member, const std::string& plugin = "tally");
  // Everything in the log; the hub is closed and opened again.
  std::vector<LoggedRecord> ReadLog();
  std::vector<Alert> Alerts(const std::string& code);

 private:
  TestHub test_;
  SimulatedPlugins plugins_;
  std::vector<std::string> reports_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_TEST_FIXTURE_H_
