#include "clients/cli/map_checks.h"

#include <algorithm>
#include <string>
#include <utility>

#include "clients/cli/map_change_view.h"
#include "clients/core/geometry/topology.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::StatusOr<std::vector<MapDocument>> NeighboursOf(MapSession& session,
                                                      const MapRecord& record) {
  std::vector<MapDocument> documents;
  for (const std::string& name : record.state.policy->neighbours) {
    const MapRecord* const neighbour = session.book.Find(name);
    const MapEntry* const entry =
        neighbour == nullptr ? nullptr : neighbour->InForceAt(session.now_ms);
    if (entry == nullptr) continue;
    ASSIGN_OR_RETURN(std::optional<MapDocument> document,
                     session.desk->maps().Document(entry->note().content.sha256));
    if (document.has_value()) documents.push_back(*std::move(document));
  }
  return documents;
}

int64_t Errors(const std::vector<MapFinding>& findings) {
  return std::count_if(findings.begin(), findings.end(),
                       [](const MapFinding& finding) { return finding.error; });
}

}  // namespace

absl::StatusOr<CheckedMap> CheckMap(MapSession& session, const MapRecord& record,
                                    const MapDocument& document) {
  CheckedMap checked;
  ASSIGN_OR_RETURN(const std::vector<MapDocument> neighbours, NeighboursOf(session, record));
  std::vector<const MapDocument*> pointers;
  for (const MapDocument& neighbour : neighbours) pointers.push_back(&neighbour);
  checked.findings = CheckTopology(document, pointers);
  if (!document.base.has_value()) return checked;
  ASSIGN_OR_RETURN(checked.base, session.desk->maps().Document(*document.base));
  if (!checked.base.has_value()) return checked;
  absl::StatusOr<MapDifference> difference = DifferenceOf(*checked.base, document);
  // Geometry that cannot be compared is among the findings.
  if (difference.ok()) checked.difference = *std::move(difference);
  return checked;
}

void ShowChecked(Context& context, const MapDocument& document, const CheckedMap& checked) {
  Output& output = context.output;
  const int64_t errors = Errors(checked.findings);
  output.Line(output.Say("map.read", {static_cast<int64_t>(document.features.size()), errors,
                                      static_cast<int64_t>(checked.findings.size()) - errors}));
  ShowFindings(context, checked.findings);
  if (checked.difference.has_value()) {
    output.Line(output.Say(
        "map.against", {static_cast<int64_t>(document.version) - 1,
                        MessageArg::Composed(DifferenceSummary(context, *checked.difference))}));
  }
}

absl::Status RefuseErrors(const std::vector<MapFinding>& findings, absl::string_view subject) {
  if (!HasError(findings)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "the map has errors, nothing was written",
                   {.reason = "MAP_FINDINGS",
                    .subject = std::string(subject),
                    .field = std::to_string(Errors(findings))});
}

}  // namespace liaison
