#include "hub/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "proto/base/check.h"

namespace liaison {

void HardenProcess() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  LIAISON_CHECK(setrlimit(RLIMIT_CORE, &none) == 0);
  LIAISON_CHECK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
  umask(S_IRWXG | S_IRWXO);
  LIAISON_CHECK(std::signal(SIGPIPE, SIG_IGN) != SIG_ERR);
}

StopSignals::StopSignals() {
  LIAISON_CHECK(std::signal(SIGHUP, SIG_IGN) != SIG_ERR);
  LIAISON_CHECK(sigemptyset(&signals_) == 0);
  LIAISON_CHECK(sigaddset(&signals_, SIGTERM) == 0);
  LIAISON_CHECK(sigaddset(&signals_, SIGINT) == 0);
  LIAISON_CHECK(pthread_sigmask(SIG_BLOCK, &signals_, nullptr) == 0);
}

void StopSignals::Wait() {
  int signal = 0;
  LIAISON_CHECK(sigwait(&signals_, &signal) == 0);
}

void StopSignals::Raise() { LIAISON_CHECK(kill(getpid(), SIGTERM) == 0); }

void StderrSink::Write(absl::string_view line) {
  std::string with_end(line);
  with_end.push_back('\n');
  // One call a line. If nobody reads the log any more, the hub goes on without.
  static_cast<void>(std::fwrite(with_end.data(), 1, with_end.size(), stderr));
}

}  // namespace liaison
