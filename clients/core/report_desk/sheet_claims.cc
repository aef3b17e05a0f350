#include "clients/core/report_desk/sheet_claims.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "clients/core/report_desk/report_store.h"

namespace liaison {
namespace {

// The range that the serial lies in; nullptr: none.
const SheetRange* RangeOf(const ReportSheet& sheet, const Serial& serial) {
  const DeskYear desk = DeskYearOf(serial);
  const auto behind = std::upper_bound(
      sheet.ranges.begin(), sheet.ranges.end(), std::tie(desk.first, desk.second, serial.number),
      [](const auto& sought, const SheetRange& range) {
        return sought < std::tie(range.desk, range.year, range.first);
      });
  if (behind == sheet.ranges.begin()) return nullptr;
  const SheetRange& range = *std::prev(behind);
  const bool within = DeskYear(range.desk, range.year) == desk && serial.number <= range.last;
  return within ? &range : nullptr;
}

}  // namespace

SheetClaims::SheetClaims(const std::vector<ReportSheet>& sheets, TreeSize below) {
  for (const ReportSheet& sheet : sheets) {
    sheets_[sheet.office] = &sheet;
    for (const ReportRow& row : sheet.rows) {
      if (Contains(below, row.index)) rows_.emplace(row.notice, row.serial);
    }
  }
}

SheetClaim SheetClaims::Of(const HeldNotice& held) const {
  const auto sheet = sheets_.find(held.notice.serial.office);
  if (sheet == sheets_.end()) return SheetClaim::kNoSheet;
  if (rows_.contains({held.hash, held.row.serial})) return SheetClaim::kIsRow;
  const SheetRange* const range = RangeOf(*sheet->second, held.notice.serial);
  if (range == nullptr) return SheetClaim::kIsUnknown;
  if (range->why == kWithheld) return SheetClaim::kIsWithheld;
  return range->why == kOutOfScope ? SheetClaim::kIsOutOfScope : SheetClaim::kIsUnknown;
}

}  // namespace liaison
