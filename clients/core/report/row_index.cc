#include "clients/core/report/row_index.h"

namespace liaison {

RowIndex::RowIndex(const std::vector<ModelRow>& rows) : rows_(rows) {
  first_.reserve(rows.size());
  for (RowId id = 0; id < rows.size(); ++id) {
    const ReportRow& row = rows[id].row;
    if (first_.emplace(row.notice, id).second) continue;
    repeated_.push_back(id);
    of_office_.emplace(std::make_pair(row.notice, absl::string_view(row.office)), id);
  }
}

std::optional<RowId> RowIndex::Find(const Hash& notice, absl::string_view office) const {
  const auto first = first_.find(notice);
  if (first == first_.end()) return std::nullopt;
  if (rows_[first->second].row.office == office) return first->second;
  const auto own = of_office_.find({notice, office});
  return own == of_office_.end() ? first->second : own->second;
}

}  // namespace liaison
