// When this desk's alarm was last tried. An alarm that nobody tries is found broken when it is
// needed, so every shift tries it once and the next one sees when. Source: DOMAIN.md, "what the
// past teaches"; DESIGN section 11.
#ifndef LIAISON_CLIENTS_CORE_DESK_ALARM_RECORD_H_
#define LIAISON_CLIENTS_CORE_DESK_ALARM_RECORD_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/core/database/database.h"

namespace liaison {

// By the own clock: nobody else knows. Errors: those of the database.
absl::Status RecordAlarmTest(Database& database, int64_t time_ms);
// nullopt: never.
absl::StatusOr<std::optional<int64_t>> LastAlarmTest(Database& database);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DESK_ALARM_RECORD_H_
