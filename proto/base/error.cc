#include "proto/base/error.h"

#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace liaison {
namespace {

constexpr absl::string_view kPayloadUrl = "liaison.v1.ErrorDetail";
// Separates the fields of the in-process payload; none of our reasons, names or fields contains it.
constexpr char kSeparator = '\x1f';

}  // namespace

absl::Status MakeError(absl::StatusCode code, absl::string_view message, ErrorDetail detail) {
  absl::Status status(code, message);
  const std::string separator(1, kSeparator);
  status.SetPayload(kPayloadUrl,
                    absl::Cord(absl::StrCat(detail.reason, separator, detail.subject, separator,
                                            detail.field, separator, detail.retry_after_ms)));
  return status;
}

absl::Status Malformed(absl::string_view field, absl::string_view rule, absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, message,
                   {.reason = std::string(rule), .subject = "", .field = std::string(field)});
}

std::optional<ErrorDetail> DetailOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(std::string(*payload), kSeparator);
  if (parts.size() != 4) return std::nullopt;
  ErrorDetail detail{.reason = parts[0], .subject = parts[1], .field = parts[2]};
  if (!absl::SimpleAtoi(parts[3], &detail.retry_after_ms)) return std::nullopt;
  return detail;
}

std::string ReasonOf(const absl::Status& status) {
  const std::optional<ErrorDetail> detail = DetailOf(status);
  return detail.has_value() ? detail->reason : std::string();
}

}  // namespace liaison
