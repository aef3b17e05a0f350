// The evidence pack: one notice with everything that a stranger needs to check it years later, with
// stock tools and without a hub. Source: CRYPTO 1.15; c2sp.org/tlog-proof.
//
//   notice.note header.note sealed.age     what was said, what carried it, as it travelled
//   entry proof.tlog checkpoint            its leaf, the proof, the signed head
//   charter.note trust/<index>.entry trust/<index>.tlog   the public leaves the verdict rests on
//   README.txt SHA256SUMS                  the stock commands; the digests of all of it
#ifndef LIAISON_CLIENTS_CORE_EVIDENCE_PACK_H_
#define LIAISON_CLIENTS_CORE_EVIDENCE_PACK_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/file_system.h"
#include "proto/text/crypto.h"
#include "proto/text/notice.h"

namespace liaison {

// Everything from the archive and the mirror; needs no hub. Errors: FailedPrecondition NOT_OPENED
// (there is no notice to show), NOTHING_PROVEN (the mirror is not that far); those of Mirror.
absl::StatusOr<PackFiles> MakePack(const ArchivedNotice& notice, const Mirror& mirror,
                                   const Phrasebook& phrasebook, const PublicCrypto& crypto);

// In a pack of a notice with attachments: their signed hashes, as `sha256sum -c` reads them beside
// the opened files.
inline constexpr char kPackAttachments[] = "ATTACHMENTS";
std::string PrintAttachmentSums(const Notice& notice);

// Reads at most 1 MiB a file, 1000 files. Errors: those of FileSystem, InvalidArgument SIZE.
absl::StatusOr<PackFiles> ReadPack(absl::string_view folder, FileSystem& file_system);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_EVIDENCE_PACK_H_
