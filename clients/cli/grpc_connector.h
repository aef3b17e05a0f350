// How a command reaches the hub: gRPC over TLS, as the device, to the hub that the charter pins.
#ifndef LIAISON_CLIENTS_CLI_GRPC_CONNECTOR_H_
#define LIAISON_CLIENTS_CLI_GRPC_CONNECTOR_H_

#include "clients/core/desk/desk.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"

namespace liaison {

// Both references outlive the connector.
HubConnector MakeGrpcConnector(Clock& clock, Random& random);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_GRPC_CONNECTOR_H_
