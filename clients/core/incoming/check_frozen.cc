#include "clients/core/incoming/check_frozen.h"

#include <string>

#include "clients/core/outgoing/compose.h"
#include "proto/base/status_macros.h"
#include "proto/text/header.h"

namespace liaison {

absl::Status CheckFrozen(const FrozenNotice& frozen, absl::string_view submitter,
                         const LogPlace& place, const Directory& directory,
                         const PublicCrypto& crypto) {
  EnvelopeHeader header = WithPlaceholders(frozen.header);
  header.from = std::string(submitter);
  RETURN_IF_ERROR(CheckBinding(frozen.notice, header, PrintHeader(header), crypto));
  return CheckNoticeSigners(frozen.note, frozen.notice, header, place, directory, crypto).status();
}

}  // namespace liaison
