// The keys of attached files, by the hash of the sealed file: of those that were sent from here
// until they are sealed into their notice, and of those that came. In the desk's encrypted
// database. Source: CRYPTO 1.5 (keylines), 1.7, 1.12.
#ifndef LIAISON_CLIENTS_CORE_ATTACHMENTS_ATTACHMENT_KEYS_H_
#define LIAISON_CLIENTS_CORE_ATTACHMENTS_ATTACHMENT_KEYS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "clients/core/database/database.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "proto/text/header.h"

namespace liaison {

// Errors of all: those of the database. Thread: as Database.
class AttachmentKeys {
 public:
  // Makes its table. `database` outlives it.
  static absl::StatusOr<AttachmentKeys> Open(Database& database);

  // The first key of a file stays.
  absl::Status Add(const AttachmentKey& key);
  // Errors: NotFound NO_KEY.
  absl::StatusOr<AgeIdentity> Find(const Hash& sha256);
  // Of these attachments, in their order, without those that are not here.
  absl::StatusOr<std::vector<AttachmentKey>> Of(absl::Span<const HeaderAttachment> attachments);

 private:
  explicit AttachmentKeys(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_ATTACHMENTS_ATTACHMENT_KEYS_H_
