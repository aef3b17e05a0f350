// The log inside a report's pack: a signed head, the hashes of all leaves below it, and those
// leaves that a verdict rests on. Source: REPORTS section E; CRYPTO 1.2, 1.10.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_LOG_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_LOG_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"
#include "proto/base/strong_int.h"
#include "proto/text/crypto.h"
#include "proto/text/directory_note.h"
#include "proto/text/hash.h"
#include "proto/text/record.h"

namespace liaison {

inline constexpr char kPackCheckpoint[] = "log/checkpoint";
inline constexpr char kPackLeaves[] = "log/leaves";

// "log/17.entry".
std::string PackEntryName(LeafIndex index);

// Of a check that does not hold: DataLoss `reason` about `subject`.
absl::Status PackFault(absl::string_view reason, absl::string_view subject,
                       absl::string_view message);

// Read, not believed: what follows from it the functions below and PackReplay say. Refers to
// `files`, which must outlive it.
struct PackLog {
  std::string ns;
  Charter charter;  // the founding one, signed by its roots
  Hash charter_hash;
  std::map<LeafIndex, LeafEntry> leaves;  // those that are there in full
  std::map<LeafIndex, absl::string_view> entries;
  TreeSize size;
  Hash root;                 // that the log has signed
  absl::string_view hashes;  // of all leaves, 32 bytes each

  // `index` below `size`.
  Hash HashAt(LeafIndex index) const;
  // Of a log of the first `below` of these hashes, at most all of them.
  Hash RootAt(TreeSize below) const;
};

// Leaf 0 is a charter with the signatures of its roots. Nothing else is read. Errors: DataLoss PIN
// (another charter than the pinned one), MISSING, CHARTER; those of the grammars and of Verify.
absl::StatusOr<PackLog> ReadPackCharter(const PackFiles& files, const std::optional<Hash>& pinned,
                                        const PublicCrypto& crypto);
// The head is signed by the charter's log, and there is a hash for every leaf below it. Errors:
// DataLoss MISSING, SIZE; those of OpenCheckpoint.
absl::Status ReadPackHead(const PackFiles& files, PackLog& log);
// All log/<index>.entry, in log order; times never fall. Errors: DataLoss LEAF (name or form),
// TIME_BACKWARDS.
absl::Status ReadPackEntries(const PackFiles& files, PackLog& log);

// The hashes give the signed root, and every leaf that is there has the hash at its place. Errors:
// DataLoss ROOT, LEAF with the index as subject.
absl::Status CheckPackTree(const PackLog& log);
// The sealed leaf at `index`, made anew from its time and its body's hash. Errors: DataLoss LEAF.
absl::Status CheckSealedLeaf(const PackLog& log, LeafIndex index, int64_t time_ms, const Hash& body,
                             absl::string_view subject);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_LOG_H_
