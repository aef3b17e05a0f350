// The notes that officers sign about maps, made from what they want to say and from what the own
// replay says. Source: MAPS sections 2 to 4.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_PAPERS_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_PAPERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/map_document/document.h"
#include "clients/core/maps/map_record.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/random.h"
#include "proto/wire/sign.h"

namespace liaison {

// Who signs, for which log. References outlive it.
struct MapSigner {
  const Mirror& mirror;
  const NoteSigner& device;
  MailboxId as;  // the office's jwg, but for `held`
  Random& random;
};
// A note's head as it is written now.
MapHead NewMapHead(const MapSigner& signer, absl::string_view map);

// What a proposal says beside its features.
struct ProposalWish {
  MapNames title;
  MapProvenance provenance;
  std::optional<int64_t> effective_s;
  std::optional<int64_t> expiry_s;
  int64_t open_until_s = 0;
  std::optional<Hash> counters;
  std::optional<Hash> rebases;
};
// The next version of a map, normalised, with a salt of its own.
MapDocument NextDocument(const MapRecord& record, std::vector<MapFeature> features,
                         const ProposalWish& wish, Random& random);

struct SignedProposal {
  std::string note;  // signed note bytes
  Hash proposal;     // its text's hash
  MapProposal said;
  std::string bytes;  // the document
  SealedAttachment sealed;
};
// Seals the document into `attachments` and signs for it. Errors: InvalidArgument NOT_CANONICAL,
// TOO_BIG (of the document); those of AttachmentStore::SealBytes and of the note's grammar.
absl::StatusOr<SignedProposal> SignProposal(const MapSigner& signer, const MapRecord& record,
                                            const MapDocument& document, const ProposalWish& wish,
                                            AttachmentStore& attachments);

// A step about an entry of the book. `text`: header hash of the sealed notice that says why.
std::string SignStep(const MapSigner& signer, const MapEntry& entry, MapVerb verb,
                     const std::optional<Hash>& text);

// The mailboxes of all offices that read the map and have a device, but for `as`. Sorted.
std::vector<MailboxId> ReaderMailboxes(const MapPolicy& policy, const Directory& directory,
                                       const MailboxId& as);

// The `map` member of a notice's form: which version it goes by.
Json MapReference(const MapProposal& note);

// The notice that carries a document and its key to every reader. The outbox must know the key.
NoticeDraft ContentNotice(const SignedProposal& proposal, const MapPolicy& policy,
                          const Directory& directory, absl::string_view lang);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_PAPERS_H_
