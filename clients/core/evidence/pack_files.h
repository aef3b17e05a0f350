// The files of a pack by name, and how they lie in a folder. Which files there are is the business
// of each kind of pack. Source: CRYPTO 1.15; REPORTS section E.
#ifndef LIAISON_CLIENTS_CORE_EVIDENCE_PACK_FILES_H_
#define LIAISON_CLIENTS_CORE_EVIDENCE_PACK_FILES_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/file_system.h"
#include "proto/text/crypto.h"

namespace liaison {

// File name inside the pack, with its folder if it lies in one -> bytes. SHA256SUMS is one of them.
using PackFiles = std::map<std::string, std::string>;

inline constexpr char kPackSums[] = "SHA256SUMS";

// Lists what else is in `files` as SHA256SUMS, for `sha256sum -c`.
void AddPackSums(PackFiles& files, const PublicCrypto& crypto);
// What is printed with the pack, read aloud, and checked first: SHA-256 of SHA256SUMS, in hex.
std::string PackDigest(const PackFiles& files, const PublicCrypto& crypto);
// SHA256SUMS lists exactly the other files, as they are. Errors: DataLoss MISSING, UNLISTED,
// CHANGED with the file as subject.
absl::Status CheckPackSums(const PackFiles& files, const PublicCrypto& crypto);

// Errors: AlreadyExists if the folder holds anything; those of FileSystem.
absl::Status WritePack(const PackFiles& files, absl::string_view folder, FileSystem& file_system);

struct PackLimits {
  size_t file_bytes = 1 << 20;
  size_t files = 1000;
};
// What lies in the folder, and in its folders `inner`. Errors: those of FileSystem, InvalidArgument
// SIZE.
absl::StatusOr<PackFiles> ReadPackFolder(absl::string_view folder,
                                         const std::vector<std::string>& inner,
                                         const PackLimits& limits, FileSystem& file_system);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_EVIDENCE_PACK_FILES_H_
