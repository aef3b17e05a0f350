// One group in the making: decides each record in order, against the committed state and what the
// group already holds, and collects what the log will write. Everything it refuses leaves no trace.
// Source: CRYPTO 1.4 (reseal), 1.8, 1.11, 1.14.
#ifndef LIAISON_HUB_SEQUENCER_LOG_BATCH_H_
#define LIAISON_HUB_SEQUENCER_LOG_BATCH_H_

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/log/log.h"
#include "hub/mailbox/record_rows.h"
#include "hub/sequencer/admitted.h"
#include "hub/sequencer/reserve.h"
#include "hub/sequencer/stream_heads.h"
#include "hub/store/index.h"
#include "proto/rules/directory.h"

namespace liaison {

// What the writer decides with. All outlive the batch.
struct WriterState {
  const Log& log;
  const Index& index;
  Directory& directory;  // as of the last record that was added
  StreamHeads& streams;
};

struct Placed {
  LeafIndex index;
  int64_t time_ms = 0;
};

// Thread: the sequencer's.
class LogBatch {
 public:
  // Every record of the group gets the time `time_ms`.
  LogBatch(WriterState state, Space space, int64_t time_ms);

  // The record's place: a new one, or the old one if the same bytes were logged before. Errors: the
  // refusal to sign; Unavailable if the hub itself is in trouble or the certificate changed since
  // admission (the same bytes may be sent again).
  absl::StatusOr<Placed> Add(Admitted& admitted);

  // Records of the hub's own, behind the group's inputs; nothing can refuse them.
  LeafIndex AddRelease(const Release& release, const EnvelopeHeader& envelope);
  LeafIndex AddAlert(const Alert& alert, bool is_public);
  LeafIndex AddTimer(const Timer& timer);
  // `data` lies beside the record, which names its hash and size.
  LeafIndex AddControl(Control control, std::string data);
  void AddChange(RowChange change) { entry_.changes.push_back(std::move(change)); }

  int64_t time_ms() const { return entry_.time_ms; }
  const Directory& directory() const { return state_.directory; }
  bool empty() const { return entry_.empty(); }
  size_t pieces() const { return entry_.records.size() + entry_.changes.size(); }
  bool has_records() const { return !entry_.records.empty(); }
  bool changed_directory() const { return changed_directory_; }
  const LogEntry& entry() const { return entry_; }
  const std::vector<std::pair<LeafIndex, Delivery>>& deliveries() const { return deliveries_; }
  // Offices from whose devices records are in here.
  const std::set<std::string>& offices_heard() const { return offices_heard_; }

  // The place of the same body, if there is one.
  absl::StatusOr<std::optional<LeafIndex>> FindBody(const Hash& hash) const;
  // A record of the log or of this group.
  absl::StatusOr<StoredRecord> RecordAt(LeafIndex index) const;
  LeafIndex next() const { return LeafIndex(first_.value() + entry_.records.size()); }

 private:
  absl::Status CheckSigner(const std::string& from, const Hash& cert) const;
  absl::Status CheckId(const EnvelopeHeader& header, const Hash& stable) const;
  absl::StatusOr<ReceiptTarget> FindTarget(const Receipt& receipt) const;
  // The record of this hash, or nullopt. Errors: as TargetOf.
  absl::StatusOr<std::optional<ReceiptTarget>> TargetAt(const Hash& hash) const;
  // Whom it concerns, once it is clear that it may be said.
  absl::StatusOr<Delivery> CheckConcerns(const OfficeAct& act) const;

  absl::Status AddContent(const Hash& hash, const AdmittedEnvelope& envelope);
  absl::Status AddContent(const Hash& hash, AdmittedReceipt& act);
  absl::Status AddContent(const Hash& hash, const AdmittedOfficeAct& admitted);
  absl::Status AddContent(const Hash& hash, const AdmittedNote& note);
  void AddRows(std::vector<IndexRow> rows);
  // Of the hub's own record with this text.
  RecordPlace NextPlace(absl::string_view text) const;
  LeafIndex AddOwn(RecordKind kind, const RecordPlace& place, std::string text, bool is_public,
                   std::string data);

  const WriterState state_;
  const Space space_;
  const LeafIndex first_;
  LogEntry entry_;
  bool changed_directory_ = false;
  std::vector<std::pair<LeafIndex, Delivery>> deliveries_;
  std::set<std::string> offices_heard_;
  // What this group adds to the committed index.
  absl::flat_hash_map<Hash, LeafIndex> bodies_;
  absl::flat_hash_map<std::array<uint8_t, 16>, EnvelopeRow> envelopes_;
  absl::flat_hash_set<std::string> delivered_;  // keys of rows
};

}  // namespace liaison

#endif  // LIAISON_HUB_SEQUENCER_LOG_BATCH_H_
