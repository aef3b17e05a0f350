// What a map's version changes, and what is wrong or worth a look in it, for who must approve it.
#ifndef LIAISON_CLIENTS_CLI_MAP_CHANGE_VIEW_H_
#define LIAISON_CLIENTS_CLI_MAP_CHANGE_VIEW_H_

#include <string>
#include <vector>

#include "clients/cli/context.h"
#include "clients/core/geometry/difference.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/finding.h"
#include "clients/core/map_document/rebase.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// A line each; errors in red.
void ShowFindings(Context& context, const std::vector<MapFinding>& findings);
Json::Array FindingsJson(Context& context, const std::vector<MapFinding>& findings);

// "1 added, 1 removed, 2 reshaped (+32.7814 km2, -13.2778 km2)".
std::string DifferenceSummary(const Context& context, const MapDifference& difference);
// A line each.
void ShowDifference(Context& context, const MapDifference& difference);
Json::Object DifferenceJson(const MapDifference& difference);

void ShowConflicts(Context& context, const std::vector<MapConflict>& conflicts);
Json::Array ConflictsJson(const std::vector<MapConflict>& conflicts);

Json::Array TextsJson(const std::vector<std::string>& texts);

// "32.7814": numbers of people's measures, never rounded by a locale.
std::string Decimal(double value, int digits);
Json DecimalJson(double value, int digits);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_CHANGE_VIEW_H_
