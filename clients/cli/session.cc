#include "clients/cli/session.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/descriptor.h"
#include "proto/base/error.h"
#include "proto/base/file_system.h"

namespace liaison {
namespace {

constexpr char kAsk = 'i';
constexpr char kLock = 'l';
constexpr size_t kMaxIdentityBytes = 256;

absl::Status SystemError(absl::string_view what) {
  return MakeError(absl::StatusCode::kUnavailable, absl::StrCat(what, ": ", std::strerror(errno)),
                   {.reason = "SESSION", .subject = std::string(what), .field = ""});
}

// A socket's name holds 107 bytes and a home may lie deeper: the folder is named by descriptor.
struct Place {
  explicit Place(const std::string& path)
      : folder(::open(path.substr(0, path.rfind('/')).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    const std::string name =
        absl::StrCat("/proc/self/fd/", folder.get(), path.substr(path.rfind('/')));
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof(address.sun_path) - 1);
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }

  Descriptor folder;
  sockaddr_un address = {};
};

// Who else is at the other end than this user, gets nothing.
bool IsSameUser(int fd) {
  ucred peer = {};
  socklen_t size = sizeof(peer);
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::getuid();
}

// Answers one command; false: to be locked.
bool Answer(int listener, const Secret& identity) {
  const Descriptor peer(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  if (!peer.valid() || !IsSameUser(peer.get())) return true;
  // Whoever connects and says nothing must not keep others waiting.
  const timeval patience = {.tv_sec = 1, .tv_usec = 0};
  static_cast<void>(::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)));
  char request = 0;
  if (::recv(peer.get(), &request, 1, 0) != 1) return true;
  if (request == kLock) return false;
  if (request == kAsk) {
    static_cast<void>(::send(peer.get(), identity.data(), identity.size(), MSG_NOSIGNAL));
  }
  return true;
}

// The life of the holder.
void Hold(int listener, const Secret& identity, absl::Duration idle, const Clock& clock) {
  const absl::Time end = clock.Now() + kLongestSession;
  for (;;) {
    const absl::Duration left = std::min(idle, end - clock.Now());
    if (left <= absl::ZeroDuration()) return;
    pollfd waiting = {.fd = listener, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(left)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || !Answer(listener, identity)) return;
  }
}

// In the child: nothing of the parent's but the socket and the secret.
[[noreturn]] void BecomeHolder(const std::string& socket, int listener, const Secret& inherited,
                               absl::Duration idle, const Clock& clock) {
  // Locked pages are not inherited: what was copied by fork is copied again into memory of our own.
  const Secret identity = inherited.Clone();
  static_cast<void>(::setsid());
  static_cast<void>(!::chdir("/"));
  static_cast<void>(std::signal(SIGHUP, SIG_IGN));
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    static_cast<void>(::dup2(null, fd));
  }
  Hold(listener, identity, idle, clock);
  static_cast<void>(::unlink(socket.c_str()));
  ::_exit(0);
}

Descriptor Connect(const std::string& socket) {
  const Place place(socket);
  const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd >= 0 && ::connect(fd, place.get(), sizeof(place.address)) == 0) return Descriptor(fd);
  if (fd >= 0) static_cast<void>(::close(fd));
  return Descriptor(-1);
}

}  // namespace

absl::Status StartSession(const std::string& socket, const Secret& identity, absl::Duration idle,
                          const Clock& clock) {
  EndSession(socket);
  static_cast<void>(::unlink(socket.c_str()));  // of a holder that was killed
  const Place place(socket);
  const Descriptor listener(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!listener.valid()) return SystemError("socket");
  const mode_t before = ::umask(0177);
  const int bound = ::bind(listener.get(), place.get(), sizeof(place.address));
  static_cast<void>(::umask(before));
  if (bound != 0 || ::listen(listener.get(), SOMAXCONN) != 0) return SystemError("session socket");
  const pid_t holder = ::fork();
  if (holder < 0) return SystemError("fork");
  if (holder == 0) BecomeHolder(socket, listener.get(), identity, idle, clock);
  return absl::OkStatus();
}

absl::StatusOr<Secret> SessionIdentity(const std::string& socket) {
  const Descriptor holder = Connect(socket);
  Secret identity(kMaxIdentityBytes);
  if (holder.valid() && IsSameUser(holder.get()) &&
      ::send(holder.get(), &kAsk, 1, MSG_NOSIGNAL) == 1) {
    const ssize_t size = ::recv(holder.get(), identity.data(), identity.size(), 0);
    if (size > 0) return Secret::CopyOf(identity.view().substr(0, static_cast<size_t>(size)));
  }
  return absl::NotFoundError("no session");
}

bool EndSession(const std::string& socket) {
  const Descriptor holder = Connect(socket);
  if (!holder.valid() || ::send(holder.get(), &kLock, 1, MSG_NOSIGNAL) != 1) return false;
  // It ends by closing: after that nobody gets the identity any more.
  char nothing = 0;
  static_cast<void>(::recv(holder.get(), &nothing, 1, 0));
  return true;
}

}  // namespace liaison
