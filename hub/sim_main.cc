// liaison-hub-sim: the hub's program under virtual time. Never installed: who sets the clock of a
// hub sets the time of its log. LIAISON_SIM_CLOCK names the clock's file; sim-clock makes it.
#include <memory>

#include "hub/plugin_process/launcher_main.h"
#include "hub/program.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/steady_clock.h"
#include "proto/system/system_random.h"
#include "tests/sim/shared_clock.h"

int main(int argc, char** argv) {
  if (liaison::IsPluginLauncher(argc, argv)) return liaison::RunPluginLauncher();
  const std::unique_ptr<liaison::SharedClock> clock = liaison::SharedClock::OpenForProgram();
  if (clock == nullptr) return 1;
  liaison::SteadyClock process_clock;
  liaison::SystemRandom random;
  liaison::PosixFileSystem files;
  return liaison::RunHubProgram(
      argc, argv,
      {.clock = *clock, .process_clock = process_clock, .random = random, .files = files});
}
