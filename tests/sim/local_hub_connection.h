// The line between a desk and the real Hub class in one process: no sockets, no threads, so that a
// run depends on its seed alone. Injected at each call: no line, an answer that is lost after the
// hub committed, a record that the hub commits only with a later group. To be survived: whoever got
// no answer sends the same bytes again, and nothing is in the log twice.
#ifndef LIAISON_TESTS_SIM_LOCAL_HUB_CONNECTION_H_
#define LIAISON_TESTS_SIM_LOCAL_HUB_CONNECTION_H_

#include <cstdint>
#include <memory>

#include "clients/core/connection/hub_connection.h"
#include "hub/hub.h"
#include "proto/text/hash.h"

namespace liaison {

enum class LineFault : uint8_t {
  kNone,
  kDown,           // the call does not arrive
  kAnswerLost,     // a submission is committed, its answer is not heard
  kCommittedLate,  // a submission waits in the hub's queue; its answer is not heard
};

// What lies between. Outlives its connections.
class LocalLine {
 public:
  LocalLine() = default;
  LocalLine(const LocalLine&) = delete;
  LocalLine& operator=(const LocalLine&) = delete;
  virtual ~LocalLine() = default;

  // Asked before every call, and before every batch of a watch. May close and open the hub.
  virtual LineFault NextFault() = 0;
  // nullptr: the hub is not running.
  virtual Hub* hub() = 0;
};

// As the device whose certificate pins this TLS key. A watch that does not end by itself ends as a
// broken line once everything was sent.
std::unique_ptr<HubConnection> ConnectLocally(LocalLine& line, const Hash& tls_spki_sha256);

}  // namespace liaison

#endif  // LIAISON_TESTS_SIM_LOCAL_HUB_CONNECTION_H_
