#include "plugins/plugkit/people.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// The device that answers for a mailbox in the test mission.
absl::StatusOr<std::string> DeviceOf(const MailboxId& mailbox) {
  switch (mailbox.role) {
    case Role::kDuty:
      return absl::StrCat(mailbox.office, "/d01");
    case Role::kHead:
      return absl::StrCat(mailbox.office, "/d02");
    case Role::kJwg:
      return absl::StrCat(mailbox.office, "/d03");
    case Role::kEditor:
      break;
  }
  return Malformed("as", "MAILBOX", absl::StrCat("nobody answers for ", mailbox.ToString()));
}

}  // namespace

absl::StatusOr<Speaker> ParseSpeaker(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 1));
  Speaker speaker;
  ASSIGN_OR_RETURN(speaker.as, ParseMailbox(parts.first));
  if (parts.second.empty()) {
    ASSIGN_OR_RETURN(speaker.device, DeviceOf(speaker.as));
  } else {
    speaker.device = absl::StrCat(speaker.as.office, "/", parts.second);
  }
  return speaker;
}

}  // namespace liaison
