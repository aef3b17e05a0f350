// The ceiling of ops/bench report: five group-bys over the same rows, by SQLite in memory.
#ifndef LIAISON_TESTS_BENCH_SQL_GROUP_BYS_H_
#define LIAISON_TESTS_BENCH_SQL_GROUP_BYS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "clients/core/database/database.h"
#include "clients/core/report/model.h"

namespace liaison {

// All rows of the model, and whether each is a counted violation. Errors: those of Database.
absl::StatusOr<std::unique_ptr<Database>> LoadRows(const ReportModel& model);
// office; office x zone, province, kind, day. Errors: those of Database; Internal where a group is
// not what the model's figure says.
absl::Status RunGroupBys(Database& database, const ReportModel& model);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_SQL_GROUP_BYS_H_
