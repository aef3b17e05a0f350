// The hub's blobs: one plain file each, `<sha256 hex>`, that exists only once its bytes are on disk
// and its hash is right. While it comes it is `<sha256 hex>.part`, beside `.card` (upload_card.h).
//
//   begin     card written, part made           -> a restart finds both, or the card alone
//   append    bytes; synced every 8 MiB          -> a restart finds at least what was committed
//   complete  synced, hashed, renamed, folder    -> a restart finds part or blob, never a wrong
//   blob named     a row of the log's own batch says so (Index::NamesBlob), so a blob that a record
//   names
//             is kept exactly as long as the record; a hold bridges the time from admission to it
//   dropped   not named, not held, a day old
//
// Source: CRYPTO 1.7.
#ifndef LIAISON_HUB_BLOBS_BLOB_STORE_H_
#define LIAISON_HUB_BLOBS_BLOB_STORE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "hub/blobs/blob_transfer.h"
#include "hub/blobs/byte_quota.h"
#include "hub/blobs/upload_card.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/text/hash.h"
#include "proto/wire/hash.h"

namespace liaison {

struct BlobLimits {
  uint64_t blob_bytes_max = 0;
  uint64_t total_bytes_max = 0;
  uint64_t device_bytes_per_day = 0;
  size_t device_parts_max = 0;   // begun and not complete
  uint64_t keep_free_bytes = 0;  // of the disk: the log's
};

// Keeps blobs from being dropped while it lives. Must not outlive the store.
using BlobHold = std::shared_ptr<const void>;

// Thread: those that say so any; the others one at a time, the blobs' thread.
class BlobStore {
 public:
  static constexpr uint64_t kSyncBytes = uint64_t{8} << 20;
  static constexpr int64_t kUnnamedForMs = int64_t{24} * 3600 * 1000;

  // Finds what is there; what a crash left half made is removed or becomes a part again. `files`
  // and `clock` outlive the store. Errors: those of the files.
  static absl::StatusOr<std::unique_ptr<BlobStore>> Open(absl::string_view data_path,
                                                         const BlobLimits& limits,
                                                         FileSystem& files, const Clock& clock);

  // Begins or goes on. A device that begins anew what it is uploading ends the older upload (a dead
  // line); another device's has to end first. Errors: InvalidArgument UPLOAD_SIZE; Aborted
  // BLOB_OFFSET (ask for the progress), Unavailable BLOB_BUSY; ResourceExhausted BLOB_PARTS,
  // BLOB_QUOTA, BLOB_SPACE; AlreadyExists BLOB_COMPLETE; those of the files.
  absl::StatusOr<std::unique_ptr<BlobUpload>> Begin(absl::string_view device,
                                                    const BlobStart& start);
  // Drops what is a day old, unless it is held or `is_named`. Errors of `is_named` keep a blob.
  void DropStale(absl::FunctionRef<absl::StatusOr<bool>(const Hash&)> is_named);

  // Errors: NotFound NO_BLOB; InvalidArgument BLOB_RANGE. Thread: any.
  absl::StatusOr<std::unique_ptr<BlobDownload>> Read(const BlobRange& range) const;
  // Thread: any.
  BlobProgress Progress(const Hash& sha256) const;
  BlobTotals Totals() const;
  // nullptr: there is no complete blob of this hash and size.
  BlobHold Hold(const Hash& sha256, uint64_t size);

 private:
  class Upload;
  static constexpr absl::string_view kPartSuffix = ".part";
  struct Blob {
    UploadCard card;  // of a complete blob that has none any more: since when it is known, its size
    uint64_t committed = 0;
    bool complete = false;
    bool named = false;
    int holds = 0;
    uint64_t upload = 0;   // the serial of the one that is open; 0: none
    std::string uploader;  // of that
    // Over what is committed, from an upload that was paused.
    std::unique_ptr<Sha256Stream> hash;
  };

  BlobStore(absl::string_view folder, const BlobLimits& limits, FileSystem& files,
            const Clock& clock);

  absl::Status Find();
  absl::Status FindOne(const Hash& sha256, bool has_blob, bool has_part, bool has_card);
  absl::StatusOr<uint64_t> SyncPart(const Hash& sha256);
  // Removes the files that there are.
  absl::Status RemoveFiles(const Hash& sha256, bool has_part, bool has_blob);

  // The file, cut to what is committed, and the hash of that.
  absl::StatusOr<std::unique_ptr<BlobUpload>> OpenUpload(const BlobStart& start, uint64_t serial,
                                                         const UploadCard& card,
                                                         std::unique_ptr<Sha256Stream> hash);
  // What there is or will be of it, after all limits were checked.
  absl::StatusOr<Blob*> Admit(absl::string_view device, const BlobStart& start)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckParts(absl::string_view device) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // For `more` bytes besides what open uploads will take.
  absl::Status CheckRoom(uint64_t more) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Status CheckFree(uint64_t more) const;
  bool IsStale(const Blob& blob) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const std::string folder_;
  const BlobLimits limits_;
  FileSystem& files_;
  const Clock& clock_;

  mutable absl::Mutex mutex_;
  std::map<Hash, Blob> blobs_ ABSL_GUARDED_BY(mutex_);
  ByteQuota quota_ ABSL_GUARDED_BY(mutex_);
  uint64_t uploads_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BLOB_STORE_H_
