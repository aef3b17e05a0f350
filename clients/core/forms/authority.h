// What the charter lets an office say, and to whom a label lets a notice go. The sender's client
// refuses first; a recipient's client asks the same and shows "outside authority".
// Source: DOMAIN, words (label, party); CRYPTO 1.14.
#ifndef LIAISON_CLIENTS_CORE_FORMS_AUTHORITY_H_
#define LIAISON_CLIENTS_CORE_FORMS_AUTHORITY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/rules/directory.h"
#include "proto/text/canonical_json.h"
#include "proto/text/names.h"

namespace liaison {

// Whether a notice with `label` may go to `addressees` (offices of `to` and `info`). `author` may
// always read its own. `addressees`: whoever is addressed, nobody else later; `guarantors`:
// guarantors; `mission`: every party but observers; `observers`, `public`: every party.
// Errors: PermissionDenied LABEL_TOO_NARROW, subject = the first office outside;
// InvalidArgument LABEL; NotFound UNKNOWN_OFFICE.
absl::Status LabelAllows(const Mission& mission, absl::string_view label, absl::string_view author,
                         const std::vector<std::string>& addressees);

// Whether `office` may send this form of `kind` (without version): its charter limits of kinds and
// zones. A form without `zone` speaks about none.
// Errors: PermissionDenied KIND_NOT_ALLOWED, OUTSIDE_ZONE (subject = the zone, message names the
// zones allowed); NotFound UNKNOWN_OFFICE, UNKNOWN_ZONE.
absl::Status CheckAuthority(const Mission& mission, absl::string_view office,
                            absl::string_view kind, const Json& form);

// All that the sender's client refuses before anybody sees the notice: addressees that the mission
// does not have, the two above. Errors: theirs; NotFound UNKNOWN_MAILBOX.
struct NoticeAddress {
  const MailboxId& as;
  const std::vector<MailboxId>& to;
  const std::vector<MailboxId>& info;
};
absl::Status CheckMaySend(const Mission& mission, const NoticeAddress& address,
                          absl::string_view kind, const Json& form);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_AUTHORITY_H_
