// A mission's life from one seed: officers write, fetch and acknowledge, lines and hub come and go,
// answers are lost, programs die, disks fill up, clocks jump, weeks pass so that prekeys rotate and
// are destroyed. The code under test is the shipped one: Hub and Desk; only network, clock,
// randomness and files are the simulation's.
#ifndef LIAISON_TESTS_SIM_SIMULATION_H_
#define LIAISON_TESTS_SIM_SIMULATION_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/language/phrasebook.h"
#include "hub/hub_fixture.h"
#include "tests/fakes/seeded_random.h"
#include "tests/sim/local_hub_connection.h"
#include "tests/sim/sim_desk.h"

namespace liaison {

class Simulation final : public LocalLine {
 public:
  // `folder`: a real, empty directory, for the desks' databases.
  Simulation(uint64_t seed, absl::string_view folder);
  ~Simulation() override;

  // One random thing happens. Errors: what no fault that was injected explains.
  absl::Status Step();
  // The faults end; everybody fetches and sends until nothing moves any more.
  absl::Status Settle();

  TestHub& hub_host() { return hub_; }
  const std::vector<std::unique_ptr<SimDesk>>& desks() const { return desks_; }
  absl::Time now() { return hub_.clock().Now(); }

  // LocalLine.
  LineFault NextFault() override;
  Hub* hub() override { return hub_runs_ ? &hub_.hub() : nullptr; }

 private:
  uint64_t Below(uint64_t limit) { return choice_.Below(limit); }
  bool OneIn(uint64_t n) { return Below(n) == 0; }
  SimDesk& AnyDesk() { return *desks_[Below(desks_.size())]; }

  absl::Status Send();
  absl::Status Acknowledge();
  absl::Status SyncSome();
  absl::Status SyncOne(SimDesk& desk);
  absl::Status RestartDesk(SimDesk& desk);
  absl::Status RestartHub();
  void PassTime();

  SeededRandom choice_;  // of the steps; keys and ids come from the hub fixture's
  FoundingPrekeys prekeys_;
  TestHub hub_;
  const Phrasebook phrases_;
  const FormLibrary forms_;
  std::vector<std::unique_ptr<SimDesk>> desks_;
  std::set<std::pair<std::string, LeafIndex>> acknowledged_;  // device, envelope
  bool hub_runs_ = true;
  bool faults_ = true;
  SimDesk* calling_ = nullptr;  // whose call NextFault is asked about
  uint64_t notices_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_SIM_SIMULATION_H_
