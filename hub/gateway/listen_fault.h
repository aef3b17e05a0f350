// Why an address cannot be listened on. gRPC says only that it could not.
#ifndef LIAISON_HUB_GATEWAY_LISTEN_FAULT_H_
#define LIAISON_HUB_GATEWAY_LISTEN_FAULT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace liaison {

// Tries the address itself. Errors: FailedPrecondition PORT_IN_USE, ADDRESS_NOT_HERE or
// PORT_NOT_ALLOWED; Unavailable LISTEN where it would work now or fails in another way.
absl::Status FindListenFault(const std::string& host, uint16_t port);

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_LISTEN_FAULT_H_
