// The one thing that a person can do about a notice that this desk cannot open. Pure: from the
// header and the directory. Source: DESIGN section 6.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_CLOSED_ADVICE_H_
#define LIAISON_CLIENTS_CORE_INCOMING_CLOSED_ADVICE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/incoming/open_envelope.h"
#include "proto/rules/directory.h"
#include "proto/text/header.h"

namespace liaison {

enum class ClosedAction : uint8_t {
  kFetch,       // `liaison inbox` asks the hub again
  kAskAgain,    // the sending mailbox sends it once more
  kOtherDesk,   // these devices of the own office could open it
  kArchive,     // the own office sent it: its archive identity opens it
  kWait,        // it opens by itself
  kCheckpoint,  // the sender shows the signed head that it named
};
absl::string_view ClosedActionName(ClosedAction action);

struct ClosedAdvice {
  ClosedAction action = ClosedAction::kAskAgain;
  std::vector<std::string> devices;  // kOtherDesk: full names, sorted
};

// `why`: ArchivedNotice::why_closed.
ClosedAdvice AdviceFor(absl::string_view why, const EnvelopeHeader& header,
                       const ReaderIdentity& reader, const Directory& directory);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_CLOSED_ADVICE_H_
