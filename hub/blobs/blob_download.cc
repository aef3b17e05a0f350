#include "hub/blobs/blob_download.h"

#include <algorithm>

#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<std::string> FileDownload::Next() {
  const uint64_t bytes = std::min<uint64_t>(kBlobPieceBytes, limit_ - next_);
  ASSIGN_OR_RETURN(std::string piece, file_->ReadAt(next_, bytes));
  next_ += piece.size();
  return piece;
}

}  // namespace liaison
