// Takes a public note that is signed to the hub, over this desk's line.
#ifndef LIAISON_CLIENTS_CLI_CARRY_NOTE_H_
#define LIAISON_CLIENTS_CLI_CARRY_NOTE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/context.h"

namespace liaison {

// `show` gets where it lies now. Errors: those of Desk::CarryNote; "queued" leaves the file as it
// is, because it counts however it arrives (CRYPTO 1.9).
absl::Status CarryNote(Context& context, Desk& desk, const std::string& note,
                       const std::function<void(int64_t)>& show);
// The same of a file, told as "logged at position N".
absl::Status CarryNoteFile(Context& context, const std::string& path);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_CARRY_NOTE_H_
