#include "clients/core/report/gaps.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

// Office, desk, year.
using DeskYear = std::tuple<std::string, std::string, int>;
using Spans = std::vector<std::pair<uint64_t, uint64_t>>;  // first and last, both inclusive

struct Accounts {
  std::map<DeskYear, Spans> explained;
  std::map<DeskYear, uint64_t> last;
};

std::string DeskName(const Serial& serial) {
  return absl::StrCat(absl::AsciiStrToUpper(serial.office), "-", serial.device);
}

// A serial but for its number: "TUR-d07-2017".
absl::string_view StemOf(const ReportRow& row) {
  return absl::string_view(row.serial).substr(0, row.serial.rfind('-'));
}

uint64_t NumberOf(const ReportRow& row) {
  uint64_t number = 0;
  const bool is_number =
      absl::SimpleAtoi(absl::string_view(row.serial).substr(row.serial.rfind('-') + 1), &number);
  return is_number ? number : 0;
}

Accounts AccountsOf(const ReportModel& model) {
  Accounts accounts;
  for (const ModelOffice& office : model.offices) {
    for (const SheetDesk& desk : office.desks) {
      accounts.last[{office.office, desk.desk, desk.year}] = desk.last;
    }
  }
  for (const ModelOffice& office : model.offices) {
    for (const SheetRange& range : office.ranges) {
      const DeskYear desk = {office.office, range.desk, range.year};
      uint64_t& most = accounts.last[desk];
      most = std::max(most, range.last);
      accounts.explained[desk].emplace_back(range.first, range.last);
    }
  }
  // Rows of one desk stand together.
  for (auto row = model.rows.begin(); row != model.rows.end();) {
    const absl::string_view stem = StemOf(row->row);
    Spans spans;
    for (; row != model.rows.end() && StemOf(row->row) == stem; ++row) {
      const uint64_t number = NumberOf(row->row);
      spans.emplace_back(number, number);
    }
    const absl::StatusOr<Serial> serial = ParseSerial(std::prev(row)->row.serial);
    if (!serial.ok()) continue;  // Assemble and ReadRow refuse them
    const DeskYear desk = {serial->office, DeskName(*serial), serial->year};
    uint64_t& most = accounts.last[desk];
    most = std::max(most, spans.back().first);
    Spans& explained = accounts.explained[desk];
    explained.insert(explained.end(), spans.begin(), spans.end());
  }
  return accounts;
}

auto KeyOf(const ModelGap& gap) {
  return std::tie(gap.office, gap.desk, gap.year, gap.first, gap.last, gap.why, gap.by);
}

void AddGaps(const DeskYear& desk, Spans spans, uint64_t last, std::vector<ModelGap>& gaps) {
  std::sort(spans.begin(), spans.end());
  uint64_t next = 1;
  const auto skip_to = [&](uint64_t first) {
    if (first <= next) return;
    gaps.push_back({.office = std::get<0>(desk),
                    .desk = std::get<1>(desk),
                    .year = std::get<2>(desk),
                    .first = next,
                    .last = first - 1,
                    .why = "gap"});
  };
  for (const auto& [first, span_last] : spans) {
    skip_to(first);
    next = std::max(next, span_last + 1);
  }
  skip_to(last + 1);
}

// Sorted, and joined where they meet or overlap.
Spans Joined(Spans spans) {
  std::sort(spans.begin(), spans.end());
  Spans joined;
  for (const auto& [first, last] : spans) {
    if (joined.empty() || first > joined.back().second + 1) {
      joined.emplace_back(first, last);
    } else {
      joined.back().second = std::max(joined.back().second, last);
    }
  }
  return joined;
}

bool Holds(const Spans& joined, uint64_t number) {
  const auto behind =
      std::upper_bound(joined.begin(), joined.end(), number,
                       [](uint64_t sought, const auto& span) { return sought < span.first; });
  return behind != joined.begin() && std::prev(behind)->second >= number;
}

// Serials without a row that were sent all the same.
using Reasons = std::map<DeskYear, Spans>;
Reasons ReasonsIn(const ReportModel& model) {
  Reasons reasons;
  for (const ModelOffice& office : model.offices) {
    for (const SheetRange& range : office.ranges) {
      if (range.why == "void") continue;
      reasons[{office.office, range.desk, range.year}].emplace_back(range.first, range.last);
    }
  }
  for (auto& entry : reasons) entry.second = Joined(std::move(entry.second));
  return reasons;
}

// Whether the sheet accounts for the notice: as a row, or by a reason other than that it was never
// sent.
bool IsKnown(const ReportModel& model, const RowIndex& index, const Reasons& reasons,
             const Serial& serial, const SheetUnlisted& told) {
  const std::optional<RowId> row = index.Find(told.notice);
  if (row && model.rows[*row].row.serial == told.serial) return true;
  const auto desk = reasons.find({serial.office, DeskName(serial), serial.year});
  return desk != reasons.end() && Holds(desk->second, serial.number);
}

}  // namespace

std::vector<ModelGap> FindGaps(const ReportModel& model, std::vector<ModelGap> told) {
  std::vector<ModelGap> gaps = std::move(told);
  const Accounts accounts = AccountsOf(model);
  for (const auto& [desk, last] : accounts.last) {
    const auto explained = accounts.explained.find(desk);
    AddGaps(desk, explained == accounts.explained.end() ? Spans() : explained->second, last, gaps);
  }
  std::sort(gaps.begin(), gaps.end(),
            [](const ModelGap& a, const ModelGap& b) { return KeyOf(a) < KeyOf(b); });
  gaps.erase(std::unique(gaps.begin(), gaps.end()), gaps.end());
  return gaps;
}

std::string SerialText(const SheetRange& range, uint64_t number) {
  return absl::StrFormat("%s-%d-%06d", range.desk, range.year, number);
}

std::vector<SheetRange> GapsOf(const ReportSheet& sheet) {
  ReportModel model;
  model.offices.push_back({.office = sheet.office, .desks = sheet.desks, .ranges = sheet.ranges});
  for (const ReportRow& row : sheet.rows) model.rows.push_back({.row = row});
  std::vector<SheetRange> gaps;
  for (const ModelGap& gap : FindGaps(model, {})) {
    gaps.push_back(
        {.desk = gap.desk, .year = gap.year, .first = gap.first, .last = gap.last, .why = gap.why});
  }
  return gaps;
}

void AddToldGaps(const ReportModel& model, const RowIndex& index, const ReportSheet& sheet,
                 std::vector<ModelGap>& told) {
  if (sheet.unlisted.empty()) return;
  const Reasons reasons = ReasonsIn(model);
  for (const SheetUnlisted& unlisted : sheet.unlisted) {
    const absl::StatusOr<Serial> serial = ParseSerial(unlisted.serial);
    if (!serial.ok() || serial->office == sheet.office || unlisted.index >= model.cut) continue;
    for (const ModelOffice& office : model.offices) {
      if (office.office != serial->office || !office.sheet) continue;
      if (IsKnown(model, index, reasons, *serial, unlisted)) continue;
      told.push_back({.office = office.office,
                      .desk = DeskName(*serial),
                      .year = serial->year,
                      .first = serial->number,
                      .last = serial->number,
                      .why = std::string(kUnlisted),
                      .by = sheet.office});
    }
  }
}

}  // namespace liaison
