#include "clients/core/report/violation_figures.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "clients/core/report/period_rules.h"
#include "clients/core/report/row_fields.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kRegistered = "V1";
constexpr absl::string_view kEvents = "V2";
constexpr absl::string_view kCasualties = "V3";
constexpr absl::string_view kOfWhich = "V4";
constexpr absl::string_view kApart = "V5";

// What every office has a figure of, be it zero or unknown.
void BeginOffice(const ReportModel& model, const ModelOffice& office, FigureBook& book) {
  const bool is_known = office.sheet.has_value();
  const auto begin = [&](absl::string_view name, absl::string_view rule) {
    book.Begin(name, rule, {{"office", office.office}}, is_known);
  };
  begin("v.reg", kRegistered);
  for (const std::string& zone : model.zones) {
    book.Begin("v.reg", kRegistered, {{"office", office.office}, {"zone", zone}}, is_known);
  }
  begin("v.events", kEvents);
  begin("v.events_unknown", kEvents);
  for (const absl::string_view harm : kHarms) {
    begin(absl::StrCat("v.", harm, "_unknown"), kCasualties);
  }
  for (const absl::string_view name : {"v.late", "v.late_earlier", "v.boundary", "v.designated"}) {
    begin(name, kOfWhich);
  }
  for (const absl::string_view name : {"v.replaced", "v.withdrawn", "v.exercise"})
    begin(name, kApart);
}

class ViolationCounter {
 public:
  ViolationCounter(const ReportModel& model, FigureBook& book)
      : model_(model), days_(model), book_(book) {
    for (size_t harm = 0; harm < kHarms.size(); ++harm) {
      harms_[harm] = absl::StrCat("v.", kHarms[harm]);
      unknown_harms_[harm] = absl::StrCat(harms_[harm], "_unknown");
    }
  }

  absl::Status Take(RowId id) {
    const ModelRow& row = model_.rows[id];
    if (row.row.kind != kViolationKind) return absl::OkStatus();
    CountApart(id, row);
    if (!row.counted) return absl::OkStatus();
    ASSIGN_OR_RETURN(const ViolationFields fields, ReadViolation(row.row.fields));
    CountRegistered(id, row.row, fields);
    CountEvents(id, row.row.office, fields);
    CountHarm(id, row.row.office, fields);
    if (HasFlag(row, "LATE")) Add("v.late", kOfWhich, row, id);
    if (HasFlag(row, "BOUNDARY")) Add("v.boundary", kOfWhich, row, id);
    if (fields.designated) Add("v.designated", kOfWhich, row, id);
    return absl::OkStatus();
  }

 private:
  void Add(absl::string_view name, absl::string_view rule, const ModelRow& row, RowId id) {
    book_.AddRow(name, rule, {{"office", row.row.office}}, id);
  }

  // Replaced and withdrawn ones and exercises, by their own times.
  void CountApart(RowId id, const ModelRow& row) {
    if (HasFlag(row, "LATE_EARLIER")) Add("v.late_earlier", kOfWhich, row, id);
    const bool is_apart = row.fate == RowFate::kReplaced || row.fate == RowFate::kWithdrawn ||
                          row.fate == RowFate::kExercise;
    if (!is_apart || !IsInPeriod(model_, row.row.event_ms)) return;
    Add(absl::StrCat("v.", RowFateName(row.fate)), kApart, row, id);
  }

  void CountRegistered(RowId id, const ReportRow& row, const ViolationFields& fields) {
    const absl::string_view office = row.office;
    const auto add = [&](absl::string_view name, absl::string_view member,
                         absl::string_view value) {
      book_.AddRow(name, kRegistered, {{"office", office}, {member, value}}, id);
    };
    book_.AddRow("v.reg", kRegistered, {{"office", office}}, id);
    add("v.reg", "zone", row.zone);
    add("v.province", "province", row.province);
    add("v.kind", "kind", fields.kind);
    add("v.day", "day", days_.DayOf(row.event_ms));
    add("v.side", "side", fields.side);
  }

  void CountEvents(RowId id, absl::string_view office, const ViolationFields& fields) {
    if (fields.count) {
      book_.AddRow("v.events", kEvents, {{"office", office}}, id, *fields.count);
    } else {
      book_.AddRow("v.events_unknown", kEvents, {{"office", office}}, id);
    }
  }

  void CountHarm(RowId id, absl::string_view office, const ViolationFields& fields) {
    for (size_t harm = 0; harm < kHarms.size(); ++harm) {
      bool is_stated = false;
      for (const Casualties& casualties : fields.casualties) {
        if (!casualties.numbers[harm]) continue;
        is_stated = true;
        book_.AddRow(harms_[harm], kCasualties, {{"office", office}, {"class", casualties.victims}},
                     id, *casualties.numbers[harm]);
      }
      if (!is_stated) {
        book_.AddRow(unknown_harms_[harm], kCasualties, {{"office", office}}, id);
      }
    }
  }

  const ReportModel& model_;
  const LocalDays days_;
  FigureBook& book_;
  // Names of figures, as kHarms.
  std::array<std::string, kHarms.size()> harms_;
  std::array<std::string, kHarms.size()> unknown_harms_;
};

}  // namespace

absl::Status CountViolations(const ReportModel& model, FigureBook& book) {
  for (const ModelOffice& office : model.offices) BeginOffice(model, office, book);
  ViolationCounter counter(model, book);
  for (RowId id = 0; id < model.rows.size(); ++id) RETURN_IF_ERROR(counter.Take(id));
  return absl::OkStatus();
}

}  // namespace liaison
