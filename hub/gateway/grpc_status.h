// absl::Status to gRPC and back. The codes have the same numbers and meanings; the detail travels
// in trailing metadata (proto/liaison/error_detail.h).
#ifndef LIAISON_HUB_GATEWAY_GRPC_STATUS_H_
#define LIAISON_HUB_GATEWAY_GRPC_STATUS_H_

#include "absl/status/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

namespace liaison {

// For a Finish of the call of `context`: adds the detail to its trailing metadata.
grpc::Status ToGrpcStatus(const absl::Status& status, grpc::CallbackServerContext& context);

// What a finished call of ours said, with its detail.
absl::Status FromGrpcStatus(const grpc::Status& status, const grpc::ClientContext& context);

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_GRPC_STATUS_H_
