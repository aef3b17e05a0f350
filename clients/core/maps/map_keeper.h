// Keeps a desk's maps up to date: fetches, opens and checks the documents of versions that count
// and of proposals that are open, and says in public notes what it holds. Source: MAPS sections
// 5, 6.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_KEEPER_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_KEEPER_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/database/database.h"
#include "clients/core/maps/map_book.h"
#include "clients/core/maps/map_store.h"
#include "clients/core/outgoing/carried_notes.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "proto/text/names.h"
#include "proto/wire/sign.h"

namespace liaison {

// What became of one document that was wanted.
struct MapNews {
  std::string map;
  std::string name;  // "v8", "v8~3f2a91c0"
  Hash proposal;
  absl::Status status;  // ok: it is here now. Else as CheckMapContent.
};

// All references outlive it. Thread: one at a time.
class MapKeeper {
 public:
  struct Parts {
    const Mirror& mirror;
    Database& database;
    MapStore& store;
    AttachmentStore& attachments;
    CarriedNotes& carried;
    const NoteSigner& signer;
    Clock& clock;
    Random& random;
  };
  explicit MapKeeper(Parts parts) : parts_(std::move(parts)) {}

  // Only what is new is told, and what is bad is told once. A document whose key has not come yet
  // is looked for again the next time. Errors: those of the database and of the line; the documents
  // that are here stay usable.
  absl::StatusOr<std::vector<MapNews>> Fetch(const MapBook& book, HubConnection& hub);
  // Queues `held` for every approved version whose document is here, `cannot_open` for one whose
  // content is bad, each once. `as`: an own mailbox. Errors: those of the database.
  absl::Status QueueReceipts(const MapBook& book, const MailboxId& as);
  // The officer was shown what this version changes. Once.
  absl::Status QueueSeen(const MapEntry& entry, const MailboxId& as);

 private:
  absl::StatusOr<std::optional<MapNews>> JudgeShared(const MapEntry& entry);
  absl::StatusOr<std::optional<MapNews>> FetchOne(const MapEntry& entry, HubConnection& hub);
  absl::Status Adopt(const MapEntry& entry, absl::string_view bytes);
  absl::Status Queue(const MapEntry& entry, const MailboxId& as, MapHeldState state);

  const Parts parts_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_KEEPER_H_
