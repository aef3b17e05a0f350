// The own copy of the log alone: without key store, passphrase or hub.
#ifndef LIAISON_CLIENTS_CLI_LOCAL_MIRROR_H_
#define LIAISON_CLIENTS_CLI_LOCAL_MIRROR_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/core/trust/mirror.h"

namespace liaison {

// Errors: those of ReadHomeConfig, ReadMission, Mirror::Open.
absl::StatusOr<std::unique_ptr<Mirror>> OpenMirror(const Context& context);
// Errors: those of Mirror::Usable; FailedPrecondition NOT_SYNCED (nothing was ever fetched).
absl::Status CheckShowable(const Mirror& mirror);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_LOCAL_MIRROR_H_
