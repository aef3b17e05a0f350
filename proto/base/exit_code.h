// The exit status of every command of both programs. Source: DESIGN section 11.
#ifndef LIAISON_PROTO_BASE_EXIT_CODE_H_
#define LIAISON_PROTO_BASE_EXIT_CODE_H_

#include "absl/status/status.h"

namespace liaison {

enum class ExitCode : int {
  kOk = 0,
  kError = 1,
  kUsage = 2,
  kNotFound = 3,     // or not openable here
  kTrust = 4,        // unknown key, authentication, passphrase
  kConflict = 5,     // a person must act
  kUnreachable = 6,  // hub away, queued, or what is here is not fresh
  kForged = 7,       // verification failed; never confused with kTrust
};

ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_EXIT_CODE_H_
