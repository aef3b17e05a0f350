// A map held against its neighbours and its base, as every command needs it that proposes or
// approves.
#ifndef LIAISON_CLIENTS_CLI_MAP_CHECKS_H_
#define LIAISON_CLIENTS_CLI_MAP_CHECKS_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/map_session.h"
#include "clients/core/geometry/difference.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/finding.h"

namespace liaison {

struct CheckedMap {
  std::vector<MapFinding> findings;
  // Against its base; nullopt: it has none, or that is not on this desk.
  std::optional<MapDocument> base;
  std::optional<MapDifference> difference;
};
// Topology, also against those neighbours in force whose documents are here. Errors: those of the
// database.
absl::StatusOr<CheckedMap> CheckMap(MapSession& session, const MapRecord& record,
                                    const MapDocument& document);
// "26 features, 0 errors, 6 warnings", the difference in one line, then every finding.
void ShowChecked(Context& context, const MapDocument& document, const CheckedMap& checked);
// Errors: InvalidArgument MAP_FINDINGS (there are errors among them).
absl::Status RefuseErrors(const std::vector<MapFinding>& findings, absl::string_view subject);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_CHECKS_H_
