// Sealed attachments on their way in and out: what a caller says and holds. Source: CRYPTO 1.7.
#ifndef LIAISON_HUB_BLOBS_BLOB_TRANSFER_H_
#define LIAISON_HUB_BLOBS_BLOB_TRANSFER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/hash.h"

namespace liaison {

// What one message carries at most, in either direction.
inline constexpr size_t kBlobPieceBytes = size_t{256} * 1024;

struct BlobProgress {
  uint64_t committed = 0;  // bytes that a power cut does not take back
  bool complete = false;   // size and SHA-256 are right: a record may name it
  friend bool operator==(const BlobProgress&, const BlobProgress&) = default;
};

struct BlobStart {
  Hash sha256;
  uint64_t size = 0;
  uint64_t offset = 0;  // where the first piece begins: what is committed
};

struct BlobRange {
  Hash sha256;
  Hash object;  // text hash of the record that names it
  uint64_t offset = 0;
  uint64_t length = 0;  // 0: to the end
};

struct BlobTotals {
  uint64_t complete_bytes = 0;
  uint64_t partial_bytes = 0;
};

// One upload that goes on. Dropping it keeps what is committed. Thread: the one of all uploads.
class BlobUpload {
 public:
  BlobUpload() = default;
  BlobUpload(const BlobUpload&) = delete;
  BlobUpload& operator=(const BlobUpload&) = delete;
  virtual ~BlobUpload() = default;

  // The next bytes. Errors: InvalidArgument UPLOAD_SIZE (more than was announced), Aborted
  // BLOB_ELSEWHERE (the device began it anew), ResourceExhausted BLOB_QUOTA, BLOB_SPACE, those of
  // the files. After one only Pause makes sense.
  virtual absl::Status Append(absl::string_view bytes) = 0;
  virtual bool has_all() const = 0;
  // Commits what came. With all of it there: checks the hash, and the blob is complete. Errors: as
  // Append; InvalidArgument UPLOAD_HASH (the bytes are others than announced and are thrown away).
  virtual absl::StatusOr<BlobProgress> Pause() = 0;
};

// One download. Thread: one.
class BlobDownload {
 public:
  BlobDownload() = default;
  BlobDownload(const BlobDownload&) = delete;
  BlobDownload& operator=(const BlobDownload&) = delete;
  virtual ~BlobDownload() = default;

  // The next piece, at most kBlobPieceBytes; empty: that was all. Errors: Unavailable.
  virtual absl::StatusOr<std::string> Next() = 0;
};

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BLOB_TRANSFER_H_
