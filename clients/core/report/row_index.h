// Rows by the hash of their notice. What offices state about a notice names its hash alone, and no
// hash proves whose it is: the header and the leaf do not hold it. Were the row of either office
// preferred, or none, an office could state another's notice as its own and so take away what
// others said of it. So there is no model with two rows of one notice. A desk that holds the notice
// knows who of the two is not telling the truth.
#ifndef LIAISON_CLIENTS_CORE_REPORT_ROW_INDEX_H_
#define LIAISON_CLIENTS_CORE_REPORT_ROW_INDEX_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "clients/core/report/model.h"

namespace liaison {

using RowId = uint32_t;  // its place in a model's `rows`

// `rows` outlive it and stay sorted as a model's are.
class RowIndex {
 public:
  explicit RowIndex(const std::vector<ModelRow>& rows);
  // Errors: InvalidArgument SAME_NOTICE: two rows state one notice; subject and field are their
  // serials.
  absl::Status CheckUnique() const;
  // nullopt: none.
  std::optional<RowId> Find(const Hash& notice) const;

 private:
  const std::vector<ModelRow>& rows_;
  absl::flat_hash_map<Hash, RowId> rows_by_notice_;
  std::optional<std::pair<RowId, RowId>> same_;  // the first two that state one notice
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_ROW_INDEX_H_
