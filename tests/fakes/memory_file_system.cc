#include "tests/fakes/memory_file_system.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::string_view DirectoryOf(absl::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == absl::string_view::npos) return ".";
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

absl::Status FileError(absl::StatusCode code, absl::string_view path) {
  const std::string name(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
  return MakeError(code, absl::StrCat(name, ": ", absl::StatusCodeToString(code)),
                   {.reason = "FILE", .subject = name, .field = ""});
}

}  // namespace

class MemoryFileSystem::HeldLock final : public FileLock {
 public:
  HeldLock(MemoryFileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
  ~HeldLock() override { files_.Unlock(path_); }

 private:
  MemoryFileSystem& files_;
  const std::string path_;
};

class MemoryFileSystem::Reader final : public FileReader {
 public:
  explicit Reader(std::string bytes) : bytes_(std::move(bytes)) {}
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<std::string> ReadAt(uint64_t offset, size_t bytes) override {
    return bytes_.substr(std::min<uint64_t>(offset, bytes_.size()), bytes);
  }

 private:
  const std::string bytes_;
};

// What was written and not synced is lost with a crash; here it stays, as it may on a disk.
class MemoryFileSystem::Writer final : public FileWriter {
 public:
  Writer(MemoryFileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
  uint64_t size() const override {
    absl::MutexLock lock(&files_.mutex_);
    const auto file = files_.files_.find(path_);
    return file == files_.files_.end() ? 0 : file->second.size();
  }
  absl::Status WriteAt(uint64_t offset, absl::string_view bytes) override {
    absl::MutexLock lock(&files_.mutex_);
    RETURN_IF_ERROR(files_.ChangeLocked(path_, true));
    files_.RememberLocked(path_);
    std::string& file = files_.files_[path_];
    LIAISON_CHECK(offset <= file.size());
    file.replace(offset, bytes.size(), bytes.data(), bytes.size());
    return absl::OkStatus();
  }
  absl::Status Truncate(uint64_t size) override {
    absl::MutexLock lock(&files_.mutex_);
    RETURN_IF_ERROR(files_.ChangeLocked(path_, false));
    files_.RememberLocked(path_);
    files_.files_[path_].resize(size);
    return absl::OkStatus();
  }
  absl::Status Sync() override {
    absl::MutexLock lock(&files_.mutex_);
    RETURN_IF_ERROR(files_.ChangeLocked(path_, false));
    files_.durable_.erase(path_);
    return absl::OkStatus();
  }

 private:
  MemoryFileSystem& files_;
  const std::string path_;
};

absl::StatusOr<std::unique_ptr<FileReader>> MemoryFileSystem::OpenToRead(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  const auto file = files_.find(std::string(path));
  if (file == files_.end()) return FileError(absl::StatusCode::kNotFound, path);
  return std::unique_ptr<FileReader>(std::make_unique<Reader>(file->second));
}

absl::StatusOr<std::unique_ptr<FileWriter>> MemoryFileSystem::OpenToWrite(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(ChangeLocked(path, true));
  if (!files_.contains(std::string(path))) {
    RETURN_IF_ERROR(PutLocked(path, ""));
    durable_[std::string(path)] = std::nullopt;
  }
  return std::unique_ptr<FileWriter>(std::make_unique<Writer>(*this, std::string(path)));
}

absl::StatusOr<std::string> MemoryFileSystem::Read(absl::string_view path, size_t max_bytes) {
  absl::MutexLock lock(&mutex_);
  const auto file = files_.find(std::string(path));
  if (file == files_.end()) return FileError(absl::StatusCode::kNotFound, path);
  if (file->second.size() > max_bytes) return Malformed("", "SIZE", "file is too long");
  return file->second;
}

absl::Status MemoryFileSystem::Write(absl::string_view path, absl::string_view bytes) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(ChangeLocked(path, true));
  return PutLocked(path, bytes);
}

absl::Status MemoryFileSystem::Create(absl::string_view path, absl::string_view bytes) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(ChangeLocked(path, true));
  if (files_.contains(std::string(path))) return FileError(absl::StatusCode::kAlreadyExists, path);
  return PutLocked(path, bytes);
}

absl::Status MemoryFileSystem::MakeDirectories(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(ChangeLocked(path, true));
  std::set<std::string> made;
  for (; !HasDirectoryLocked(path); path = DirectoryOf(path)) {
    if (files_.contains(std::string(path))) {
      return FileError(absl::StatusCode::kAlreadyExists, path);
    }
    made.emplace(path);
  }
  directories_.merge(made);
  return absl::OkStatus();
}

absl::Status MemoryFileSystem::Move(absl::string_view from, absl::string_view to) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(ChangeLocked(from, false));
  if (files_.contains(std::string(to)) || HasDirectoryLocked(to)) {
    return FileError(absl::StatusCode::kAlreadyExists, to);
  }
  if (!HasDirectoryLocked(DirectoryOf(to))) return FileError(absl::StatusCode::kNotFound, to);
  // The file, or everything below the folder.
  bool moved = false;
  const auto target = [&](absl::string_view path) -> std::optional<std::string> {
    if (path != from && !absl::StartsWith(path, absl::StrCat(from, "/"))) return std::nullopt;
    moved = true;
    return absl::StrCat(to, path.substr(from.size()));
  };
  std::map<std::string, std::string> files;
  for (auto& [path, bytes] : files_) files[target(path).value_or(path)] = std::move(bytes);
  files_ = std::move(files);
  // The new name is durable, what was not synced is not.
  std::map<std::string, std::optional<std::string>> durable;
  for (auto& [path, bytes] : durable_) {
    durable[target(path).value_or(path)] = bytes.value_or("");
  }
  durable_ = std::move(durable);
  std::set<std::string> directories;
  for (const std::string& path : directories_) directories.insert(target(path).value_or(path));
  directories_ = std::move(directories);
  return moved ? absl::OkStatus() : FileError(absl::StatusCode::kNotFound, from);
}

