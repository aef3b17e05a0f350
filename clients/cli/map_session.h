// What every command about maps begins and ends with: the desk, brought up to date, its own replay
// of all maps, and loud words where the hub says something else.
#ifndef LIAISON_CLIENTS_CLI_MAP_SESSION_H_
#define LIAISON_CLIENTS_CLI_MAP_SESSION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/desk_session.h"
#include "clients/core/maps/map_book.h"
#include "clients/core/maps/map_handle.h"
#include "clients/core/maps/map_papers.h"

namespace liaison {

struct MapSession : DeskSession {
  MapBook book;  // until now_ms
};
// Errors: those of OpenDeskSession and ReadMapBook.
absl::StatusOr<MapSession> OpenMaps(Context& context);

// Opens, runs, ends.
absl::Status WithMaps(Context& context, absl::FunctionRef<absl::Status(MapSession&)> run);

// How such a command ends: with `done` where it failed, else with DataLoss HUB_DISAGREES while the
// hub has announced what the own replay does not give and nobody has looked at it yet, else with
// the state of the line.
absl::Status EndMaps(Context& context, MapSession& session, const absl::Status& done);
// Tells every such announcement of `map` in full; from then on they are known.
absl::Status ShowDisagreements(Context& context, MapSession& session, const std::string& map);

// The document of an entry. Errors: FailedPrecondition NOT_HELD (it has not come yet); DataLoss
// with the code of what is wrong with it.
absl::StatusOr<MapDocument> HeldDocument(MapSession& session, const MapEntry& entry);

// Who signs for the own office here. Errors: PermissionDenied NOT_MAP_JWG.
absl::StatusOr<MapSigner> JwgSigner(Context& context, MapSession& session);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_SESSION_H_
