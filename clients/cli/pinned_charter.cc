#include "clients/cli/pinned_charter.h"

#include "clients/core/desk/home.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<std::optional<Hash>> PinnedCharter(Context& context, const std::string& typed) {
  if (!typed.empty()) {
    ASSIGN_OR_RETURN(const Hash pin, ParsePin(typed));
    return std::optional<Hash>(pin);
  }
  const HomePaths paths(context.home);
  const absl::StatusOr<HomeConfig> config = ReadHomeConfig(paths, context.world.files);
  if (!config.ok()) return std::optional<Hash>();
  const absl::StatusOr<JoinedMission> mission =
      ReadMission(*config, paths, context.world.files, context.world.crypto);
  if (!mission.ok()) return std::optional<Hash>();
  return std::optional<Hash>(mission->pin);
}

absl::Status NotPinned(const Hash& charter) {
  return MakeError(
      absl::StatusCode::kUnauthenticated,
      "everything fits together, but you have not said which charter you trust",
      {.reason = "CHARTER_NOT_PINNED", .subject = PrintPin(charter), .field = "charter"});
}

}  // namespace liaison
