#include "clients/cli/local_mirror.h"

#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<std::unique_ptr<Mirror>> OpenMirror(const Context& context) {
  const HomePaths paths(context.home);
  ASSIGN_OR_RETURN(const HomeConfig config, ReadHomeConfig(paths, context.world.files));
  ASSIGN_OR_RETURN(const JoinedMission mission,
                   ReadMission(config, paths, context.world.files, context.world.crypto));
  return Mirror::Open(paths.mirror, config.ns, mission.pin, context.world.crypto,
                      context.world.files);
}

absl::Status CheckShowable(const Mirror& mirror) {
  RETURN_IF_ERROR(mirror.Usable());
  if (!mirror.empty()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "the copy of the log is empty",
                   {.reason = "NOT_SYNCED", .subject = "", .field = ""});
}

}  // namespace liaison
