// liaison: the officer's command. Makes the real world: clock, randomness, files, gRPC.
#include "clients/cli/grpc_connector.h"
#include "clients/cli/program.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"

int main(int argc, char** argv) {
  liaison::SystemClock clock;
  liaison::SystemRandom random;
  liaison::PosixFileSystem files;
  return liaison::RunProgram(argc, argv,
                             {.clock = clock,
                              .random = random,
                              .files = files,
                              .connector = liaison::MakeGrpcConnector(clock, random)});
}
