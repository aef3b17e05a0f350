// What became of a notice that a command has queued and tried to send: shared by send, reply and
// draft.
#ifndef LIAISON_CLIENTS_CLI_SUBMITTED_H_
#define LIAISON_CLIENTS_CLI_SUBMITTED_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/core/outgoing/outbox_item.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Says it, with undeliverable mailboxes in red; `flushed` is how the line ended, `more` joins the
// JSON object. The status is the command's, see StatusOfSent.
absl::Status ShowSubmitted(Context& context, absl::string_view ns, const OutboxItem& item,
                           const absl::Status& flushed, const Json::Object& more);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_SUBMITTED_H_
