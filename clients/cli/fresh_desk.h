// Opens the desk and fetches what is new, telling alarms and refusals on the way.
#ifndef LIAISON_CLIENTS_CLI_FRESH_DESK_H_
#define LIAISON_CLIENTS_CLI_FRESH_DESK_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"

namespace liaison {

// `line` says whether what the desk shows is fresh: ok, or Unavailable, which hides nothing that is
// there. Errors: those of Context::OpenDesk; of Desk::Sync, but for Unavailable.
absl::StatusOr<std::unique_ptr<Desk>> OpenFreshDesk(Context& context, absl::Status& line);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_FRESH_DESK_H_
