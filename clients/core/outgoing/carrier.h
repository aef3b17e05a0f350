// What others have said and a bag brought here, on its way to the hub: any certified device may
// submit it over its own line, at its own quota. Every entry was checked before; it is offered as
// it is, in the order in which it came, until the log holds it or no hub can ever take it. Source:
// CRYPTO 1.11 (bag).
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_CARRIER_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_CARRIER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/database/database.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/bag.h"

namespace liaison {

struct CarryReport {
  size_t delivered = 0;              // in the log now
  std::vector<std::string> refused;  // "CODE field RULE": will never be taken
  size_t left = 0;
};

// Thread: as Database. References outlive it.
class Carrier {
 public:
  // Makes its tables.
  static absl::StatusOr<std::unique_ptr<Carrier>> Open(absl::string_view ns, Database& database,
                                                       Mirror& mirror);

  // Once per note. `now_ms`: own clock.
  absl::Status Add(const BagEntry& entry, int64_t now_ms);
  // Offers what waits, and forgets what the own copy of the log holds or what has waited for longer
  // than an envelope lives. Stops where the hub takes no more. Errors: those of HubConnection;
  // DataLoss UNPROVEN and those of Mirror::CheckAnswer.
  absl::StatusOr<CarryReport> Offer(HubConnection& hub, int64_t now_ms);
  // The newest head that a bag brought and that lies beyond our copy of the log, to be compared
  // when that has grown.
  absl::Status KeepHead(absl::string_view checkpoint);
  // Errors: those of Mirror::CheckHead (FORK).
  absl::Status CompareHeads();

 private:
  struct Row {
    int64_t id = 0;
    int64_t came_ms = 0;
    OutgoingRecord record;
  };
  enum class Fate : uint8_t { kDelivered, kRefused, kLater, kStop };

  Carrier(absl::string_view ns, Database& database, Mirror& mirror)
      : ns_(ns), database_(database), mirror_(mirror) {}
  absl::StatusOr<std::vector<int64_t>> Waiting();
  absl::StatusOr<Row> Get(int64_t id);
  absl::StatusOr<Fate> OfferOne(HubConnection& hub, const Row& row, int64_t now_ms,
                                std::string& refusal);
  absl::Status Forget(int64_t id);

  const std::string ns_;
  Database& database_;
  Mirror& mirror_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_CARRIER_H_
