// The `liaison` command without its world: main.cc gives it the real one, the simulation's main a
// virtual one, so that both run the same code and the shipped program has no switch for its clock.
#ifndef LIAISON_CLIENTS_CLI_PROGRAM_H_
#define LIAISON_CLIENTS_CLI_PROGRAM_H_

#include "clients/core/desk/desk.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"

namespace liaison {

struct ProgramWorld {
  Clock& clock;
  Random& random;
  FileSystem& files;
  HubConnector connector;
};

// Reads the command line, runs one command, and turns its status into an exit code. Call it before
// any other thread exists: signals are blocked for those that follow.
int RunProgram(int argc, char** argv, const ProgramWorld& world);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_PROGRAM_H_
