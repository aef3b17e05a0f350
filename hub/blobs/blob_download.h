// A complete blob, or a range of it, piece by piece.
#ifndef LIAISON_HUB_BLOBS_BLOB_DOWNLOAD_H_
#define LIAISON_HUB_BLOBS_BLOB_DOWNLOAD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "hub/blobs/blob_transfer.h"
#include "proto/base/file_system.h"

namespace liaison {

class FileDownload final : public BlobDownload {
 public:
  // Of [offset, limit), which lies in the file.
  FileDownload(std::unique_ptr<FileReader> file, uint64_t offset, uint64_t limit)
      : file_(std::move(file)), next_(offset), limit_(limit) {}
  absl::StatusOr<std::string> Next() override;

 private:
  const std::unique_ptr<FileReader> file_;
  uint64_t next_;
  const uint64_t limit_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BLOB_DOWNLOAD_H_
