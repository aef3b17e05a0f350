// An unlocked desk between two commands: a process of its own holds the key store's identity in
// locked memory and hands it to commands of the same user through a socket in the home (mode 0600),
// until nobody has asked for it for a while, or the officer locks. It knows no passphrase, writes
// no file, and leaves no core dump.
#ifndef LIAISON_CLIENTS_CLI_SESSION_H_
#define LIAISON_CLIENTS_CLI_SESSION_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/base/clock.h"
#include "proto/base/secret.h"

namespace liaison {

// No shift is longer; an unlocked desk never outlives it.
inline constexpr absl::Duration kLongestSession = absl::Hours(12);

// Starts the holder and returns in the calling process; a session that is there is ended first.
// `idle`: it ends when nobody has asked for this long. Errors: Unavailable SESSION (what the system
// says).
absl::Status StartSession(const std::string& socket, const Secret& identity, absl::Duration idle,
                          const Clock& clock);

// Errors: NotFound: no session.
absl::StatusOr<Secret> SessionIdentity(const std::string& socket);

// Whether there was one to end.
bool EndSession(const std::string& socket);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_SESSION_H_
