#include "clients/cli/grpc_connector.h"

#include <memory>

#include "absl/time/time.h"
#include "clients/core/connection/grpc_connection.h"
#include "proto/base/status_macros.h"
#include "proto/wire/certificate.h"
#include "proto/wire/sign.h"

namespace liaison {
namespace {

constexpr absl::Duration kYear = absl::Hours(24 * 365);

absl::StatusOr<std::unique_ptr<HubConnection>> Connect(const HubAddress& hub, Clock& clock,
                                                       Random& random) {
  ASSIGN_OR_RETURN(const SigningKey key, SigningKey::FromSeed(hub.tls_seed));
  // Only the key is pinned; the dates mean nothing to either side, but must hold now.
  ASSIGN_OR_RETURN(const TlsIdentity identity, MakeTlsIdentity(key, "liaison", clock.Now() - kYear,
                                                               clock.Now() + kYear, random));
  return ConnectByGrpc({.address = hub.address, .pins = hub.hub_spki_sha256}, identity);
}

}  // namespace

HubConnector MakeGrpcConnector(Clock& clock, Random& random) {
  return [&clock, &random](const HubAddress& hub) { return Connect(hub, clock, random); };
}

}  // namespace liaison
