// The hub's port as devices see it: TLS that lets the directory decide, limits, keepalive.
#ifndef LIAISON_HUB_GATEWAY_PINNED_PORT_H_
#define LIAISON_HUB_GATEWAY_PINNED_PORT_H_

#include "grpcpp/server_builder.h"
#include "hub/gateway/server.h"

namespace liaison {

// Adds it to `builder`. After BuildAndStart `*bound` is the port taken, 0 if none.
void AddPinnedPort(const GatewayOptions& options, grpc::ServerBuilder& builder, int* bound);

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_PINNED_PORT_H_
