// Serials that an office leaves unexplained. Source: REPORTS section A 4.
#ifndef LIAISON_CLIENTS_CORE_REPORT_GAPS_H_
#define LIAISON_CLIENTS_CORE_REPORT_GAPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "clients/core/report/model.h"
#include "clients/core/report/row_index.h"

namespace liaison {

// Those between the first and the last one of each desk that are neither a row nor in a range; with
// `told`, what others hold and the office's sheet does not know. Sorted.
std::vector<ModelGap> FindGaps(const ReportModel& model, std::vector<ModelGap> told);
// The same of one sheet alone; `why` is "gap".
std::vector<SheetRange> GapsOf(const ReportSheet& sheet);
// One of a range's serials: "TUR-d07-2017-000042".
std::string SerialText(const SheetRange& range, uint64_t number);
// Adds what `sheet` holds against the sheets of others in `model`, below the cut.
void AddToldGaps(const ReportModel& model, const RowIndex& index, const ReportSheet& sheet,
                 std::vector<ModelGap>& told);
inline constexpr absl::string_view kUnlisted = "unlisted";

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_GAPS_H_
