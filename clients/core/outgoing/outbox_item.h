// One entry of the outbox, as programs see it.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_ITEM_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_ITEM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/act.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/office_act.h"
#include "proto/text/record.h"

namespace liaison {

enum class OutboxState : uint8_t {  // stored values, frozen
  kQueued = 1,
  kSubmitted = 2,  // outcome unknown
  kAccepted = 3,
  kRefused = 4,
};
absl::string_view OutboxStateName(OutboxState state);

struct OutboxItem {
  int64_t id = 0;                           // order of queueing
  RecordKind kind = RecordKind::kEnvelope;  // kEnvelope or kAct
  OutboxState state = OutboxState::kQueued;
  Precedence precedence = Precedence::kRoutine;
  int64_t queued_ms = 0;  // own clock
  // Envelopes.
  std::string serial;  // "TUR-d07-2017-000042"
  std::string notice;  // signed note bytes
  Hash notice_hash;
  std::vector<MailboxId> undeliverable;  // at the last sealing, or at queueing
  // Acts: one of the two.
  std::optional<Receipt> receipt;
  std::optional<OfficeAct> office_act;
  // From the first submission on: the exact bytes that were sent.
  std::string note;               // signed header or act
  std::string sealed;             // envelopes
  std::optional<Hash> body_hash;  // of the header's or act's text
  // kAccepted. No index: a `delivered` that the log holds from an earlier life of this device.
  std::optional<LeafIndex> index;
  int64_t time_ms = 0;  // hub time
  // kRefused, or the last refusal that was healed: code, field and rule as signed by the hub.
  std::string refusal;         // signed note bytes
  std::string refusal_reason;  // "INVALID_ARGUMENT stream COUNTER_SKIPPED"
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_ITEM_H_
