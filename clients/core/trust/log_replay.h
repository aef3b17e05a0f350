// What a log says, as a function of its leaves: tree, times, where sealed bodies lie, directory.
// Leaves are added on trial and count only once the caller has seen that they give the signed root:
// else a damaged transfer would look like a hub that misbehaves. No I/O.
// Source: CRYPTO 1.2, 1.9, 1.10.
#ifndef LIAISON_CLIENTS_CORE_TRUST_LOG_REPLAY_H_
#define LIAISON_CLIENTS_CORE_TRUST_LOG_REPLAY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/trust/log_tree.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/crypto.h"
#include "proto/text/hash.h"
#include "proto/text/record.h"

namespace liaison {

// The status of an alarm: DataLoss with this reason.
absl::Status TrustAlarm(absl::string_view reason, absl::string_view message,
                        absl::string_view subject = "");

// Thread: one at a time.
class LogReplay {
 public:
  LogReplay(absl::string_view ns, const Hash& charter, const PublicCrypto& crypto);

  // Includes leaves on trial.
  const LogTree& tree() const { return tree_; }
  // Includes leaves on trial while there are any. May be not founded().
  const Directory& directory() const { return trial_ ? *trial_ : *directory_; }
  int64_t TimeAt(LeafIndex index) const { return times_ms_[index.value()]; }
  std::optional<LeafIndex> FindSealed(const Hash& body_hash) const;
  // Public leaves that other state functions than the directory are computed from, in log order:
  // notes of maps, what plugins announce. Includes leaves on trial.
  const std::vector<LeafIndex>& state_leaves() const { return state_leaves_; }

  void BeginTrial();
  // The next leaf. Errors: DataLoss CHARTER_MISMATCH. All other faults wait in Verdict().
  absl::Status Add(absl::string_view entry);
  // The first fault of the leaves on trial: DataLoss TIME_BACKWARDS, BAD_PUBLIC_LEAF, BAD_LEAF.
  const absl::Status& Verdict() const { return verdict_; }
  void Accept();
  void Reject();

 private:
  absl::Status Judge(LeafIndex index, absl::string_view entry);
  absl::Status AddPublic(LeafIndex index, const LeafEntry& leaf);

  const std::string ns_;
  const Hash charter_;
  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Directory> trial_;
  LogTree tree_;
  TreeSize accepted_;
  std::vector<int64_t> times_ms_;
  absl::flat_hash_map<Hash, uint64_t> sealed_;  // body hash -> first leaf
  std::vector<Hash> sealed_on_trial_;
  std::vector<LeafIndex> state_leaves_;
  absl::Status verdict_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_TRUST_LOG_REPLAY_H_
