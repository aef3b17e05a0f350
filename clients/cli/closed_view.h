// Why a notice cannot be read at this desk, through whom, and the one thing to do about it.
#ifndef LIAISON_CLIENTS_CLI_CLOSED_VIEW_H_
#define LIAISON_CLIENTS_CLI_CLOSED_VIEW_H_

#include <string>

#include "clients/cli/context.h"
#include "clients/core/incoming/archive.h"
#include "proto/text/canonical_json.h"
#include "proto/text/header.h"

namespace liaison {

// Needs the header only, so every list can show it.
std::string ClosedWhy(const Context& context, const ArchivedNotice& notice,
                      const EnvelopeHeader& header);

struct ClosedText {
  std::string why;
  std::string action;
};
// Both empty for a notice that was opened.
ClosedText ClosedTextOf(const Context& context, Desk& desk, const ArchivedNotice& notice);

// What `show` ends with: NotFound, the reason is the code. `handle`: as it was typed.
absl::Status ClosedError(const Context& context, Desk& desk, const ArchivedNotice& notice,
                         const std::string& handle);

// The members `why` and `action` of a closed notice's object.
void AddClosed(const Context& context, Desk& desk, const ArchivedNotice& notice, Json& value);
// The action as a line of its own, under what was shown of a closed notice.
void ShowClosedAction(Context& context, Desk& desk, const ArchivedNotice& notice);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_CLOSED_VIEW_H_
