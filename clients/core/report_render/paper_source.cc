#include "clients/core/report_render/paper_source.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

constexpr size_t kMostOfficesATable = 5;

}  // namespace

PaperSource::PaperSource(const RenderRequest& asked, const Phrasebook& phrases)
    : request(asked), model(asked.model), say(asked.language, asked.latin_digits, phrases) {
  for (const Figure& figure : model.figures) figures_.emplace(figure.id, &figure);
  for (const ModelOffice& office : model.offices) {
    if (office.sheet) contributed_.insert(office.office);
  }
}

const Figure* PaperSource::Find(absl::string_view id) const {
  const auto figure = figures_.find(id);
  return figure == figures_.end() ? nullptr : figure->second;
}

std::string PaperSource::Shown(absl::string_view id, absl::string_view office, Unit unit) const {
  const Figure* figure = Find(id);
  if (figure == nullptr && unit == Unit::kCount && Contributed(office))
    return say.Value(int64_t{0}, unit);
  return say.Value(figure == nullptr ? FigureValue() : figure->value, unit);
}

std::string PaperSource::Shown(absl::string_view id, Unit unit) const {
  const Figure* figure = Find(id);
  return say.Value(figure == nullptr ? FigureValue() : figure->value, unit);
}

std::vector<std::string> PaperSource::WordsOf(absl::string_view prefix) const {
  std::set<std::string> words;
  for (const ModelOffice& office : model.offices) {
    const std::string start = absl::StrCat(prefix, ".", office.office, ".");
    for (auto at = figures_.lower_bound(start);
         at != figures_.end() && absl::StartsWith(at->first, start); ++at) {
      words.insert(at->first.substr(start.size()));
    }
  }
  return {words.begin(), words.end()};
}

void AddOfficeTable(const PaperSource& source, const std::string& title,
                    const std::vector<OfficeRow>& rows, Unit unit, Paper& paper) {
  const std::vector<ModelOffice>& offices = source.model.offices;
  for (size_t first = 0; first < offices.size(); first += kMostOfficesATable) {
    const size_t end = std::min(offices.size(), first + kMostOfficesATable);
    PaperTable table{.columns = {{.title = title, .share = 2}}};
    for (size_t i = first; i < end; ++i) {
      table.columns.push_back({.title = source.say.Office(offices[i].office), .figure = true});
    }
    for (const OfficeRow& row : rows) {
      std::vector<std::string> cells = {row.name};
      for (size_t i = first; i < end; ++i) {
        const std::string& office = offices[i].office;
        cells.push_back(source.Shown(absl::StrCat(row.before, office, row.after), office, unit));
      }
      table.rows.push_back(std::move(cells));
    }
    paper.blocks.push_back(std::move(table));
  }
}

}  // namespace liaison
