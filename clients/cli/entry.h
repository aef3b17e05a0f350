// Field-by-field entry of a notice on a terminal: what is missing is asked, the whole of it is
// shown as its addressee will read it, and one yes sends it. Nothing is kept of what was left.
#ifndef LIAISON_CLIENTS_CLI_ENTRY_H_
#define LIAISON_CLIENTS_CLI_ENTRY_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/core/desk/desk.h"
#include "clients/core/forms/form_builder.h"
#include "clients/core/outgoing/compose.h"

namespace liaison {

struct EntryRequest {
  // With what is known: kind, own mailbox, addressees and copies that were given. Addressees are
  // asked for if there are none.
  NoticeDraft draft;
  bool ask_precedence = false;  // else the draft's
  FormAssignments given;        // of the form; not asked
  // Why it may not be sent, told while it can still be changed.
  std::function<absl::Status(const NoticeDraft&)> check;
};

// The kind's name, among those that the mission lets `office` send. Errors: Aborted LEFT.
absl::StatusOr<std::string> AskKind(Context& context, const Mission& mission,
                                    const std::string& office);

// Errors: Aborted LEFT (the officer left, or said no).
absl::StatusOr<NoticeDraft> EnterNotice(Context& context, Desk& desk, EntryRequest request);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_ENTRY_H_
