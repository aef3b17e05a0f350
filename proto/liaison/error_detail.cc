#include "proto/liaison/error_detail.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "proto/base/error.h"
#include "proto/liaison/v1/hub.pb.h"

namespace liaison {
namespace {

constexpr size_t kDetailBytesMax = 4096;

}  // namespace

std::string EncodeErrorDetail(const absl::Status& status) {
  const std::optional<ErrorDetail> detail = DetailOf(status);
  if (!detail.has_value()) return "";
  v1::ErrorDetail message;
  message.set_reason(detail->reason);
  message.set_subject(detail->subject);
  message.set_field(detail->field);
  message.set_retry_after_ms(detail->retry_after_ms);
  return message.SerializeAsString();
}

absl::Status DecodeError(absl::StatusCode code, absl::string_view message,
                         absl::string_view detail_bytes) {
  v1::ErrorDetail detail;
  if (detail_bytes.empty() || detail_bytes.size() > kDetailBytesMax ||
      !detail.ParseFromArray(detail_bytes.data(), static_cast<int>(detail_bytes.size()))) {
    return absl::Status(code, message);
  }
  return MakeError(code, message,
                   {.reason = detail.reason(),
                    .subject = detail.subject(),
                    .field = detail.field(),
                    .retry_after_ms = detail.retry_after_ms()});
}

}  // namespace liaison
