// The exit status of the hub's commands, as every program of the mission has them. Source: DESIGN
// section 11, STYLE's error table.
#ifndef LIAISON_HUB_EXIT_CODE_H_
#define LIAISON_HUB_EXIT_CODE_H_

#include "absl/status/status.h"

namespace liaison {

inline constexpr int kExitUsage = 2;

// 0 ok, 1 error, 3 not found, 4 trust, 5 a person must act, 6 the hub is not reachable, 7 damaged
// or forged.
constexpr int ExitCodeOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kNotFound:
      return 3;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return 4;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return 5;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return 6;
    case absl::StatusCode::kDataLoss:
      return 7;
    default:
      return 1;
  }
}

}  // namespace liaison

#endif  // LIAISON_HUB_EXIT_CODE_H_
