// Rows that are joined, directly or by way of others.
#ifndef LIAISON_CLIENTS_CORE_REPORT_COMPONENTS_H_
#define LIAISON_CLIENTS_CORE_REPORT_COMPONENTS_H_

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "clients/core/report/row_index.h"

namespace liaison {

class Components {
 public:
  explicit Components(size_t rows) : parent_(rows) {
    std::iota(parent_.begin(), parent_.end(), RowId{0});
  }
  // The lowest row of its component.
  RowId Of(RowId row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }
  void Join(RowId a, RowId b) {
    a = Of(a), b = Of(b);
    if (a > b) std::swap(a, b);
    parent_[b] = a;
  }

 private:
  std::vector<RowId> parent_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_COMPONENTS_H_
