#include "proto/text/workflow_values.h"

#include <utility>

namespace liaison {

ValueParser<std::string> OurLog(absl::string_view ns) {
  return [parse = HubOf(ns)](absl::string_view text) -> absl::StatusOr<std::string> {
    absl::StatusOr<std::string> hub = parse(text);
    if (!hub.ok()) return Malformed("", "WRONG_LOG", hub.status().message());
    return hub;
  };
}

}  // namespace liaison
