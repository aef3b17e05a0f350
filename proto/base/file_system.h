// The files that we write ourselves (RocksDB and SQLite have their own). Every write is durable
// when it returns: data is synced before the rename, the directory after it. Files are created with
// mode 0600, directories with 0700. Errors name the role of the path, its last component.
#ifndef LIAISON_PROTO_BASE_FILE_SYSTEM_H_
#define LIAISON_PROTO_BASE_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

// Held while it lives; released by its destructor and by the death of the process.
class FileLock {
 public:
  FileLock() = default;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  virtual ~FileLock() = default;
};

// Thread: any.
class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  // Errors of all: NotFound, PermissionDenied (also read-only), ResourceExhausted (full),
  // Unavailable (I/O error).

  // The whole file. Errors: also InvalidArgument if it is longer than `max_bytes`.
  virtual absl::StatusOr<std::string> Read(absl::string_view path, size_t max_bytes) = 0;
  // Replaces the file in one step: readers see the old or the new bytes, also after a power cut.
  virtual absl::Status Write(absl::string_view path, absl::string_view bytes) = 0;
  // As Write, but fails with AlreadyExists rather than replace.
  virtual absl::Status Create(absl::string_view path, absl::string_view bytes) = 0;
  // Makes the directory and its parents; one that exists is fine. Errors: also AlreadyExists where
  // a file has the name.
  virtual absl::Status MakeDirectories(absl::string_view path) = 0;
  // Renames within one file system; refuses to replace. Errors: also AlreadyExists.
  virtual absl::Status Move(absl::string_view from, absl::string_view to) = 0;
  // Sorted names of the entries, without "." and "..".
  virtual absl::StatusOr<std::vector<std::string>> List(absl::string_view path) = 0;
  // False also where a parent is missing.
  virtual absl::StatusOr<bool> Exists(absl::string_view path) = 0;
  virtual absl::Status Remove(absl::string_view path) = 0;
  // Overwrites, syncs, removes. Best effort on flash memory (CRYPTO section 6, item 12).
  virtual absl::Status Shred(absl::string_view path) = 0;
  virtual absl::StatusOr<uint64_t> FreeBytes(absl::string_view path) = 0;
  // An exclusive lock on the file, made if absent. Waits for it if `wait`.
  // Errors: Aborted if another process holds it and `wait` is false.
  virtual absl::StatusOr<std::unique_ptr<FileLock>> Lock(absl::string_view path, bool wait) = 0;
};

// "a" + "b" -> "a/b".
std::string JoinPath(absl::string_view directory, absl::string_view name);

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_FILE_SYSTEM_H_
