#include "proto/system/posix_file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/descriptor.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Paths may name people's folders, so errors carry the last component only.
std::string LastComponent(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(slash == absl::string_view::npos ? path : path.substr(slash + 1));
}

absl::StatusCode CodeOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::StatusCode::kNotFound;
    case EEXIST:
      return absl::StatusCode::kAlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

absl::Status FileError(absl::string_view what, absl::string_view path, int error) {
  const std::string name = LastComponent(path);
  const std::string why = std::generic_category().message(error);
  return MakeError(CodeOf(error), absl::StrCat("cannot ", what, " ", name, ": ", why),
                   {.reason = "FILE", .subject = name, .field = ""});
}

std::string DirectoryOf(absl::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == absl::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

absl::Status SyncDirectory(const std::string& directory) {
  const Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return FileError("open folder", directory, errno);
  if (::fsync(fd.get()) != 0) return FileError("sync folder", directory, errno);
  return absl::OkStatus();
}

absl::Status CheckDirectory(const std::string& path) {
  struct stat information = {};
  if (::stat(path.c_str(), &information) != 0) return FileError("look at", path, errno);
  return S_ISDIR(information.st_mode) ? absl::OkStatus() : FileError("make folder", path, EEXIST);
}

absl::Status WriteAll(int fd, absl::string_view bytes, absl::string_view path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError("write", path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

// Writes and syncs a new file beside `path`; returns its name.
absl::StatusOr<std::string> WriteBeside(const std::string& path, absl::string_view bytes) {
  static std::atomic<uint64_t> serial{0};
  std::string temporary;
  int opened = -1;
  // A process that was killed here leaves its file, and the next one may have the same id.
  do {
    temporary = absl::StrCat(path, ".", ::getpid(), "-", serial++, ".new");
    opened = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  } while (opened < 0 && errno == EEXIST);
  Descriptor fd(opened);
  if (!fd.valid()) return FileError("create", path, errno);
  absl::Status status = WriteAll(fd.get(), bytes, path);
  if (status.ok() && ::fsync(fd.get()) != 0) status = FileError("sync", path, errno);
  if (fd.Close() != 0 && status.ok()) status = FileError("close", path, errno);
  if (!status.ok()) {
    static_cast<void>(::unlink(temporary.c_str()));
    return status;
  }
  return temporary;
}

class PosixFileLock final : public FileLock {
 public:
  explicit PosixFileLock(int fd) : fd_(fd) {}

 private:
  Descriptor fd_;
};

absl::StatusOr<struct stat> LookAt(const Descriptor& fd, absl::string_view path) {
  struct stat information = {};
  if (!fd.valid()) return FileError("open", path, errno);
  if (::fstat(fd.get(), &information) != 0) return FileError("look at", path, errno);
  return information;
}

class PosixFileReader final : public FileReader {
 public:
  PosixFileReader(int fd, absl::string_view path) : fd_(fd), path_(path) {}

  absl::Status Look() {
    ASSIGN_OR_RETURN(const struct stat information, LookAt(fd_, path_));
    if (!S_ISREG(information.st_mode)) {
      return Malformed("", "NOT_A_FILE",
                       absl::StrCat(LastComponent(path_), " is not an ordinary file"));
    }
    size_ = static_cast<uint64_t>(information.st_size);
    return absl::OkStatus();
  }
  uint64_t size() const override { return size_; }
  absl::StatusOr<std::string> ReadAt(uint64_t offset, size_t bytes) override {
    std::string out(bytes, '\0');
    size_t at = 0;
    while (at < bytes) {
      const ssize_t count =
          ::pread(fd_.get(), out.data() + at, bytes - at, static_cast<off_t>(offset + at));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return FileError("read", path_, errno);
      if (count == 0) break;
      at += static_cast<size_t>(count);
    }
    out.resize(at);
    return out;
  }

 private:
  const Descriptor fd_;
  const std::string path_;
  uint64_t size_ = 0;
};

class PosixFileWriter final : public FileWriter {
 public:
  PosixFileWriter(int fd, absl::string_view path) : fd_(fd), path_(path) {}

  absl::Status Look() {
    ASSIGN_OR_RETURN(const struct stat information, LookAt(fd_, path_));
    size_ = static_cast<uint64_t>(information.st_size);
    return absl::OkStatus();
  }
  uint64_t size() const override { return size_; }
  absl::Status WriteAt(uint64_t offset, absl::string_view bytes) override {
    LIAISON_CHECK(offset <= size_);
    while (!bytes.empty()) {
      const ssize_t count =
          ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return FileError("write", path_, errno);
      bytes.remove_prefix(static_cast<size_t>(count));
      offset += static_cast<uint64_t>(count);
      size_ = std::max(size_, offset);
    }
    return absl::OkStatus();
  }
  absl::Status Truncate(uint64_t size) override {
    if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) {
      return FileError("cut", path_, errno);
    }
    size_ = size;
    return absl::OkStatus();
  }
  absl::Status Sync() override {
    if (::fsync(fd_.get()) != 0) return FileError("sync", path_, errno);
    return SyncDirectory(DirectoryOf(path_));
  }

 private:
  const Descriptor fd_;
  const std::string path_;
  uint64_t size_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FileReader>> PosixFileSystem::OpenToRead(absl::string_view path) {
  // Not to hang on a pipe that somebody put there.
  const int fd = ::open(std::string(path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  auto reader = std::make_unique<PosixFileReader>(fd, path);
  RETURN_IF_ERROR(reader->Look());
  return std::unique_ptr<FileReader>(std::move(reader));
}

absl::StatusOr<std::unique_ptr<FileWriter>> PosixFileSystem::OpenToWrite(absl::string_view path) {
  const int fd = ::open(std::string(path).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  auto writer = std::make_unique<PosixFileWriter>(fd, path);
  RETURN_IF_ERROR(writer->Look());
  return std::unique_ptr<FileWriter>(std::move(writer));
}

absl::StatusOr<std::string> PosixFileSystem::Read(absl::string_view path, size_t max_bytes) {
  const std::string name(path);
  const Descriptor fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return FileError("open", path, errno);
  std::string bytes;
  char buffer[64 * 1024];
  for (;;) {
    const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read", path, errno);
    if (count == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(count) > max_bytes) {
      return Malformed("", "SIZE",
                       absl::StrCat(LastComponent(path), " is longer than ", max_bytes, " bytes"));
    }
    bytes.append(buffer, static_cast<size_t>(count));
  }
}

absl::Status PosixFileSystem::Write(absl::string_view path, absl::string_view bytes) {
  const std::string name(path);
  ASSIGN_OR_RETURN(const std::string temporary, WriteBeside(name, bytes));
  if (::rename(temporary.c_str(), name.c_str()) != 0) {
    const int error = errno;
    static_cast<void>(::unlink(temporary.c_str()));
    return FileError("replace", path, error);
  }
  return SyncDirectory(DirectoryOf(path));
}

absl::Status PosixFileSystem::Create(absl::string_view path, absl::string_view bytes) {
  const std::string name(path);
  ASSIGN_OR_RETURN(const std::string temporary, WriteBeside(name, bytes));
  // link() fails where the name exists, rename() would replace it.
  const int linked = ::link(temporary.c_str(), name.c_str());
  const int error = errno;
  static_cast<void>(::unlink(temporary.c_str()));
  if (linked != 0) return FileError("create", path, error);
  return SyncDirectory(DirectoryOf(path));
}

absl::Status PosixFileSystem::MakeDirectories(absl::string_view path) {
  const std::string name(path);
  if (::mkdir(name.c_str(), 0700) == 0) return SyncDirectory(DirectoryOf(path));
  if (errno == EEXIST) return CheckDirectory(name);
  if (errno != ENOENT || DirectoryOf(path) == name) return FileError("make folder", path, errno);
  RETURN_IF_ERROR(MakeDirectories(DirectoryOf(path)));
  if (::mkdir(name.c_str(), 0700) == 0) return SyncDirectory(DirectoryOf(path));
  return errno == EEXIST ? CheckDirectory(name) : FileError("make folder", path, errno);
}

absl::Status PosixFileSystem::Move(absl::string_view from, absl::string_view to) {
  const std::string target(to);
  ASSIGN_OR_RETURN(const bool there, Exists(target));
  if (there) return FileError("move to", to, EEXIST);
  if (::rename(std::string(from).c_str(), target.c_str()) != 0) {
    return FileError("move", from, errno);
  }
  RETURN_IF_ERROR(SyncDirectory(DirectoryOf(from)));
  return SyncDirectory(DirectoryOf(to));
}

absl::StatusOr<std::vector<std::string>> PosixFileSystem::List(absl::string_view path) {
  DIR* directory = ::opendir(std::string(path).c_str());
  if (directory == nullptr) return FileError("list", path, errno);
  std::vector<std::string> names;
  // readdir on a stream of our own is thread-safe with glibc.
  while (const dirent* entry = ::readdir(directory)) {  // NOLINT(concurrency-mt-unsafe)
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
  }
  static_cast<void>(::closedir(directory));
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<bool> PosixFileSystem::Exists(absl::string_view path) {
  struct stat information = {};
  if (::stat(std::string(path).c_str(), &information) == 0) return true;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  return FileError("look at", path, errno);
}

absl::Status PosixFileSystem::Remove(absl::string_view path) {
  if (::unlink(std::string(path).c_str()) != 0) return FileError("remove", path, errno);
  return SyncDirectory(DirectoryOf(path));
}

absl::Status PosixFileSystem::Shred(absl::string_view path) {
  {
    const Descriptor fd(::open(std::string(path).c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd.valid()) return FileError("open", path, errno);
    struct stat information = {};
    if (::fstat(fd.get(), &information) != 0) return FileError("look at", path, errno);
    const std::string zeros(static_cast<size_t>(information.st_size), '\0');
    RETURN_IF_ERROR(WriteAll(fd.get(), zeros, path));
    if (::fsync(fd.get()) != 0) return FileError("sync", path, errno);
  }
  return Remove(path);
}

absl::StatusOr<uint64_t> PosixFileSystem::FreeBytes(absl::string_view path) {
  struct statvfs information = {};
  if (::statvfs(std::string(path).c_str(), &information) != 0) {
    return FileError("look at", path, errno);
  }
  return static_cast<uint64_t>(information.f_bavail) * information.f_frsize;
}

absl::StatusOr<std::unique_ptr<FileLock>> PosixFileSystem::Lock(absl::string_view path, bool wait) {
  const int fd = ::open(std::string(path).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return FileError("open", path, errno);
  auto lock = std::make_unique<PosixFileLock>(fd);
  while (::flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return FileError("lock", path, errno);
    return MakeError(absl::StatusCode::kAborted,
                     absl::StrCat(LastComponent(path), " is in use by another program"),
                     {.reason = "LOCKED", .subject = LastComponent(path), .field = ""});
  }
  return std::unique_ptr<FileLock>(std::move(lock));
}

}  // namespace liaison
