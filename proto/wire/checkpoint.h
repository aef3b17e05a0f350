// Checkpoints: the signed head of the log. Source: c2sp.org/tlog-checkpoint v1.0.0 without
// extension lines; unknown signature lines are ignored (cosignatures come later), CRYPTO 1.10.
#ifndef LIAISON_PROTO_WIRE_CHECKPOINT_H_
#define LIAISON_PROTO_WIRE_CHECKPOINT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/note.h"
#include "proto/wire/sign.h"

namespace liaison {

struct Checkpoint {
  std::string origin;
  TreeSize size;
  Hash root;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

std::string PrintCheckpointText(const Checkpoint& checkpoint);
// Errors: InvalidArgument.
absl::StatusOr<Checkpoint> ParseCheckpointText(absl::string_view text);

// Signed by the log.
std::string SignCheckpoint(const Checkpoint& checkpoint, const NoteSigner& log);

// Evidence: a checkpoint whose log signature was checked. Only OpenCheckpoint makes one.
class SignedCheckpoint {
 public:
  const Checkpoint& checkpoint() const { return checkpoint_; }
  TreeSize size() const { return checkpoint_.size; }
  const Hash& root() const { return checkpoint_.root; }
  const std::string& bytes() const { return bytes_; }  // the whole note, as received

 private:
  friend absl::StatusOr<SignedCheckpoint> OpenCheckpoint(absl::string_view bytes, const VKey& log);
  SignedCheckpoint() = default;
  Checkpoint checkpoint_;
  std::string bytes_;
};
// Origin must be the log key's name, exactly one line by that key.
// Errors: InvalidArgument (form), DataLoss SIGNATURE (not by this log).
absl::StatusOr<SignedCheckpoint> OpenCheckpoint(absl::string_view bytes, const VKey& log);

// c2sp.org/tlog-proof: the file that carries an inclusion proof and a checkpoint.
struct LogProof {
  LeafIndex index;
  std::vector<Hash> hashes;
  std::string checkpoint;  // signed note bytes
};
std::string PrintLogProof(const LogProof& proof);
absl::StatusOr<LogProof> ParseLogProof(absl::string_view bytes);

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_CHECKPOINT_H_
