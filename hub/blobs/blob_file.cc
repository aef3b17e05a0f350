#include "hub/blobs/blob_file.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "hub/blobs/blob_error.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kRehashBytes = size_t{1} << 20;

}  // namespace

std::string BlobFolder(absl::string_view data_path) { return JoinPath(data_path, "blobs"); }

std::string BlobPath(absl::string_view folder, const Hash& sha256, absl::string_view suffix) {
  return JoinPath(folder, absl::StrCat(ToHex(sha256), suffix));
}

absl::StatusOr<std::unique_ptr<Sha256Stream>> HashFile(FileSystem& files, absl::string_view path,
                                                       uint64_t bytes) {
  auto hash = std::make_unique<Sha256Stream>();
  ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, files.OpenToRead(path));
  for (uint64_t done = 0; done < bytes;) {
    ASSIGN_OR_RETURN(const std::string piece,
                     file->ReadAt(done, std::min<uint64_t>(kRehashBytes, bytes - done)));
    if (piece.empty()) {
      return MakeError(absl::StatusCode::kUnavailable, "a blob's file is shorter than it was",
                       {.reason = "FILE", .subject = "blob", .field = ""});
    }
    hash->Update(piece);
    done += piece.size();
  }
  return hash;
}

absl::Status CheckBlobFile(FileSystem& files, absl::string_view folder, const Hash& sha256,
                           uint64_t size) {
  const std::string path = BlobPath(folder, sha256);
  const absl::StatusOr<std::unique_ptr<FileReader>> file = files.OpenToRead(path);
  if (absl::IsNotFound(file.status())) {
    return BlobError(absl::StatusCode::kDataLoss, "BLOB_LOST", sha256,
                     "an attachment that it names is missing");
  }
  RETURN_IF_ERROR(file.status());
  ASSIGN_OR_RETURN(const std::unique_ptr<Sha256Stream> hash,
                   HashFile(files, path, (*file)->size()));
  if ((*file)->size() == size && hash->Finish() == sha256) return absl::OkStatus();
  return BlobError(absl::StatusCode::kDataLoss, "BLOB_DAMAGED", sha256,
                   "an attachment that it names is another one");
}

}  // namespace liaison
