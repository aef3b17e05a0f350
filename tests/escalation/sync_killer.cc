// Preloaded into liaison-hub-sim by crash_points.py and by nobody else: the process kills itself at
// an fdatasync. LIAISON_SYNC_KILLER names a file; once that is there, the n-th call, n standing in
// it, is the last: what it should have forced to disk is written, and nobody was told that it is.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>

namespace {

// 0: not armed.
int NumberInFile() {
  const char* const path = std::getenv("LIAISON_SYNC_KILLER");  // NOLINT(concurrency-mt-unsafe)
  const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 8> text = {};
  const ssize_t bytes = ::read(file, text.data(), text.size() - 1);
  static_cast<void>(::close(file));
  return bytes > 0 ? static_cast<int>(std::strtol(text.data(), nullptr, 10)) : 0;
}

}  // namespace

extern "C" int fdatasync(int file) {
  static std::atomic<int> calls = 0;
  const int last = NumberInFile();
  if (last > 0 && ++calls == last) static_cast<void>(::kill(::getpid(), SIGKILL));
  static const auto next = reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, "fdatasync"));
  return next(file);
}
