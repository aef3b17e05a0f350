// The last question before something is signed.
#ifndef LIAISON_CLIENTS_CLI_REPORT_CONFIRM_H_
#define LIAISON_CLIENTS_CLI_REPORT_CONFIRM_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"

namespace liaison {

// Ok at once where nobody can be asked: a script means what it says. Errors: Aborted LEFT.
absl::Status Confirmed(Context& context, absl::string_view question);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_CONFIRM_H_
