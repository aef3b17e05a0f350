#include "clients/core/report/sheet.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report/row_fields.h"
#include "clients/core/report/sheet_parts.h"
#include "clients/core/report/words.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

constexpr absl::string_view kSheetReason = "SHEET";

bool IsBefore(const SheetDesk& a, const SheetDesk& b) {
  return std::tie(a.desk, a.year) < std::tie(b.desk, b.year);
}
bool IsBefore(const SheetRange& a, const SheetRange& b) {
  return std::tie(a.desk, a.year, a.first) < std::tie(b.desk, b.year, b.first);
}
bool IsBefore(const SheetAct& a, const SheetAct& b) {
  return std::tie(a.index, a.act, a.notice) < std::tie(b.index, b.act, b.notice);
}
bool IsBefore(const SheetUnlisted& a, const SheetUnlisted& b) {
  return std::tie(a.serial, a.notice) < std::tie(b.serial, b.notice);
}

// Calls with each list that has an order.
template <typename Sheet, typename Visit>
void VisitOrdered(Sheet& sheet, const Visit& visit) {
  visit("desks", sheet.desks);
  visit("ranges", sheet.ranges);
  visit("rows", sheet.rows);
  visit("acts", sheet.acts);
  visit("unlisted", sheet.unlisted);
}

constexpr auto kIsBefore = [](const auto& a, const auto& b) { return IsBefore(a, b); };

// Each after the one before, none twice.
template <typename Items>
bool IsOrdered(const Items& items) {
  return std::adjacent_find(items.begin(), items.end(), [](const auto& a, const auto& b) {
           return !IsBefore(a, b);
         }) == items.end();
}

absl::Status CheckOrder(const ReportSheet& sheet) {
  absl::Status status;
  VisitOrdered(sheet, [&status](absl::string_view name, const auto& items) {
    const auto out_of_order = std::adjacent_find(
        items.begin(), items.end(), [](const auto& a, const auto& b) { return !IsBefore(a, b); });
    if (out_of_order == items.end() || !status.ok()) return;
    status = Malformed(name, kSheetReason, "not in the order of a sheet, or twice");
  });
  for (size_t i = 1; i < sheet.ranges.size() && status.ok(); ++i) {
    const SheetRange& a = sheet.ranges[i - 1];
    const SheetRange& b = sheet.ranges[i];
    if (a.desk == b.desk && a.year == b.year && a.last >= b.first) {
      status = Malformed("ranges", kSheetReason, "two ranges of serials overlap");
    }
  }
  return status;
}

absl::Status RefuseRow(const ReportRow& row, absl::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument, why,
                   {.reason = std::string(kSheetReason), .subject = row.serial, .field = "rows"});
}

// Figures are counted of each: of who owes an answer, and of whose clearance is wanted.
void AddNamedOffices(const ReportRow& row, absl::flat_hash_set<std::string>& offices) {
  for (const std::string& office : row.owed_by) offices.insert(office);
  if (!IsPassageKind(row.kind)) return;
  const absl::StatusOr<PassageFields> fields = ReadPassage(row.fields);
  if (fields.ok()) offices.insert(fields->wanted.begin(), fields->wanted.end());
}

// What holds of all rows together.
absl::Status CheckRows(const std::vector<ReportRow>& rows) {
  absl::flat_hash_set<std::string> offices;
  absl::flat_hash_set<Hash> notices;
  notices.reserve(rows.size());
  for (const ReportRow& row : rows) {
    AddNamedOffices(row, offices);
    if (offices.size() > kMaxListed) return RefuseRow(row, "names more offices than there can be");
    // A notice has one serial, so its own office would not state it twice.
    if (!notices.insert(row.notice).second) return RefuseRow(row, "states a notice a second time");
  }
  return absl::OkStatus();
}

void WriteSheet(const ReportSheet& sheet, JsonWriter::Sink sink) {
  JsonWriter out(sink);
  const auto list = [&out](absl::string_view name, const auto& items) {
    out.List(name, items, [&out](const auto& item) { out.Object([&] { Write(item, out); }); });
  };
  out.Object([&] {
    list("acts", sheet.acts);
    list("desks", sheet.desks);
    list("links", sheet.links);
    out.Text("office", sheet.office);
    list("positions", sheet.positions);
    list("ranges", sheet.ranges);
    out.Text("report", sheet.report);
    out.List("rows", sheet.rows, [&out](const ReportRow& row) { WriteRow(row, out); });
    list("unlisted", sheet.unlisted);
  });
}

}  // namespace

std::string PrintSheet(const ReportSheet& sheet) {
  const size_t guess = 4096 + 1024 * sheet.rows.size() + 300 * sheet.acts.size();
  return WholeText(guess, [&sheet](JsonWriter::Sink sink) { WriteSheet(sheet, sink); });
}

Hash HashOfSheet(const ReportSheet& sheet) {
  return HashOfText([&sheet](JsonWriter::Sink sink) { WriteSheet(sheet, sink); });
}

absl::StatusOr<ReportSheet> ParseSheet(absl::string_view bytes) {
  if (bytes.size() > kMaxSheetBytes) return Malformed("", kSheetReason, "too large");
  ReportSheet sheet;
  MemberReader in(kSheetReason, bytes);
  in.LongList("acts", sheet.acts, ReadSheetAct);
  in.List("desks", sheet.desks, ReadSheetDesk);
  in.List("links", sheet.links, ReadSheetLink);
  in.Word("office", sheet.office, IsOffice);
  in.List("positions", sheet.positions, ReadSheetPosition);
  in.List("ranges", sheet.ranges, ReadSheetRange);
  in.Text("report", sheet.report);
  in.LongList("rows", sheet.rows, ReadRow);
  in.List("unlisted", sheet.unlisted, ReadSheetUnlisted);
  in.Check(AreDesksOf(sheet.office, sheet.desks, sheet.ranges), "desks", "of another office");
  if (in.ok()) in.Take("", CheckOrder(sheet));
  if (in.ok()) in.Take("", CheckRows(sheet.rows));
  ASSIGN_OR_RETURN(sheet, in.Finish(std::move(sheet)));
  if (!IsWholeText(bytes, [&sheet](JsonWriter::Sink sink) { WriteSheet(sheet, sink); })) {
    return Malformed("", "NOT_CANONICAL", "not written as this program writes a sheet");
  }
  return sheet;
}

void NormaliseSheet(ReportSheet& sheet) {
  VisitOrdered(sheet, [](absl::string_view, auto& items) {
    if (IsOrdered(items)) return;
    std::sort(items.begin(), items.end(), kIsBefore);
    items.erase(std::unique(items.begin(), items.end()), items.end());
  });
}

}  // namespace liaison
