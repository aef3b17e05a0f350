// Brings what waits in the outbox into the log. The life of one entry:
//
//   1. heads of its streams, `seen`, recipients -> header or act -> signed
//   2. these exact bytes are stored, then sent
//   3. accepted: the proof is checked, then index, proof and the new stream heads are stored
//      refused: the refusal's signature is checked; healed once, or final
//      unknown: stays as it is; the next run sends the same bytes first
//
// A notice with attachments stays before 1 until the hub has all of them: what they take long for
// must neither hold a number nor this run's lock.
//
// A bag takes 1 and 2 without the sending, for many entries: then several are unknown, each
// following on the one before, and the next run sends them in that order.
//
// Source: CRYPTO 1.4 (end), 1.11, 1.14, attack T-05.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_SUBMITTER_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_SUBMITTER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/outgoing/outbox_table.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"
#include "proto/text/hub_note.h"
#include "proto/wire/sign.h"

namespace liaison {

struct FlushReport {
  std::vector<int64_t> accepted;  // ids, in order of submission
  std::vector<int64_t> refused;
  size_t left = 0;  // still queued or unknown
};

// Thread: one at a time, under the outbox's file lock. References outlive it. `revoked`: as
// ResolveRecipients.
class Submitter {
 public:
  Submitter(absl::string_view ns, const NoteSigner& device, OutboxTable& table, Mirror& mirror,
            std::set<std::string> revoked, Clock& clock, Random& random)
      : ns_(ns),
        device_(device),
        table_(table),
        mirror_(mirror),
        revoked_(std::move(revoked)),
        clock_(clock),
        random_(random) {}

  // See Outbox::Flush and Outbox::RecoverStreams.
  absl::StatusOr<FlushReport> Run(HubConnection& hub);
  // Steps 1 and 2 without sending, for all that waits and is `wanted`, without a hub: what is made
  // here follows on what was made before, so that a hub takes all of it in this order.
  // Errors: FailedPrecondition HEADS_UNKNOWN (never spoke to the hub: the last numbers are
  // unknown).
  absl::Status PrepareAll(absl::FunctionRef<bool(const OutboxRow&)> wanted);
  absl::Status Recover(absl::Span<const IncomingRecord> records);

 private:
  absl::Status RecoverFromHub(HubConnection& hub);
  absl::Status RecoverOne(const IncomingRecord& record);
  absl::Status Settle(const IncomingRecord& record, absl::string_view client_id,
                      const Hash& body_hash, int64_t time_ms);

  // The next waiting entry that this run has not tried.
  absl::StatusOr<std::optional<int64_t>> NextOf(const std::set<int64_t>& tried);
  absl::Status SubmitOne(HubConnection& hub, OutboxRow& row);
  // Whether the hub lacks an attachment of this notice.
  absl::StatusOr<bool> AwaitsBlobs(HubConnection& hub, const OutboxRow& row);
  absl::Status Prepare(OutboxRow& row);
  absl::Status PrepareEnvelope(OutboxRow& row);
  absl::Status PrepareAct(OutboxRow& row);
  absl::StatusOr<StreamLine> NextLink(absl::string_view to);
  // Later links follow the one of `row`, whatever became of it.
  absl::Status FollowOn(const OutboxRow& row);
  absl::Status Send(HubConnection& hub, OutboxRow& row);
  absl::Status TakeAcceptance(const SubmitAnswer& answer, OutboxRow& row);
  absl::Status TakeRefusal(HubConnection& hub, const SubmitAnswer& answer, OutboxRow& row);
  bool IsTooOld(const OutboxItem& item) const;
  absl::Status SaveState(OutboxState state, OutboxRow& row);

  const std::string ns_;
  const NoteSigner& device_;
  OutboxTable& table_;
  Mirror& mirror_;
  const std::set<std::string> revoked_;
  Clock& clock_;
  Random& random_;
  // The hub's time in its last signed refusal. After weeks without a record the log's own time lies
  // so far back that an expiry counted from it is over before it is read.
  int64_t refused_at_ms_ = 0;
  // Of links that no hub has answered yet: only PrepareAll goes on from them. A run with a hub
  // settles each of them before it numbers anything.
  std::map<std::string, StreamHead> given_out_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_SUBMITTER_H_
