// Blobs over gRPC: long streams that nobody can give a deadline, so what is measured is whether
// they still move. Source: CRYPTO 1.7.
#ifndef LIAISON_CLIENTS_CORE_CONNECTION_GRPC_TRANSFER_H_
#define LIAISON_CLIENTS_CORE_CONNECTION_GRPC_TRANSFER_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/core/connection/hub_connection.h"
#include "proto/liaison/v1/hub.grpc.pb.h"

namespace liaison {

// A transfer that moves fewer bytes than this in a whole span is broken.
struct TrickleLimit {
  absl::Duration span = absl::Seconds(30);
  uint64_t bytes = uint64_t{30} * 1024;
};

// How a transfer ended: by an error of our own side, else by what gRPC says.
struct TransferEnd {
  absl::Status own;
  grpc::Status line;
};

// `first`: the request's first message, without data. `context` is this call's alone.
TransferEnd PutByGrpc(v1::Blobs::Stub& stub, grpc::ClientContext& context, v1::PutBlobRequest first,
                      BlobSource next, const TrickleLimit& limit, v1::BlobProgress& progress);
TransferEnd GetByGrpc(v1::Blobs::Stub& stub, grpc::ClientContext& context,
                      const v1::GetBlobRequest& request, BlobSink on_data,
                      const TrickleLimit& limit);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_CONNECTION_GRPC_TRANSFER_H_
