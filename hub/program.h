// The `liaison-hub` command without its world: main.cc gives it the real one, sim_main.cc a virtual
// clock, so that both run the same code and the shipped program has no switch for its clock.
#ifndef LIAISON_HUB_PROGRAM_H_
#define LIAISON_HUB_PROGRAM_H_

#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"

namespace liaison {

struct HubProgramWorld {
  Clock& clock;
  Clock& process_clock;  // of the machine: what plugin processes live by
  Random& random;
  FileSystem& files;
};

// Reads the command line, runs one command, and turns its status into an exit code. Call it before
// any other thread exists: the process is hardened first, and threads inherit that.
int RunHubProgram(int argc, char** argv, const HubProgramWorld& world);

}  // namespace liaison

#endif  // LIAISON_HUB_PROGRAM_H_
