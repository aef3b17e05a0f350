// Files in memory, with faults. Injected: the Nth change fails with a chosen code, the disk is
// full, the folder is read-only. To be survived: whoever writes files must leave either the old or
// the new state, say why, and go on after the fault is gone. A failed change changes nothing (that
// is what FileSystem promises), and what succeeded is durable, so a crash is: drop every object but
// this one and open again.
#ifndef LIAISON_TESTS_FAKES_MEMORY_FILE_SYSTEM_H_
#define LIAISON_TESTS_FAKES_MEMORY_FILE_SYSTEM_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "proto/base/file_system.h"

namespace liaison {

class MemoryFileSystem final : public FileSystem {
 public:
  absl::StatusOr<std::string> Read(absl::string_view path, size_t max_bytes) override;
  absl::StatusOr<std::unique_ptr<FileReader>> OpenToRead(absl::string_view path) override;
  absl::StatusOr<std::unique_ptr<FileWriter>> OpenToWrite(absl::string_view path) override;
  absl::Status Write(absl::string_view path, absl::string_view bytes) override;
  absl::Status Create(absl::string_view path, absl::string_view bytes) override;
  absl::Status MakeDirectories(absl::string_view path) override;
  absl::Status Move(absl::string_view from, absl::string_view to) override;
  absl::StatusOr<std::vector<std::string>> List(absl::string_view path) override;
  absl::StatusOr<bool> Exists(absl::string_view path) override;
  absl::Status Remove(absl::string_view path) override;
  absl::Status Shred(absl::string_view path) override;
  absl::StatusOr<uint64_t> FreeBytes(absl::string_view path) override;
  absl::StatusOr<std::unique_ptr<FileLock>> Lock(absl::string_view path, bool wait) override;

  // The `nth` change from now (1: the next) fails once with `code`. Changes are Write, Create,
  // MakeDirectories, Remove, Shred, and those of an opened file.
  void FailChange(uint64_t nth, absl::StatusCode code);
  // From the `nth` change from now on every change fails, as for a process that is killed there...
  void CrashAt(uint64_t nth);
  // ... until this. A power cut also takes back what was written to an opened file and not synced.
  void Restart(bool power_cut);
  void SetFull(bool full);  // Write, Create, MakeDirectories: ResourceExhausted; FreeBytes: 0
  void SetReadOnly(bool read_only);  // every change: PermissionDenied
  void SetFreeBytes(uint64_t free_bytes);

  uint64_t changes() const;                          // attempted so far
  std::map<std::string, std::string> files() const;  // all of them, to look for what must not be

 private:
  class HeldLock;
  class Reader;
  class Writer;

  absl::Status ChangeLocked(absl::string_view path, bool needs_space)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasDirectoryLocked(absl::string_view path) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status PutLocked(absl::string_view path, absl::string_view bytes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status EraseLocked(absl::string_view path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Before a change of an opened file.
  void RememberLocked(const std::string& path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Unlock(const std::string& path);

  mutable absl::Mutex mutex_;
  std::map<std::string, std::string> files_ ABSL_GUARDED_BY(mutex_);
  // Of files with changes that are not synced: what a power cut leaves; nullopt: not even the name.
  std::map<std::string, std::optional<std::string>> durable_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> directories_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> locked_ ABSL_GUARDED_BY(mutex_);
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t fail_at_ ABSL_GUARDED_BY(mutex_) = 0;   // 0: never
  uint64_t crash_at_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: never
  absl::StatusCode fail_code_ ABSL_GUARDED_BY(mutex_) = absl::StatusCode::kOk;
  bool full_ ABSL_GUARDED_BY(mutex_) = false;
  bool read_only_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t free_bytes_ ABSL_GUARDED_BY(mutex_) = uint64_t{1} << 40;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_FAKES_MEMORY_FILE_SYSTEM_H_
