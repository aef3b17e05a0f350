#include "clients/core/maps/map_error.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

absl::StatusCode CodeOf(absl::string_view code) {
  if (code == "NOT_ALLOWED" || code == "UNKNOWN_KEY" || code == "REVOKED_KEY") {
    return absl::StatusCode::kPermissionDenied;
  }
  if (code == "BAD_SIGNATURE" || code == "CONTENT_MISMATCH" || code == "WRONG_LOG") {
    return absl::StatusCode::kDataLoss;
  }
  if (code == "UNKNOWN_TARGET") return absl::StatusCode::kNotFound;
  if (code == "TOO_BIG") return absl::StatusCode::kInvalidArgument;
  return absl::StatusCode::kFailedPrecondition;
}

}  // namespace

absl::Status MapError(absl::string_view code, absl::string_view subject, absl::string_view field) {
  return MakeError(CodeOf(code), absl::StrCat(code, ": ", subject, " ", field),
                   {.reason = std::string(code),
                    .subject = std::string(subject),
                    // Others close too, and have other words for it.
                    .field = code == "CLOSED" ? "map" : std::string(field)});
}

absl::Status StatusOf(const MapVerdict& verdict, const MapBook& book, absl::string_view subject) {
  if (verdict.code.empty()) return absl::OkStatus();
  const MapRecord* const record = book.Find(verdict.map);
  const MapEntry* const head = record == nullptr ? nullptr : record->Head();
  return MapError(verdict.code, subject, head == nullptr ? "" : head->Name());
}

}  // namespace liaison
