// A hub in memory that does what a test tells it: keeps a log, signs heads, checks counters, and
// lies on request. Injected: the line breaks before or after the record is logged, an "ok" without
// proof, refusals (signed or not), served bytes replaced, the past rewritten. It shares no code
// with the real hub.
#ifndef LIAISON_CLIENTS_CORE_TRUST_HUB_TESTING_H_
#define LIAISON_CLIENTS_CORE_TRUST_HUB_TESTING_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/core/connection/hub_connection.h"
#include "clients/core/trust/log_tree.h"
#include "proto/text/hub_note.h"
#include "proto/text/record.h"
#include "proto/wire/sign.h"
#include "tests/fakes/test_mission.h"

namespace liaison {

class ScriptedHub final : public HubConnection {
 public:
  // Logs the mission's notes at its founding time. `mission` outlives it.
  explicit ScriptedHub(const TestMission& mission);

  absl::StatusOr<SubmitAnswer> Submit(const OutgoingRecord& record) override;
  absl::StatusOr<std::string> GetResource(absl::string_view path) override;
  absl::StatusOr<HubStatusAnswer> GetStatus() override;
  absl::Status Watch(const std::array<LeafIndex, kPrecedences>& cursors, bool only_what_is_there,
                     absl::Notification& stop,
                     absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) override;
  absl::StatusOr<BlobState> BlobStatus(const Hash& sha256, uint64_t size) override;
  absl::StatusOr<BlobState> PutBlob(const Hash& sha256, uint64_t size, uint64_t offset,
                                    BlobSource next) override;
  absl::Status GetBlob(const Hash& sha256, const Hash& object, uint64_t offset, uint64_t length,
                       BlobSink on_data) override;

  // The log.
  TreeSize size() const { return tree_.size(); }
  LeafIndex AppendNote(absl::string_view note);
  LeafIndex AppendSealed(const Hash& body);
  // A record of the hub's own: logged and in the inbox, with what a release opens. A public one
  // stands in its leaf in full.
  LeafIndex AppendHubText(RecordKind kind, absl::string_view body,
                          const std::optional<ReleasedClaim>& released = std::nullopt,
                          absl::string_view sealed = "", bool is_public = false);
  LeafIndex AppendEntry(absl::string_view entry);
  // Forgets what lies at or above `size`: what is appended then is another branch.
  void Truncate(TreeSize size);
  std::string Head() const { return HeadAt(size()); }
  std::string HeadAt(TreeSize size) const;
  std::string Entry(LeafIndex index) const { return entries_[index.value()]; }

  int64_t now_ms = 0;  // the next leaf's time; grows by 1 a leaf

  // Faults.
  bool unreachable = false;    // every call: Unavailable
  int lose_before = 0;         // that many submissions are lost on the way
  int lose_after = 0;          // that many are logged, but the answer is lost
  bool without_proof = false;  // "ok" with an empty proof
  bool forge_refusals = false;
  struct Fault {
    std::string code, field, rule;
  };
  std::deque<Fault> refuse;                  // one a submission
  std::map<std::string, std::string> serve;  // path -> other bytes
  bool withhold_inbox = false;
  // How many bytes of a blob pass, in either direction, before the line breaks; once.
  std::optional<uint64_t> break_blob_after;
  bool endless_blobs = false;  // a download goes on with bytes of its own

  // What happened.
  std::vector<OutgoingRecord> submissions;
  std::vector<std::string> fetched;
  std::map<Hash, std::string> blobs;  // what has come so far; may be changed
  uint64_t blob_bytes_put = 0;
  uint64_t blob_bytes_got = 0;

 private:
  struct Logged {
    LeafIndex index;
    int64_t time_ms = 0;
  };
  // How many of `wanted` bytes pass; afterwards the line is broken if fewer.
  uint64_t Passing(uint64_t wanted);
  absl::StatusOr<SubmitAnswer> Refuse(const OutgoingRecord& record, const Fault& fault) const;
  std::optional<Fault> CheckStreams(RecordKind kind, absl::string_view text);
  SubmitAnswer Accept(const Logged& logged) const;

  const TestMission& mission_;
  std::vector<std::string> entries_;
  LogTree tree_;
  std::map<Hash, Logged> logged_;                           // by body hash
  std::map<std::string, std::pair<uint64_t, Hash>> heads_;  // "from to"
  std::vector<IncomingRecord> inbox_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_TRUST_HUB_TESTING_H_
