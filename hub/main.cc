// liaison-hub: one mission's hub. Makes the real world: clock, randomness, files.
#include "hub/plugin_process/launcher_main.h"
#include "hub/program.h"
#include "proto/base/advancing_clock.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/steady_clock.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"

int main(int argc, char** argv) {
  if (liaison::IsPluginLauncher(argc, argv)) return liaison::RunPluginLauncher();
  const liaison::SystemClock wall;
  liaison::SteadyClock steady;
  liaison::AdvancingClock clock(wall, steady);
  liaison::SystemRandom random;
  liaison::PosixFileSystem files;
  return liaison::RunHubProgram(
      argc, argv, {.clock = clock, .process_clock = steady, .random = random, .files = files});
}
