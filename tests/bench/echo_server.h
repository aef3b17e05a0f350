// The ceiling of the network: a server with the hub's port settings and service, which answers each
// submission at once with an acceptance of the usual size and does nothing else.
#ifndef LIAISON_TESTS_BENCH_ECHO_SERVER_H_
#define LIAISON_TESTS_BENCH_ECHO_SERVER_H_

#include <string>

namespace liaison {

// Prints "ready port=N" and serves until standard input ends. Returns the exit status.
int RunEchoServer(const std::string& tls_key_path, const std::string& tls_certificate_path);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_ECHO_SERVER_H_
