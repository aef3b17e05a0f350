#include "hub/gateway/grpc_status.h"

#include <string>

#include "proto/liaison/error_detail.h"

namespace liaison {

static_assert(static_cast<int>(absl::StatusCode::kUnauthenticated) ==
                  static_cast<int>(grpc::StatusCode::UNAUTHENTICATED),
              "both libraries number the sixteen canonical codes alike");

grpc::Status ToGrpcStatus(const absl::Status& status, grpc::CallbackServerContext& context) {
  if (status.ok()) return grpc::Status::OK;
  const std::string detail = EncodeErrorDetail(status);
  if (!detail.empty()) context.AddTrailingMetadata(kErrorDetailKey, detail);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

absl::Status FromGrpcStatus(const grpc::Status& status, const grpc::ClientContext& context) {
  if (status.ok()) return absl::OkStatus();
  const auto& trailing = context.GetServerTrailingMetadata();
  const auto detail = trailing.find(kErrorDetailKey);
  const absl::string_view bytes =
      detail == trailing.end() ? absl::string_view()
                               : absl::string_view(detail->second.data(), detail->second.size());
  return DecodeError(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                     bytes);
}

}  // namespace liaison
