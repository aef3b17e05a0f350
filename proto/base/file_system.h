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

// A file that is too big for memory, opened to be read. Thread: one.
class FileReader {
 public:
  FileReader() = default;
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  virtual ~FileReader() = default;

  virtual uint64_t size() const = 0;  // when it was opened
  // Up to `bytes` from `offset`; fewer only at the end of the file. Errors: Unavailable.
  virtual absl::StatusOr<std::string> ReadAt(uint64_t offset, size_t bytes) = 0;
};

// A file that grows piece by piece. Nothing is durable before Sync. Thread: one.
class FileWriter {
 public:
  FileWriter() = default;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  virtual ~FileWriter() = default;

  virtual uint64_t size() const = 0;  // now
  // Errors of all: ResourceExhausted (full), Unavailable. After one the file may end anywhere.
  // At most at the end: a file has no holes.
  virtual absl::Status WriteAt(uint64_t offset, absl::string_view bytes) = 0;
  virtual absl::Status Truncate(uint64_t size) = 0;
  virtual absl::Status Sync() = 0;
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
  // Regular files only. Errors: also InvalidArgument NOT_A_FILE.
  virtual absl::StatusOr<std::unique_ptr<FileReader>> OpenToRead(absl::string_view path) = 0;
  // The file as it is, made if absent; never through a link. Sync also makes its name durable.
  virtual absl::StatusOr<std::unique_ptr<FileWriter>> OpenToWrite(absl::string_view path) = 0;
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
