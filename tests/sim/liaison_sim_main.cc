// liaison-sim: the officer's command under virtual time. Never installed. LIAISON_SIM_CLOCK names
// the clock's file; sim-clock makes it.
#include <memory>

#include "clients/cli/grpc_connector.h"
#include "clients/cli/program.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_random.h"
#include "tests/sim/shared_clock.h"

int main(int argc, char** argv) {
  const std::unique_ptr<liaison::SharedClock> clock = liaison::SharedClock::OpenForProgram();
  if (clock == nullptr) return 1;
  liaison::SystemRandom random;
  liaison::PosixFileSystem files;
  return liaison::RunProgram(argc, argv,
                             {.clock = *clock,
                              .random = random,
                              .files = files,
                              .connector = liaison::MakeGrpcConnector(*clock, random)});
}
