#include "clients/core/report/row_index.h"

#include "proto/base/error.h"

namespace liaison {

RowIndex::RowIndex(const std::vector<ModelRow>& rows) : rows_(rows) {
  rows_by_notice_.reserve(rows.size());
  for (RowId id = 0; id < rows.size(); ++id) {
    const auto [there, is_new] = rows_by_notice_.emplace(rows[id].row.notice, id);
    if (!is_new && !same_) same_ = {there->second, id};
  }
}

absl::Status RowIndex::CheckUnique() const {
  if (!same_) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, "two rows state one notice as theirs",
                   {.reason = "SAME_NOTICE",
                    .subject = rows_[same_->first].row.serial,
                    .field = rows_[same_->second].row.serial});
}

std::optional<RowId> RowIndex::Find(const Hash& notice) const {
  const auto found = rows_by_notice_.find(notice);
  return found == rows_by_notice_.end() ? std::nullopt : std::optional<RowId>(found->second);
}

}  // namespace liaison
