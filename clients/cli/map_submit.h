// A signed note about a map on its way: judged by the own machine before it goes, logged, judged
// again where it stands.
#ifndef LIAISON_CLIENTS_CLI_MAP_SUBMIT_H_
#define LIAISON_CLIENTS_CLI_MAP_SUBMIT_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/map_session.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/outgoing/compose.h"

namespace liaison {

// What the own machine would answer. Errors: those of MapError.
absl::Status JudgeMapNote(const MapSession& session, const std::string& note,
                          const std::string& subject);
// `subject`: what it is about, for people. The session's book is newer afterwards; what pointed
// into it is gone. Errors: those of MapError before it is sent, or after it was overtaken on the
// way; as Desk::CarryNote.
absl::StatusOr<LeafIndex> SubmitMapNote(MapSession& session, const std::string& note,
                                        const std::string& subject);

// The sealed notice that says why, to all who read the map. Errors: those of SendBeside; a line
// that is down is none: then there is no header hash yet.
absl::StatusOr<std::optional<Hash>> SendReason(Context& context, MapSession& session,
                                               const MapSigner& signer, const FoundMap& about,
                                               MapVerb verb, const std::string& text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_SUBMIT_H_
