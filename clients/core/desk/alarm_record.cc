#include "clients/core/desk/alarm_record.h"

#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status MakeTable(Database& database) {
  return database.Run("CREATE TABLE IF NOT EXISTS alarm_test(time_ms INTEGER NOT NULL)");
}

}  // namespace

absl::Status RecordAlarmTest(Database& database, int64_t time_ms) {
  RETURN_IF_ERROR(MakeTable(database));
  return database.Run("INSERT INTO alarm_test(time_ms) VALUES(?)", {time_ms});
}

absl::StatusOr<std::optional<int64_t>> LastAlarmTest(Database& database) {
  RETURN_IF_ERROR(MakeTable(database));
  std::optional<int64_t> last;
  RETURN_IF_ERROR(database.Query("SELECT time_ms FROM alarm_test ORDER BY time_ms DESC LIMIT 1", {},
                                 [&](const SqlRow& row) { last = row.Integer(0); }));
  return last;
}

}  // namespace liaison
