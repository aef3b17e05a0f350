#include "hub/store/fault_env.h"

#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "proto/base/check.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace liaison {
namespace {

// What the wrapped files share.
struct Disk {
  absl::Mutex mutex;
  DiskFault append_fault ABSL_GUARDED_BY(mutex) = DiskFault::kNone;
  DiskFault sync_fault ABSL_GUARDED_BY(mutex) = DiskFault::kNone;
  uint64_t syncs ABSL_GUARDED_BY(mutex) = 0;
  // Bytes of each file that a power cut leaves.
  std::map<std::string, uint64_t> synced ABSL_GUARDED_BY(mutex);
};

rocksdb::IOStatus ToStatus(DiskFault fault) {
  switch (fault) {
    case DiskFault::kNone:
      return rocksdb::IOStatus::OK();
    case DiskFault::kNoSpace:
      return rocksdb::IOStatus::NoSpace("injected");
    case DiskFault::kIoError:
      return rocksdb::IOStatus::IOError("injected");
  }
  return rocksdb::IOStatus::OK();
}

class FaultFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string name, uint64_t size,
            Disk& disk)
      : FSWritableFileOwnerWrapper(std::move(file)),
        name_(std::move(name)),
        size_(size),
        disk_(disk) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    DiskFault fault;
    {
      absl::MutexLock lock(&disk_.mutex);
      fault = disk_.append_fault;
    }
    if (fault == DiskFault::kNone) {
      size_ += data.size();
      return FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    const rocksdb::Slice half(data.data(), data.size() / 2);
    size_ += half.size();
    FSWritableFileOwnerWrapper::Append(half, options, debug).PermitUncheckedError();
    return ToStatus(fault);
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           rocksdb::IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    absl::MutexLock lock(&disk_.mutex);
    ++disk_.syncs;
    if (disk_.sync_fault == DiskFault::kNone) disk_.synced[name_] = size_;
    return ToStatus(disk_.sync_fault);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  const std::string name_;
  uint64_t size_;
  Disk& disk_;
};

class FaultFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem(const std::shared_ptr<rocksdb::FileSystem>& base, Disk& disk)
      : FileSystemWrapper(base), disk_(disk) {}
  const char* Name() const override { return "FaultFileSystem"; }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
    if (!status.ok()) return status;
    absl::MutexLock lock(&disk_.mutex);
    disk_.synced[name] = 0;
    *file = std::make_unique<FaultFile>(std::move(*file), name, 0, disk_);
    return status;
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::RenameFile(from, to, options, debug);
    absl::MutexLock lock(&disk_.mutex);
    if (status.ok()) disk_.synced[to] = disk_.synced[from];
    disk_.synced.erase(from);
    return status;
  }
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    absl::MutexLock lock(&disk_.mutex);
    disk_.synced.erase(name);
    return FileSystemWrapper::DeleteFile(name, options, debug);
  }

 private:
  Disk& disk_;
};

}  // namespace

struct FaultEnv::State {
  Disk disk;
  std::unique_ptr<rocksdb::Env> memory{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::unique_ptr<rocksdb::Env> faulty =
      rocksdb::NewCompositeEnv(std::make_shared<FaultFileSystem>(memory->GetFileSystem(), disk));
};

FaultEnv::FaultEnv() : state_(std::make_unique<State>()) {}
FaultEnv::~FaultEnv() = default;
rocksdb::Env* FaultEnv::env() { return state_->faulty.get(); }

void FaultEnv::FailAppends(DiskFault fault) {
  absl::MutexLock lock(&state_->disk.mutex);
  state_->disk.append_fault = fault;
}

void FaultEnv::FailSyncs(DiskFault fault) {
  absl::MutexLock lock(&state_->disk.mutex);
  state_->disk.sync_fault = fault;
}

uint64_t FaultEnv::syncs() const {
  absl::MutexLock lock(&state_->disk.mutex);
  return state_->disk.syncs;
}

void FaultEnv::CutPower() {
  absl::MutexLock lock(&state_->disk.mutex);
  for (const auto& [name, size] : state_->disk.synced) {
    std::string bytes;
    if (!rocksdb::ReadFileToString(state_->memory.get(), name, &bytes).ok()) continue;
    bytes.resize(std::min<uint64_t>(size, bytes.size()));
    LIAISON_CHECK(rocksdb::WriteStringToFile(state_->memory.get(), bytes, name).ok());
  }
}

}  // namespace liaison
