// Who speaks in scripts.
#ifndef LIAISON_PLUGINS_PLUGKIT_PEOPLE_H_
#define LIAISON_PLUGINS_PLUGKIT_PEOPLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/text/names.h"

namespace liaison {

struct Speaker {
  MailboxId as;
  std::string device;  // "irn/d04"
};

// "irn/duty": by the mailbox's first device in the test mission; or "irn/duty d04".
// Errors: InvalidArgument MAILBOX.
absl::StatusOr<Speaker> ParseSpeaker(const std::string& text);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_PEOPLE_H_
