// Whether a frozen notice (clients/core/outgoing/draft.h) may go out as it is: asked before it is
// shown for release, before it is signed, and before it is submitted. Source: CRYPTO 1.3.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_CHECK_FROZEN_H_
#define LIAISON_CLIENTS_CORE_INCOMING_CHECK_FROZEN_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/incoming/check_notice.h"
#include "clients/core/outgoing/draft.h"
#include "proto/rules/directory.h"
#include "proto/text/crypto.h"

namespace liaison {

// The frozen envelope and the notice say the same, and every signature line is one that an
// addressee will accept if `submitter` sends it at `place`. Errors: as CheckBinding and
// CheckNoticeSigners.
absl::Status CheckFrozen(const FrozenNotice& frozen, absl::string_view submitter,
                         const LogPlace& place, const Directory& directory,
                         const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_CHECK_FROZEN_H_
