// Figures while they are counted: a value and the rows behind it, by where they are.
#ifndef LIAISON_CLIENTS_CORE_REPORT_FIGURE_BOOK_H_
#define LIAISON_CLIENTS_CORE_REPORT_FIGURE_BOOK_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/model.h"
#include "clients/core/report/row_index.h"

namespace liaison {

// A figure's place: member names and values, most general first. An empty value is "none".
using FigurePlace = std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

// One figure. Says nothing (no value) until something is added, be it zero.
struct Tally {
  std::string rule;
  JsonText where;
  FigureValue value;
  std::vector<RowId> rows;

  void Add(int64_t amount);  // also 0: the figure has a value then
  void AddRow(RowId row, int64_t amount = 1) {
    rows.push_back(row);
    Add(amount);
  }
};

class FigureBook {
 public:
  // The figure `name` at `place`; its id is both with dots. Valid until the next call.
  Tally& At(absl::string_view name, absl::string_view rule, FigurePlace place = {});
  void AddRow(absl::string_view name, absl::string_view rule, FigurePlace place, RowId row,
              int64_t amount = 1) {
    At(name, rule, place).AddRow(row, amount);
  }
  // States zero, or nothing where `is_known` is false.
  Tally& Begin(absl::string_view name, absl::string_view rule, FigurePlace place, bool is_known) {
    Tally& tally = At(name, rule, place);
    if (is_known) tally.Add(0);
    return tally;
  }

  // By id, with digests; each row counts once in `n`.
  std::vector<Figure> Finish(const std::vector<ModelRow>& rows) &&;
  // Rows of one figure in row order; none of a figure that is not there.
  std::vector<RowId> RowsOf(absl::string_view id) const;

 private:
  absl::flat_hash_map<std::string, Tally> tallies_;
  std::string id_;  // of the figure asked for
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_FIGURE_BOOK_H_
