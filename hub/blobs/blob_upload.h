// Implementation of BlobStore::Begin's answer.
#ifndef LIAISON_HUB_BLOBS_BLOB_UPLOAD_H_
#define LIAISON_HUB_BLOBS_BLOB_UPLOAD_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "hub/blobs/blob_store.h"

namespace liaison {

class BlobStore::Upload final : public BlobUpload {
 public:
  // `hash` is that of the file's first `offset` bytes, where the file ends.
  Upload(BlobStore& store, const BlobStart& start, uint64_t serial,
         std::unique_ptr<FileWriter> file, std::unique_ptr<Sha256Stream> hash)
      : store_(store),
        sha256_(start.sha256),
        size_(start.size),
        serial_(serial),
        file_(std::move(file)),
        hash_(std::move(hash)),
        written_(start.offset),
        committed_(start.offset) {}
  ~Upload() override;

  absl::Status Append(absl::string_view bytes) override;
  bool has_all() const override { return written_ == size_; }
  absl::StatusOr<BlobProgress> Pause() override;

 private:
  // The blob in the store while this upload is the one that is open, else nullptr.
  Blob* Own() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(store_.mutex_);
  absl::Status Elsewhere() const;
  absl::Status TakeQuota(uint64_t bytes);
  absl::Status Commit();
  absl::StatusOr<BlobProgress> Complete();
  absl::Status Discard();

  BlobStore& store_;
  const Hash sha256_;
  const uint64_t size_;
  const uint64_t serial_;
  const std::unique_ptr<FileWriter> file_;
  std::unique_ptr<Sha256Stream> hash_;  // over what is written; none once something failed
  uint64_t written_;
  uint64_t committed_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BLOB_UPLOAD_H_
