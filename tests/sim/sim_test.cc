// Whole missions under virtual time, one per seed. LIAISON_SIM_SEEDS=500 runs more of them; a seed
// that failed is run again by --gtest_filter='*/Simulated.*/7'.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/sim/invariants.h"
#include "tests/sim/simulation.h"

namespace liaison {
namespace {

constexpr int kSteps = 80;
constexpr uint64_t kSeeds = 10;

uint64_t Seeds() {
  const char* wanted = std::getenv("LIAISON_SIM_SEEDS");  // NOLINT(concurrency-mt-unsafe)
  uint64_t seeds = kSeeds;
  if (wanted != nullptr && !absl::SimpleAtoi(wanted, &seeds)) return kSeeds;
  return seeds;
}

class Simulated : public testing::TestWithParam<uint64_t> {
 protected:
  Simulated() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Simulated() override { std::filesystem::remove_all(folder_); }

  const std::string folder_ =
      absl::StrCat(testing::TempDir(), "/liaison_sim_", getpid(), "_", GetParam());
};

TEST_P(Simulated, MissionLosesAndDoublesNothing) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Simulation simulation(GetParam(), folder_);
  for (int step = 0; step < kSteps; ++step) {
    ASSERT_EQ(simulation.Step(), absl::OkStatus()) << "at step " << step;
  }
  ASSERT_EQ(simulation.Settle(), absl::OkStatus());
  ExpectOneLog(simulation);
  ExpectWholeArchives(simulation);
  ExpectGaplessSerials(simulation);
}

// Two runs a seed; a few of them show it.
class Repeated : public Simulated {};

TEST_P(Repeated, SameSeedGivesTheSameLog) {
  std::string heads[2];
  for (std::string& head : heads) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Simulation simulation(GetParam(), folder_);
    for (int step = 0; step < kSteps / 4; ++step) {
      ASSERT_EQ(simulation.Step(), absl::OkStatus()) << "at step " << step;
    }
    ASSERT_EQ(simulation.Settle(), absl::OkStatus());
    head = simulation.hub_host().hub().GetStatus().checkpoint;
  }
  EXPECT_EQ(heads[0], heads[1]);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Simulated, testing::Range<uint64_t>(1, 1 + Seeds()));
INSTANTIATE_TEST_SUITE_P(Seeds, Repeated, testing::Range<uint64_t>(1, 4));

}  // namespace
}  // namespace liaison
