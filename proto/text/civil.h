// Days, and the zones that they are local to.
#ifndef LIAISON_PROTO_TEXT_CIVIL_H_
#define LIAISON_PROTO_TEXT_CIVIL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "proto/base/error.h"

namespace liaison {

// "Asia/Almaty". Errors: InvalidArgument ZONE.
absl::StatusOr<std::string> ParseZoneName(absl::string_view text);
// The version of a tz database, "2024a". Errors: InvalidArgument DATABASE.
absl::StatusOr<std::string> ParseTzVersion(absl::string_view text);

// "2017-05-04" of a day, "2026-12-05T08:00" of a minute: as absl prints it, years 1970 to 9999.
// Errors: InvalidArgument DATE.
template <typename Civil>
absl::StatusOr<Civil> ParseCivil(absl::string_view text) {
  Civil civil;
  if (absl::ParseCivilTime(text, &civil) && absl::FormatCivilTime(civil) == text &&
      civil.year() >= 1970 && civil.year() <= 9999) {
    return civil;
  }
  return Malformed("", "DATE", "not a date of the calendar such as 2017-05-04, or with T08:00");
}

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_CIVIL_H_
