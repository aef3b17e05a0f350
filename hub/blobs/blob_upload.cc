#include "hub/blobs/blob_upload.h"

#include "absl/strings/str_cat.h"
#include "hub/blobs/blob_error.h"
#include "hub/blobs/blob_file.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

BlobStore::Upload::~Upload() {
  const absl::MutexLock lock(&store_.mutex_);
  if (Blob* blob = Own()) blob->upload = 0;
}

BlobStore::Blob* BlobStore::Upload::Own() const {
  const auto found = store_.blobs_.find(sha256_);
  if (found == store_.blobs_.end() || found->second.upload != serial_) return nullptr;
  return &found->second;
}

absl::Status BlobStore::Upload::Elsewhere() const {
  return BlobError(absl::StatusCode::kAborted, "BLOB_ELSEWHERE", sha256_,
                   "this upload was begun again on another line; this one ends");
}

absl::Status BlobStore::Upload::TakeQuota(uint64_t bytes) {
  const absl::MutexLock lock(&store_.mutex_);
  const Blob* blob = Own();
  if (blob == nullptr) return Elsewhere();
  return store_.quota_.Take(blob->uploader, bytes, NowMs(store_.clock_));
}

absl::Status BlobStore::Upload::Append(absl::string_view bytes) {
  if (bytes.size() > size_ - written_) {
    return BlobError(absl::StatusCode::kInvalidArgument, "UPLOAD_SIZE", sha256_,
                     absl::StrCat("more came than the ", size_, " bytes that were announced"));
  }
  RETURN_IF_ERROR(TakeQuota(bytes.size()));
  const absl::Status written = file_->WriteAt(written_, bytes);
  if (!written.ok()) {
    hash_ = nullptr;  // nobody knows where the file ends
    return written;
  }
  hash_->Update(bytes);
  written_ += bytes.size();
  return written_ - committed_ < kSyncBytes ? absl::OkStatus() : Commit();
}

absl::Status BlobStore::Upload::Commit() {
  if (hash_ == nullptr) return absl::OkStatus();
  // While this came, the log grew.
  absl::Status status = store_.CheckFree(0);
  if (status.ok()) status = file_->Sync();
  const absl::MutexLock lock(&store_.mutex_);
  Blob* blob = Own();
  if (blob == nullptr) status.Update(Elsewhere());
  if (!status.ok()) {
    hash_ = nullptr;
    return status;
  }
  committed_ = written_;
  blob->committed = committed_;
  blob->card.since_ms = NowMs(store_.clock_);
  return absl::OkStatus();
}

absl::StatusOr<BlobProgress> BlobStore::Upload::Pause() {
  RETURN_IF_ERROR(Commit());
  if (has_all() && hash_ != nullptr) return Complete();
  const absl::MutexLock lock(&store_.mutex_);
  Blob* blob = Own();
  if (blob == nullptr) return Elsewhere();
  blob->hash = std::move(hash_);
  return BlobProgress{.committed = committed_};
}

absl::StatusOr<BlobProgress> BlobStore::Upload::Complete() {
  const std::unique_ptr<Sha256Stream> hash = std::move(hash_);
  if (hash->Finish() != sha256_) {
    RETURN_IF_ERROR(Discard());
    return BlobError(absl::StatusCode::kInvalidArgument, "UPLOAD_HASH", sha256_,
                     "the bytes that came have another SHA-256; they were thrown away: send them "
                     "all again");
  }
  RETURN_IF_ERROR(store_.files_.Move(BlobPath(store_.folder_, sha256_, kPartSuffix),
                                     BlobPath(store_.folder_, sha256_)));
  const absl::MutexLock lock(&store_.mutex_);
  Blob* blob = Own();
  blob->complete = true;
  blob->upload = 0;
  return BlobProgress{.committed = size_, .complete = true};
}

absl::Status BlobStore::Upload::Discard() {
  {
    const absl::MutexLock lock(&store_.mutex_);
    store_.blobs_.erase(sha256_);
  }
  return store_.RemoveFiles(sha256_, /*has_part=*/true, /*has_blob=*/false);
}

}  // namespace liaison
