#include "clients/cli/passphrase.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr size_t kMaxPassphraseBytes = 1024;

absl::Status NoPassphrase(absl::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, message,
                   {.reason = "NO_PASSPHRASE", .subject = "", .field = "passphrase"});
}

// Reads one line straight into locked memory, a byte at a time: no buffer keeps a copy.
absl::StatusOr<Secret> ReadLine(int fd) {
  Secret buffer(kMaxPassphraseBytes);
  size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t count = ::read(fd, buffer.data() + size, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || buffer.data()[size] == '\n') break;
    ++size;
  }
  if (size == 0) return NoPassphrase("no passphrase was given");
  if (size == buffer.size()) return NoPassphrase("the passphrase is longer than 1023 bytes");
  return Secret::CopyOf(buffer.view().substr(0, size));
}

// A terminal gives whole lines, so that reading does not wait once there is something.
bool AwaitLine(int terminal, const absl::Notification& stop) {
  constexpr int kLook_ms = 200;
  while (!stop.HasBeenNotified()) {
    pollfd waiting{.fd = terminal, .events = POLLIN};
    if (::poll(&waiting, 1, kLook_ms) > 0) return true;
  }
  return false;
}

// Puts the terminal back however the reading ends.
class EchoOff {
 public:
  explicit EchoOff(int fd) : fd_(fd) {
    if (::tcgetattr(fd, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff() {
    if (changed_) static_cast<void>(::tcsetattr(fd_, TCSAFLUSH, &before_));
  }

 private:
  int fd_;
  termios before_ = {};
  bool changed_ = false;
};

}  // namespace

absl::StatusOr<Secret> ReadPassphraseFile(absl::string_view path) {
  const int fd = ::open(std::string(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return MakeError(
        absl::StatusCode::kNotFound, "the passphrase file cannot be opened",
        {.reason = "NO_PASSPHRASE_FILE", .subject = std::string(path), .field = "passphrase-file"});
  }
  struct stat information = {};
  absl::StatusOr<Secret> passphrase = NoPassphrase("");
  if (::fstat(fd, &information) != 0 || (information.st_mode & 077) != 0) {
    passphrase = MakeError(
        absl::StatusCode::kPermissionDenied, "others may read the passphrase file",
        {.reason = "NO_PASSPHRASE", .subject = std::string(path), .field = "passphrase-file"});
  } else {
    passphrase = ReadLine(fd);
  }
  static_cast<void>(::close(fd));
  return passphrase;
}

absl::StatusOr<Secret> AskPassphrase(absl::string_view prompt) {
  return AskPassphrase(prompt, absl::Notification());
}

absl::StatusOr<Secret> AskPassphrase(absl::string_view prompt, const absl::Notification& stop) {
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0) {
    return NoPassphrase("there is no terminal to ask on; give --passphrase-file");
  }
  const std::string text = absl::StrCat(prompt, " ");
  absl::StatusOr<Secret> passphrase = NoPassphrase("");
  {
    const EchoOff quiet(terminal);
    static_cast<void>(!::write(terminal, text.data(), text.size()));
    if (AwaitLine(terminal, stop)) passphrase = ReadLine(terminal);
    static_cast<void>(!::write(terminal, "\n", 1));
  }
  static_cast<void>(::close(terminal));
  return passphrase;
}

}  // namespace liaison
