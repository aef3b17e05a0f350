#include "clients/core/report/begin_model.h"

#include <algorithm>
#include <tuple>

#include "clients/core/report/period_rules.h"
#include "proto/base/error.h"

namespace liaison {

ModelOffice& OfficeOf(ReportModel& model, const std::string& name) {
  const auto place = std::lower_bound(
      model.offices.begin(), model.offices.end(), name,
      [](const ModelOffice& office, const std::string& wanted) { return office.office < wanted; });
  if (place != model.offices.end() && place->office == name) return *place;
  return *model.offices.insert(place, ModelOffice{.office = name, .owes = false});
}

absl::StatusOr<ReportModel> BeginModel(const ReportFrame& frame) {
  ReportModel model;
  model.series = frame.open.series;
  model.number = frame.open.number;
  model.period = frame.open.period;
  model.cut = frame.cut;
  model.cut_ms = frame.cut_ms;
  model.late_after_ms = frame.late_after_ms;
  model.earlier_cut = frame.earlier_cut;
  model.aside = frame.aside;
  model.zones = frame.zones;
  std::sort(model.zones.begin(), model.zones.end());
  model.maps = frame.maps;
  std::sort(model.maps.begin(), model.maps.end(), [](const ModelMap& a, const ModelMap& b) {
    return std::tie(a.map, a.version) < std::tie(b.map, b.version);
  });
  model.obligations = frame.obligations;
  std::sort(model.obligations.begin(), model.obligations.end(), [](const auto& a, const auto& b) {
    return std::tie(a.id, a.variant) < std::tie(b.id, b.variant);
  });
  model.rules_version = "1";
  model.render_profile = "1";
  for (const std::string& office : frame.open.owes) OfficeOf(model, office).owes = true;
  if (frame.zone) model.offsets = OffsetsWithin(*frame.zone, model.period);
  if (frame.zone || model.period.zone == "UTC") return model;
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "the rules of the period's time zone are needed to know its days",
                   {.reason = "ZONE", .subject = model.period.zone});
}

}  // namespace liaison
