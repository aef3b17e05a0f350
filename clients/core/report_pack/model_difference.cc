#include "clients/core/report_pack/model_difference.h"

#include <algorithm>
#include <map>
#include <utility>

#include "clients/core/report_pack/pack_log.h"

namespace liaison {
namespace {

// Of the first element that only one of the two has; nullptr: they are the same.
template <typename Element>
const Element* FirstDifference(const std::vector<Element>& stated,
                               const std::vector<Element>& recomputed) {
  const auto [one, other] =
      std::mismatch(stated.begin(), stated.end(), recomputed.begin(), recomputed.end());
  if (one != stated.end()) return &*one;
  return other == recomputed.end() ? nullptr : &*other;
}

}  // namespace

size_t CountEqualFigures(const ReportModel& stated, const ReportModel& recomputed) {
  return static_cast<size_t>(
      std::count_if(stated.figures.begin(), stated.figures.end(), [&](const Figure& figure) {
        const Figure* other = recomputed.Find(figure.id);
        return other != nullptr && *other == figure;
      }));
}

absl::Status CompareModels(const ReportModel& stated, const ReportModel& recomputed) {
  if (const Figure* figure = FirstDifference(stated.figures, recomputed.figures)) {
    return PackFault("FIGURE", figure->id, "this figure does not follow from the rows");
  }
  if (const ModelRow* row = FirstDifference(stated.rows, recomputed.rows)) {
    return PackFault("ROW", row->row.serial, "this row does not follow from what was contributed");
  }
  const std::pair<const char*, bool> same[] = {
      {"offices", stated.offices == recomputed.offices},
      {"links", stated.links == recomputed.links},
      {"positions", stated.positions == recomputed.positions},
      {"ack", stated.ack == recomputed.ack},
      {"missing", stated.missing == recomputed.missing},
      {"gaps", stated.gaps == recomputed.gaps},
      {"anomalies", stated.anomalies == recomputed.anomalies},
      {"input", stated.input == recomputed.input},
      {"model", stated == recomputed}};
  for (const auto& [member, holds] : same) {
    if (!holds) return PackFault("MODEL", member, "this does not follow from what was contributed");
  }
  return absl::OkStatus();
}

std::string DifferingMember(const Json& one, const Json& other) {
  const Json::Object none;
  const Json::Object& left = one.object() == nullptr ? none : *one.object();
  const Json::Object& right = other.object() == nullptr ? none : *other.object();
  for (const auto& [name, value] : left) {
    const auto found = right.find(name);
    if (found == right.end() || found->second != value) return name;
  }
  for (const auto& [name, value] : right) {
    if (left.count(name) == 0) return name;
  }
  return "";
}

}  // namespace liaison
