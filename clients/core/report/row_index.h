// Rows by the hash of their notice.
#ifndef LIAISON_CLIENTS_CORE_REPORT_ROW_INDEX_H_
#define LIAISON_CLIENTS_CORE_REPORT_ROW_INDEX_H_

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/model.h"

namespace liaison {

using RowId = uint32_t;  // its place in a model's `rows`

// `rows` outlive it and stay sorted as a model's are.
class RowIndex {
 public:
  explicit RowIndex(const std::vector<ModelRow>& rows);
  // Of several that state the same hash that of `office`, else the first; nullopt: none.
  std::optional<RowId> Find(const Hash& notice, absl::string_view office) const;
  // Rows that state a hash which a row before them states too, in order.
  const std::vector<RowId>& repeated() const { return repeated_; }

 private:
  const std::vector<ModelRow>& rows_;
  absl::flat_hash_map<Hash, RowId> first_;
  std::map<std::pair<Hash, absl::string_view>, RowId> of_office_;  // of repeated hashes only
  std::vector<RowId> repeated_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_ROW_INDEX_H_
