// For tests: a blob store over files in memory, and one desk that uploads to it.
#ifndef LIAISON_HUB_BLOBS_BLOB_TESTING_H_
#define LIAISON_HUB_BLOBS_BLOB_TESTING_H_

#include <algorithm>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "hub/blobs/blob_file.h"
#include "hub/blobs/blob_store.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_file_system.h"

namespace liaison {

inline constexpr size_t kMiB = size_t{1} << 20;
inline constexpr absl::string_view kTestDevice = "levant.example/tur/d07";

// Bytes in which no 256 KiB are like others.
inline std::string TestBlob(size_t bytes) {
  std::string blob(bytes, '\0');
  uint32_t state = 1;
  for (char& byte : blob) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<char>(state >> 24);
  }
  return blob;
}

class BlobWorld {
 public:
  BlobWorld() {
    static_cast<void>(files.MakeDirectories("data"));
    static_cast<void>(Open());
  }
  // The store after a stop: nothing survives but the files.
  absl::Status Open() {
    store = nullptr;
    ASSIGN_OR_RETURN(store, BlobStore::Open("data", limits, files, clock));
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<BlobUpload>> Begin(absl::string_view bytes, uint64_t offset = 0,
                                                    absl::string_view device = kTestDevice) {
    return store->Begin(device, {.sha256 = Sha256(bytes), .size = bytes.size(), .offset = offset});
  }
  // From what is committed to `limit`, or to the end.
  absl::StatusOr<BlobProgress> Put(absl::string_view bytes, uint64_t limit = UINT64_MAX,
                                   absl::string_view device = kTestDevice) {
    const uint64_t offset = store->Progress(Sha256(bytes)).committed;
    ASSIGN_OR_RETURN(const std::unique_ptr<BlobUpload> upload, Begin(bytes, offset, device));
    const uint64_t end = std::min<uint64_t>(limit, bytes.size());
    for (uint64_t at = offset; at < end; at += kBlobPieceBytes) {
      RETURN_IF_ERROR(
          upload->Append(bytes.substr(at, std::min<uint64_t>(kBlobPieceBytes, end - at))));
    }
    return upload->Pause();
  }
  absl::StatusOr<std::string> Get(const Hash& sha256, uint64_t offset = 0, uint64_t length = 0) {
    ASSIGN_OR_RETURN(const std::unique_ptr<BlobDownload> download,
                     store->Read({.sha256 = sha256, .offset = offset, .length = length}));
    std::string all;
    for (;;) {
      ASSIGN_OR_RETURN(const std::string piece, download->Next());
      if (piece.empty()) return all;
      all += piece;
    }
  }

  MemoryFileSystem files;
  ManualClock clock{absl::FromUnixSeconds(1'800'000'000)};
  BlobLimits limits{.blob_bytes_max = 64 << 20,
                    .total_bytes_max = 256 << 20,
                    .device_bytes_per_day = 128 << 20,
                    .device_parts_max = 3,
                    .keep_free_bytes = 1 << 20};
  std::unique_ptr<BlobStore> store;
};

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BLOB_TESTING_H_
