// plugkit: for authors of plugins. Makes the real world: clock, files.
#include "hub/plugin_process/launcher_main.h"
#include "hub/plugin_process/unconfined.h"
#include "plugins/plugkit/program.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"

int main(int argc, char** argv) {
  if (liaison::IsPluginLauncher(argc, argv)) return liaison::RunPluginLauncher();
  if (liaison::IsUnconfinedLauncher(argc, argv)) return liaison::RunUnconfinedLauncher();
  liaison::SystemClock clock;
  liaison::PosixFileSystem files;
  return liaison::RunPlugkit(argc, argv, {.files = files, .clock = clock});
}
