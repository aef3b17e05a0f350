// HubConnection over gRPC with mutual TLS. The hub is known by the hash of its public key, which
// the charter pins; there is no certificate authority and names in certificates mean nothing. This
// is the only client file that includes gRPC. Source: CRYPTO 1.12; DESIGN 11 (gRPC 1.51 notes).
#ifndef LIAISON_CLIENTS_CORE_CONNECTION_GRPC_CONNECTION_H_
#define LIAISON_CLIENTS_CORE_CONNECTION_GRPC_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/core/connection/hub_connection.h"
#include "proto/text/hash.h"
#include "proto/wire/certificate.h"

namespace liaison {

struct GrpcConnectionOptions {
  std::string address;     // "host:port"
  std::vector<Hash> pins;  // SHA-256 of the hub's SPKI; any of them
  // How long a call waits for a line and an answer. Afterwards the outcome is unknown.
  // How long the first call waits for a line.
  absl::Duration connect_patience = absl::Seconds(3);
  absl::Duration deadline = absl::Seconds(10);
  // A watch stream without any message for so long is dead (beacons come every 30 s).
  absl::Duration silence_max = absl::Seconds(75);
  // A blob's transfer that moves fewer bytes than this in a whole span is broken.
  absl::Duration trickle_span = absl::Seconds(30);
  uint64_t trickle_bytes = uint64_t{30} * 1024;
};

// Connects lazily; never fails because the hub is away. `identity`: the device's TLS key and
// certificate; gRPC keeps its own copy of the key in plain memory, which we cannot prevent.
// Sets gRPC's process-wide environment on first use, so call it before other threads start.
// Errors: InvalidArgument (no pin, no address).
absl::StatusOr<std::unique_ptr<HubConnection>> ConnectByGrpc(const GrpcConnectionOptions& options,
                                                             const TlsIdentity& identity);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_CONNECTION_GRPC_CONNECTION_H_
