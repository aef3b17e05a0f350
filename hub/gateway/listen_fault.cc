#include "hub/gateway/listen_fault.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

// 0, or the errno of the attempt; EADDRNOTAVAIL where the name does not resolve.
int TryBind(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), absl::StrCat(port).c_str(), &hints, &found) != 0) {
    return EADDRNOTAVAIL;
  }
  int fault = EADDRNOTAVAIL;
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0) {
    const int on = 1;
    // As gRPC does: connections of the previous process that still linger are no hindrance.
    static_cast<void>(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)));
    const bool bound = bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1) == 0;
    fault = bound ? 0 : errno;
    close(fd);
  }
  freeaddrinfo(found);
  return fault;
}

}  // namespace

absl::Status FindListenFault(const std::string& host, uint16_t port) {
  const std::string address = absl::StrCat(host, " port ", port);
  const auto fault = [&](absl::StatusCode code, absl::string_view reason,
                         absl::string_view message) {
    return MakeError(
        code, absl::StrCat("cannot listen on ", address, ": ", message),
        {.reason = std::string(reason), .subject = address, .field = "listen.address"});
  };
  switch (TryBind(host, port)) {
    case EADDRINUSE:
      return fault(absl::StatusCode::kFailedPrecondition, "PORT_IN_USE",
                   "another program uses the port (perhaps another hub); stop it or choose another "
                   "port in [listen] address");
    case EADDRNOTAVAIL:
      return fault(absl::StatusCode::kFailedPrecondition, "ADDRESS_NOT_HERE",
                   "this machine does not have that address; correct [listen] address");
    case EACCES:
    case EPERM:
      return fault(absl::StatusCode::kFailedPrecondition, "PORT_NOT_ALLOWED",
                   "this user may not use that port; choose one from 1024 on");
    default:
      return fault(absl::StatusCode::kUnavailable, "LISTEN", "try again");
  }
}

}  // namespace liaison