absl::StatusOr<std::vector<std::string>> MemoryFileSystem::List(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  if (!HasDirectoryLocked(path)) return FileError(absl::StatusCode::kNotFound, path);
  std::set<std::string> names;
  const auto add = [&](absl::string_view entry) {
    if (DirectoryOf(entry) == path) names.emplace(entry.substr(entry.rfind('/') + 1));
  };
  for (const auto& [file, bytes] : files_) add(file);
  for (const std::string& directory : directories_) add(directory);
  return std::vector<std::string>(names.begin(), names.end());
}

absl::StatusOr<bool> MemoryFileSystem::Exists(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  return files_.contains(std::string(path)) || HasDirectoryLocked(path);
}

absl::Status MemoryFileSystem::Remove(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(ChangeLocked(path, false));
  return EraseLocked(path);
}

absl::Status MemoryFileSystem::Shred(absl::string_view path) { return Remove(path); }

absl::StatusOr<uint64_t> MemoryFileSystem::FreeBytes(absl::string_view path) {
  absl::MutexLock lock(&mutex_);
  if (!HasDirectoryLocked(path)) return FileError(absl::StatusCode::kNotFound, path);
  return full_ ? 0 : free_bytes_;
}

absl::StatusOr<std::unique_ptr<FileLock>> MemoryFileSystem::Lock(absl::string_view path,
                                                                 bool wait) {
  const std::string name(path);
  absl::MutexLock lock(&mutex_);
  if (!HasDirectoryLocked(DirectoryOf(path))) return FileError(absl::StatusCode::kNotFound, path);
  const auto is_free = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !locked_.contains(name);
  };
  if (wait) mutex_.Await(absl::Condition(&is_free));
  if (!locked_.insert(name).second) {
    return MakeError(absl::StatusCode::kAborted, absl::StrCat(name, " is in use"),
                     {.reason = "LOCKED", .subject = name, .field = ""});
  }
  files_.try_emplace(name);
  return std::unique_ptr<FileLock>(std::make_unique<HeldLock>(*this, name));
}

void MemoryFileSystem::FailChange(uint64_t nth, absl::StatusCode code) {
  absl::MutexLock lock(&mutex_);
  fail_at_ = changes_ + nth;
  fail_code_ = code;
}

void MemoryFileSystem::CrashAt(uint64_t nth) {
  absl::MutexLock lock(&mutex_);
  crash_at_ = changes_ + nth;
}

void MemoryFileSystem::Restart(bool power_cut) {
  absl::MutexLock lock(&mutex_);
  crash_at_ = 0;
  for (auto& [path, bytes] : durable_) {
    if (!power_cut) continue;
    if (bytes.has_value()) {
      files_[path] = *std::move(bytes);
    } else {
      files_.erase(path);
    }
  }
  durable_.clear();
}

void MemoryFileSystem::SetFull(bool full) {
  absl::MutexLock lock(&mutex_);
  full_ = full;
}

void MemoryFileSystem::SetReadOnly(bool read_only) {
  absl::MutexLock lock(&mutex_);
  read_only_ = read_only;
}

void MemoryFileSystem::SetFreeBytes(uint64_t free_bytes) {
  absl::MutexLock lock(&mutex_);
  free_bytes_ = free_bytes;
}

uint64_t MemoryFileSystem::changes() const {
  absl::MutexLock lock(&mutex_);
  return changes_;
}

std::map<std::string, std::string> MemoryFileSystem::files() const {
  absl::MutexLock lock(&mutex_);
  return files_;
}

absl::Status MemoryFileSystem::ChangeLocked(absl::string_view path, bool needs_space) {
  ++changes_;
  if (crash_at_ != 0 && changes_ >= crash_at_) {
    return FileError(absl::StatusCode::kUnavailable, path);
  }
  if (changes_ == fail_at_) return FileError(fail_code_, path);
  if (read_only_) return FileError(absl::StatusCode::kPermissionDenied, path);
  if (needs_space && full_) return FileError(absl::StatusCode::kResourceExhausted, path);
  return absl::OkStatus();
}

bool MemoryFileSystem::HasDirectoryLocked(absl::string_view path) const {
  return path == "." || path == "/" || directories_.contains(std::string(path));
}

absl::Status MemoryFileSystem::PutLocked(absl::string_view path, absl::string_view bytes) {
  if (!HasDirectoryLocked(DirectoryOf(path))) return FileError(absl::StatusCode::kNotFound, path);
  files_[std::string(path)] = std::string(bytes);
  durable_.erase(std::string(path));
  return absl::OkStatus();
}

absl::Status MemoryFileSystem::EraseLocked(absl::string_view path) {
  if (files_.erase(std::string(path)) == 0) return FileError(absl::StatusCode::kNotFound, path);
  durable_.erase(std::string(path));
  return absl::OkStatus();
}

void MemoryFileSystem::RememberLocked(const std::string& path) {
  if (!durable_.contains(path)) durable_[path] = files_[path];
}

void MemoryFileSystem::Unlock(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  locked_.erase(path);
}

}  // namespace liaison
