#include "clients/core/report/row_index.h"

#include <algorithm>

namespace liaison {

RowIndex::RowIndex(const std::vector<ModelRow>& rows) : rows_(rows) {
  by_notice_.reserve(rows.size());
  for (RowId id = 0; id < rows.size(); ++id) by_notice_.emplace_back(rows[id].row.notice, id);
  std::sort(by_notice_.begin(), by_notice_.end());
  for (size_t i = 1; i < by_notice_.size(); ++i) {
    if (by_notice_[i].first == by_notice_[i - 1].first) repeated_.push_back(by_notice_[i].second);
  }
}

std::optional<RowId> RowIndex::Find(const Hash& notice, absl::string_view office) const {
  const auto first =
      std::lower_bound(by_notice_.begin(), by_notice_.end(), std::make_pair(notice, RowId{0}));
  if (first == by_notice_.end() || first->first != notice) return std::nullopt;
  // Among equal hashes rows stand by office.
  const auto own = std::partition_point(first, by_notice_.end(), [&](const auto& entry) {
    return entry.first == notice && rows_[entry.second].row.office < office;
  });
  const bool is_own =
      own != by_notice_.end() && own->first == notice && rows_[own->second].row.office == office;
  return is_own ? own->second : first->second;
}

}  // namespace liaison
