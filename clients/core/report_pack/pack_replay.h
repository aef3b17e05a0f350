// A report's state by the leaves of its pack: the directory and the report's machine, as hub and
// desks run them. Source: REPORTS sections B and E.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_REPLAY_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_REPLAY_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/core/report_pack/pack_log.h"
#include "proto/rules/report_machine.h"
#include "proto/text/canonical_json.h"
#include "proto/text/crypto.h"
#include "proto/text/directory_note.h"

namespace liaison {

struct PackReplay {
  // Of certificates, revocations and charters; of the notes about the report: the first that the
  // rules refuse, with its place as subject. Those of unknown signers have code Unauthenticated.
  absl::Status certificates;
  absl::Status signatures;
  std::optional<ReportState> state;              // none: nobody opened it
  std::optional<Hash> announced;                 // the manifest that the hub said when it was final
  std::vector<Certificate> certificates_logged;  // in log order, whatever became of them
  // What charters say, from that leaf on.
  std::map<LeafIndex, std::vector<std::string>> zones;
};
// Of the report that `manifest` names, opened where that says. Notes about another report and other
// openings of this one had no effect; leaves that are here only for their time may rest on others
// that are not. They are passed over.
PackReplay ReplayPack(const PackLog& log, const Json& manifest, const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_REPLAY_H_
