// An officer's formal answer, as `liaison ack` and `liaison resolve` give it.
#ifndef LIAISON_CLIENTS_CLI_ANSWER_H_
#define LIAISON_CLIENTS_CLI_ANSWER_H_

#include <string>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "proto/text/act.h"

namespace liaison {

// To a notice or an alert, by its handle. Opens the desk, queues, sends, and says what became of
// it. Errors: AlreadyExists SAID_BEFORE; as StatusOfSent.
absl::Status GiveAnswer(Context& context, ReceiptState state, const std::string& handle);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_ANSWER_H_
