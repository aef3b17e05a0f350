#include "proto/base/exit_code.h"

#include "absl/strings/match.h"
#include "proto/base/error.h"

namespace liaison {

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kInvalidArgument:
      // What the person typed, in contrast to bytes from elsewhere.
      return absl::StartsWith(ReasonOf(status), "USAGE") ? ExitCode::kUsage : ExitCode::kError;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return ExitCode::kTrust;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return ExitCode::kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnreachable;
    case absl::StatusCode::kDataLoss:
      return ExitCode::kForged;
    default:
      return ExitCode::kError;
  }
}

}  // namespace liaison
