#include "clients/core/report/model.h"

#include <algorithm>
#include <array>

#include "clients/core/report/model_text.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 5> kFates = {"live", "replaced", "withdrawn", "withdrawal",
                                                     "exercise"};

}  // namespace

absl::string_view RowFateName(RowFate fate) { return kFates[static_cast<size_t>(fate)]; }

std::optional<RowFate> RowFateOf(absl::string_view name) {
  const auto* found = std::find(kFates.begin(), kFates.end(), name);
  if (found == kFates.end()) return std::nullopt;
  return static_cast<RowFate>(found - kFates.begin());
}

std::vector<Figure>::const_iterator ReportModel::FirstFrom(absl::string_view id) const {
  return std::partition_point(figures.begin(), figures.end(),
                              [id](const Figure& figure) { return figure.id < id; });
}

const Figure* ReportModel::Find(absl::string_view id) const {
  const auto found = FirstFrom(id);
  return found != figures.end() && found->id == id ? &*found : nullptr;
}

std::string PrintModel(const ReportModel& model) {
  const size_t guess = 65536 + 1024 * model.rows.size() + 256 * model.figures.size();
  return WholeText(guess, [&model](JsonWriter::Sink sink) { WriteModel(model, sink); });
}

Hash HashOfModel(const ReportModel& model) {
  return HashOfText([&model](JsonWriter::Sink sink) { WriteModel(model, sink); });
}

}  // namespace liaison
