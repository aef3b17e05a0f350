// Which charter a person trusts: the pin typed, or that of the mission which this home has joined.
#ifndef LIAISON_CLIENTS_CLI_PINNED_CHARTER_H_
#define LIAISON_CLIENTS_CLI_PINNED_CHARTER_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "proto/text/hash.h"

namespace liaison {

// `typed` may be empty. nullopt: neither. Errors: those of ParsePin.
absl::StatusOr<std::optional<Hash>> PinnedCharter(Context& context, const std::string& typed);

// What everything rests on where nobody has named a charter. Unauthenticated CHARTER_NOT_PINNED.
absl::Status NotPinned(const Hash& charter);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_PINNED_CHARTER_H_
