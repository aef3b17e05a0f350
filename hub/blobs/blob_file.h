// Where a blob lies, and the hash of a file that is too big for memory.
#ifndef LIAISON_HUB_BLOBS_BLOB_FILE_H_
#define LIAISON_HUB_BLOBS_BLOB_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/file_system.h"
#include "proto/text/hash.h"
#include "proto/wire/hash.h"

namespace liaison {

// "blobs" below the data folder.
std::string BlobFolder(absl::string_view data_path);
// Of a complete blob; `suffix` for what stands beside it.
std::string BlobPath(absl::string_view folder, const Hash& sha256, absl::string_view suffix = "");
// Of the first `bytes` bytes, in constant memory. Errors: those of the file; Unavailable FILE (it
// is shorter).
absl::StatusOr<std::unique_ptr<Sha256Stream>> HashFile(FileSystem& files, absl::string_view path,
                                                       uint64_t bytes);
// That the blob is there, whole and right. Errors: DataLoss BLOB_LOST, BLOB_DAMAGED; Unavailable.
absl::Status CheckBlobFile(FileSystem& files, absl::string_view folder, const Hash& sha256,
                           uint64_t size);

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BLOB_FILE_H_
