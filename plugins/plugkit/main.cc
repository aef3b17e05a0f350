// plugkit: for authors of plugins. Makes the real world: files.
#include "plugins/plugkit/program.h"
#include "proto/system/posix_file_system.h"

int main(int argc, char** argv) {
  liaison::PosixFileSystem files;
  return liaison::RunPlugkit(argc, argv, files);
}
