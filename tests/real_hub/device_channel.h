// A device's own connection to a hub on this machine, over mutual TLS as the officers' program
// makes it, but with gRPC's bare stubs: calls can fail at once, and batches can be streamed.
#ifndef LIAISON_TESTS_REAL_HUB_DEVICE_CHANNEL_H_
#define LIAISON_TESTS_REAL_HUB_DEVICE_CHANNEL_H_

#include <cstdint>
#include <memory>

#include "grpcpp/channel.h"
#include "proto/wire/certificate.h"

namespace liaison {

// Never shares its connection with another channel. Takes whatever key the hub shows: what is
// tested is the hub. PrepareGrpcEnvironment (hub/gateway/server.h) comes first. nullptr if nobody
// answers in 30 s.
std::shared_ptr<grpc::Channel> ConnectDevice(const TlsIdentity& identity, uint16_t port);

}  // namespace liaison

#endif  // LIAISON_TESTS_REAL_HUB_DEVICE_CHANNEL_H_
