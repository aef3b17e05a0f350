#include "clients/core/report/sheet_merge.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

using DeskYear = std::pair<std::string, int>;

// What a serial may be, the weakest first.
constexpr std::array<absl::string_view, 4> kViews = {"void", "out_of_scope", "row", "withheld"};
constexpr size_t kRowView = 2;

// How many parts see a stretch of serials as what; changes at these numbers.
using Stretches = std::map<uint64_t, std::array<int, kViews.size()>>;

struct Merging {
  ReportSheet sheet;
  std::map<DeskYear, uint64_t> last;
  std::map<DeskYear, Stretches> views;
  std::map<std::tuple<std::string, int, uint64_t>, ReportRow> rows;
};

absl::Status Refuse(absl::string_view reason, absl::string_view subject,
                    absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, message,
                   {.reason = std::string(reason), .subject = std::string(subject)});
}

void See(Merging& merging, const DeskYear& desk, uint64_t first, uint64_t last, size_t view) {
  Stretches& stretches = merging.views[desk];
  ++stretches[first].at(view);
  --stretches[last + 1].at(view);
}

absl::Status TakeRow(Merging& merging, const ReportRow& row) {
  ASSIGN_OR_RETURN(const Serial serial, ParseSerial(row.serial));
  const DeskYear desk = {std::string(DeskOf(row.serial)), serial.year};
  const auto [there, is_new] =
      merging.rows.try_emplace({desk.first, desk.second, serial.number}, row);
  if (!is_new && there->second != row) {
    return Refuse("PART_CLASH", row.serial, "two desks of the office hold this notice differently");
  }
  if (is_new) See(merging, desk, serial.number, serial.number, kRowView);
  return absl::OkStatus();
}

absl::Status TakeRange(Merging& merging, const SheetRange& range) {
  const auto* const view = absl::c_find(kViews, range.why);
  if (view == kViews.end()) {
    return Refuse("SHEET", range.desk, absl::StrCat("no reason for a serial: ", range.why));
  }
  See(merging, {range.desk, range.year}, range.first, range.last,
      static_cast<size_t>(view - kViews.begin()));
  return absl::OkStatus();
}

absl::Status TakePart(Merging& merging, const ReportSheet& part) {
  for (const SheetDesk& desk : part.desks) {
    uint64_t& last = merging.last[{desk.desk, desk.year}];
    last = std::max(last, desk.last);
  }
  for (const SheetRange& range : part.ranges) RETURN_IF_ERROR(TakeRange(merging, range));
  for (const ReportRow& row : part.rows) RETURN_IF_ERROR(TakeRow(merging, row));
  absl::c_copy(part.acts, std::back_inserter(merging.sheet.acts));
  absl::c_copy(part.unlisted, std::back_inserter(merging.sheet.unlisted));
  absl::c_copy(part.links, std::back_inserter(merging.sheet.links));
  absl::c_copy(part.positions, std::back_inserter(merging.sheet.positions));
  return absl::OkStatus();
}

// The strongest of what the parts say; nullopt: nobody knows of it.
std::optional<size_t> StrongestView(const std::array<int, kViews.size()>& count) {
  for (size_t view = kViews.size(); view-- > 0;) {
    if (count.at(view) > 0) return view;
  }
  return std::nullopt;
}

void AddRange(std::vector<SheetRange>& ranges, const DeskYear& desk, uint64_t first, uint64_t last,
              size_t view) {
  const bool goes_on = !ranges.empty() && ranges.back().desk == desk.first &&
                       ranges.back().year == desk.second && ranges.back().last + 1 == first &&
                       ranges.back().why == kViews.at(view);
  if (goes_on) {
    ranges.back().last = last;
  } else {
    ranges.push_back({.desk = desk.first,
                      .year = desk.second,
                      .first = first,
                      .last = last,
                      .why = std::string(kViews.at(view))});
  }
}

// Rows that another desk withholds go.
void DropRows(Merging& merging, const DeskYear& desk, uint64_t first, uint64_t end) {
  const auto from = merging.rows.lower_bound({desk.first, desk.second, first});
  merging.rows.erase(from, merging.rows.lower_bound({desk.first, desk.second, end}));
}

void SettleViews(Merging& merging) {
  for (const auto& [desk, stretches] : merging.views) {
    std::array<int, kViews.size()> count{};
    for (auto stretch = stretches.begin(); std::next(stretch) != stretches.end(); ++stretch) {
      for (size_t view = 0; view < kViews.size(); ++view)
        count.at(view) += stretch->second.at(view);
      const std::optional<size_t> view = StrongestView(count);
      if (!view.has_value() || *view == kRowView) continue;
      const uint64_t end = std::next(stretch)->first;
      AddRange(merging.sheet.ranges, desk, stretch->first, end - 1, *view);
      DropRows(merging, desk, stretch->first, end);
    }
  }
}

// Of a statement that several parts repeat the last place counts: what an officer stated later
// stands behind what he stated before.
template <typename T>
void KeepLast(std::vector<T>& all) {
  absl::flat_hash_set<T> known;
  std::vector<T> kept;
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (known.insert(*one).second) kept.push_back(*one);
  }
  all.assign(kept.rbegin(), kept.rend());
}

ReportSheet Settled(Merging merging) {
  SettleViews(merging);
  ReportSheet sheet = std::move(merging.sheet);
  std::vector<Hash> notices;
  for (auto& [place, row] : merging.rows) {
    notices.push_back(row.notice);
    sheet.rows.push_back(std::move(row));
  }
  absl::c_sort(notices);
  std::erase_if(sheet.acts, [&notices](const SheetAct& act) {
    return !absl::c_binary_search(notices, act.notice);
  });
  for (const auto& [desk, last] : merging.last) {
    sheet.desks.push_back({.desk = desk.first, .year = desk.second, .last = last});
  }
  KeepLast(sheet.links);
  KeepLast(sheet.positions);
  NormaliseSheet(sheet);
  return sheet;
}

}  // namespace

absl::StatusOr<ReportSheet> MergeSheets(const std::vector<ReportSheet>& parts) {
  Merging merging;
  merging.sheet.report = parts.front().report;
  merging.sheet.office = parts.front().office;
  // The contributing desk's own statements are the newest.
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->report != merging.sheet.report || part->office != merging.sheet.office) {
      return Refuse("FOREIGN_PART", part->office,
                    "this is no part of the office's sheet for this report");
    }
    RETURN_IF_ERROR(TakePart(merging, *part));
  }
  return Settled(std::move(merging));
}

}  // namespace liaison
