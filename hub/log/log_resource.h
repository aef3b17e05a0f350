// The log as files: tiles and entry bundles of C2SP tlog-tiles v0.1.0, made from records and nodes
// when they are asked for. Source: CRYPTO 1.10.
#ifndef LIAISON_HUB_LOG_LOG_RESOURCE_H_
#define LIAISON_HUB_LOG_LOG_RESOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/log/log.h"

namespace liaison {

// "checkpoint", "tile/<L>/<N>[.p/<W>]", "tile/entries/<N>[.p/<W>]" of the tree that `head` names;
// narrower partial tiles than the newest are served too. Errors: InvalidArgument PATH, NotFound
// (beyond the head), DataLoss, Unavailable. Thread: any.
absl::StatusOr<std::string> ReadLogResource(absl::string_view ns, const Log& log,
                                            const LogHead& head, absl::string_view path);

}  // namespace liaison

#endif  // LIAISON_HUB_LOG_LOG_RESOURCE_H_
