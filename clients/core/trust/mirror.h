// The client's own copy of the log, so that nothing the hub says about order, time or directory has
// to be believed. It lies as a C2SP tlog-tiles folder (any stock verifier reads it, and a new hub
// could go on from it): `checkpoint`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`.
//
// Only entry bundles are fetched; every hash is computed here. A new head is taken only if the own
// leaves plus the new ones give exactly its root, which is stronger than a consistency proof.
// Two log-signed heads that cannot both be true are kept as `fork-*.checkpoint`, and the mirror
// refuses to go on until a person has looked and moved these files away.
//
// Source: CRYPTO 1.10, 1.14 steps 2 and 4, attacks T-05, T-08, T-09, T-36; c2sp.org/tlog-tiles.
#ifndef LIAISON_CLIENTS_CORE_TRUST_MIRROR_H_
#define LIAISON_CLIENTS_CORE_TRUST_MIRROR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/trust/log_replay.h"
#include "proto/base/file_system.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/crypto.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"
#include "proto/text/record.h"
#include "proto/wire/checkpoint.h"

namespace liaison {

// Costs about 150 bytes of memory a leaf. Thread: one at a time. Several processes may share the
// folder: Update holds its lock and first takes over what another process fetched.
class Mirror {
 public:
  // Reads and recomputes what lies in `folder` (made if absent): 100,000 leaves in about a second.
  // `charter` is the pinned hash of the charter's text; leaf 0 must match it.
  // Errors: DataLoss MIRROR_DAMAGED (remove the folder; it is fetched again), DataLoss
  // CHARTER_MISMATCH (not the pinned mission), those of FileSystem. A folder with fork files opens;
  // Usable() then says why nothing may rest on it.
  static absl::StatusOr<std::unique_ptr<Mirror>> Open(absl::string_view folder,
                                                      absl::string_view ns, const Hash& charter,
                                                      const PublicCrypto& crypto,
                                                      FileSystem& files);

  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  // Fetches the hub's head and everything up to it, checks all of it, makes it durable (tiles
  // first, checkpoint last: a crash leaves the older mirror whole). Where a check fails nothing
  // changes; where only writing fails, memory is ahead of the folder and the next call writes.
  // Errors: those of HubConnection; DataLoss with reason
  //   SIGNATURE         the head is not signed by the charter's log key
  //   CHARTER_MISMATCH  leaf 0 is not the pinned charter
  //   FORK, ROLLBACK    the head contradicts, or lies before, one that was seen: evidence kept
  //   LOG_DAMAGED       what the hub serves does not add up to its own head
  //   BAD_LEAF          a leaf is not of the agreed form
  //   TIME_BACKWARDS    a leaf's time lies before its predecessor's
  //   BAD_PUBLIC_LEAF   the hub logged a directory note that the rules refuse
  absl::Status Update(HubConnection& hub);

  // Ok, or DataLoss FORK / ROLLBACK: evidence of two heads lies in the folder.
  absl::Status Usable() const { return usable_; }

  bool empty() const { return !head_.has_value(); }
  TreeSize size() const;  // 0 while empty
  // The newest verified head. Must not be empty().
  const SignedCheckpoint& head() const;
  // Of head(), as `seen` lines carry it.
  Seen seen() const;
  // State after the last mirrored leaf. Not founded() while empty.
  const Directory& directory() const { return log_.directory(); }

  // Errors: NotFound NOT_MIRRORED beyond size(); DataLoss MIRROR_DAMAGED (file changed on disk).
  absl::StatusOr<std::string> EntryAt(LeafIndex index) const;
  absl::StatusOr<Hash> LeafHashAt(LeafIndex index) const;
  // The hub's time in a leaf.
  absl::StatusOr<int64_t> TimeAt(LeafIndex index) const;
  // 0 <= size <= size(). Errors: NotFound NOT_MIRRORED.
  absl::StatusOr<Hash> RootAt(TreeSize size) const;
  absl::StatusOr<std::vector<Hash>> InclusionProofOf(LeafIndex index, TreeSize size) const;
  // Where the sealed leaf of this body (header or act text hash, hub text hash) lies, or nullopt:
  // the hub has not logged it up to size().
  std::optional<LeafIndex> FindSealed(const Hash& body_hash) const;
  // As LogReplay's.
  const std::vector<LeafIndex>& StateLeaves() const { return log_.state_leaves(); }

  // A log-signed head that came by another way (an answer, an inbox message, a bag, a sender's
  // evidence). One within size() must fit at once; a newer one is remembered, and the next Update
  // must fit it. Errors: InvalidArgument (form), DataLoss SIGNATURE, FORK.
  absl::Status CheckHead(absl::string_view checkpoint_bytes);

  // The hub says that it accepted the record whose leaf has this body: the proof must lead from the
  // leaf, rebuilt from the answer's time and our own text, to a log-signed head that fits.
  // `body`: sealed leaves take the hash of the text, public ones the whole note (NOTE records).
  // Errors: DataLoss UNPROVEN (an "ok" without proof: alarm), SIGNATURE, FORK.
  absl::Status CheckAnswer(const SubmitAnswer& answer, RecordKind kind, absl::string_view note);

 private:
  using Reader = absl::FunctionRef<absl::StatusOr<std::string>(absl::string_view path)>;

  Mirror(absl::string_view folder, absl::string_view ns, const Hash& charter,
         const PublicCrypto& crypto, FileSystem& files);

  // From the folder, up to its checkpoint, if that is ahead of us.
  absl::Status CatchUpFromDisk();
  absl::Status CatchUpFromHub(HubConnection& hub, absl::string_view checkpoint_bytes);
  // Adds the leaves between size() and the checkpoint's, as `read` gives their bundles, with all
  // checks; on success head_ is the checkpoint. On error everything is as before.
  absl::Status Grow(absl::string_view checkpoint_bytes, Reader read);
  absl::Status ReadLeaves(TreeSize to, Reader read);
  // Of a head beyond our own that our leaves do not lead to: fork, or damaged service?
  absl::Status JudgeMismatch(HubConnection& hub, const SignedCheckpoint& theirs);
  absl::Status CheckRemembered();
  absl::Status Freeze(absl::string_view reason, absl::string_view one, absl::string_view other);
  absl::Status LookForForkFiles();
  // Writes what memory is ahead of the folder; the checkpoint last.
  absl::Status MakeDurable();
  absl::Status WriteBelow(absl::string_view path, absl::string_view bytes);
  absl::StatusOr<std::string> ReadBundle(LeafIndex index) const;
  std::string Path(absl::string_view name) const { return JoinPath(folder_, name); }

  const std::string folder_;
  const std::string ns_;
  FileSystem& files_;

  absl::Status usable_;
  std::optional<SignedCheckpoint> head_;
  LogReplay log_;
  TreeSize durable_;                          // what the folder's checkpoint covers
  std::vector<SignedCheckpoint> remembered_;  // newer than head_, from CheckHead
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_TRUST_MIRROR_H_
