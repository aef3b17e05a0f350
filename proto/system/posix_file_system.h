// Real files with real fsync. Only main files include this.
#ifndef LIAISON_PROTO_SYSTEM_POSIX_FILE_SYSTEM_H_
#define LIAISON_PROTO_SYSTEM_POSIX_FILE_SYSTEM_H_

#include <memory>
#include <string>
#include <vector>

#include "proto/base/file_system.h"

namespace liaison {

class PosixFileSystem final : public FileSystem {
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
};

}  // namespace liaison

#endif  // LIAISON_PROTO_SYSTEM_POSIX_FILE_SYSTEM_H_
