#include "tests/bench/sql_group_bys.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/report/row_fields.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status InsertRows(const ReportModel& model, Database& database) {
  for (const ModelRow& row : model.rows) {
    const bool is_counted = row.counted && row.row.kind == kViolationKind;
    std::string kind = row.row.kind;
    if (kind == kViolationKind) {
      ASSIGN_OR_RETURN(ViolationFields fields, ReadViolation(row.row.fields));
      kind = std::move(fields.kind);
    }
    RETURN_IF_ERROR(
        database.Run("INSERT INTO rows VALUES(?,?,?,?,?,?)",
                     {absl::string_view(row.row.office), absl::string_view(row.row.zone),
                      absl::string_view(row.row.province), absl::string_view(kind),
                      row.row.event_ms, int64_t{is_counted}}));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> LoadRows(const ReportModel& model) {
  ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                   Database::Open(":memory:", Secret::CopyOf(std::string(32, 'k'))));
  RETURN_IF_ERROR(database->Run(
      "CREATE TABLE rows(office TEXT, zone TEXT, province TEXT, kind TEXT, event_ms INTEGER, "
      "counted INTEGER)"));
  RETURN_IF_ERROR(database->Transaction([&] { return InsertRows(model, *database); }));
  return database;
}

absl::Status RunGroupBys(Database& database, const ReportModel& model) {
  const std::vector<std::pair<std::string, std::string>> splits = {
      {"v.reg", ""},
      {"v.reg", "zone"},
      {"v.province", "province"},
      {"v.kind", "kind"},
      {"v.day", "date(event_ms / 1000, 'unixepoch')"}};
  bool is_equal = true;
  for (const auto& [figure, column] : splits) {
    const std::string second = column.empty() ? "''" : absl::StrCat("'.' || ", column);
    const std::string sql = absl::StrCat("SELECT '", figure, ".' || office || ", second,
                                         ", sum(counted) FROM rows GROUP BY office",
                                         column.empty() ? "" : ", ", column);
    RETURN_IF_ERROR(database.Query(sql, {}, [&](const SqlRow& row) {
      const Figure* found = model.Find(row.Text(0));
      const int64_t counted = found == nullptr ? 0 : std::get<int64_t>(found->value);
      is_equal = is_equal && counted == row.Integer(1);
    }));
  }
  return is_equal ? absl::OkStatus() : absl::InternalError("SQL counts otherwise");
}

}  // namespace liaison
