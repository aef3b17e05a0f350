#include "hub/data_folder.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

absl::Status NotFounded() {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the mission is not founded: run `liaison-hub found` with the charter",
                   {.reason = "NOT_FOUNDED", .subject = "", .field = ""});
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLock>> LockFolder(const HubOptions& options, FileSystem& files) {
  absl::StatusOr<std::unique_ptr<FileLock>> lock =
      files.Lock(JoinPath(options.data_path, "lock"), /*wait=*/false);
  if (absl::IsAborted(lock.status())) {
    return MakeError(absl::StatusCode::kAborted,
                     "another process has the hub's data folder open: stop it first",
                     {.reason = "IN_USE", .subject = "lock", .field = ""});
  }
  return lock;
}

absl::StatusOr<std::unique_ptr<DataFolder>> OpenDataFolder(const HubOptions& options, bool create,
                                                           FileSystem& files, rocksdb::Env* env) {
  auto folder = std::make_unique<DataFolder>();
  ASSIGN_OR_RETURN(HubKeys keys, LoadHubKeys(options, files));
  folder->keys = std::make_unique<HubKeys>(std::move(keys));
  ASSIGN_OR_RETURN(folder->lock, LockFolder(options, files));
  absl::StatusOr<std::unique_ptr<Store>> store =
      Store::Open(JoinPath(options.data_path, "log"), create, env);
  if (absl::IsNotFound(store.status())) return NotFounded();
  RETURN_IF_ERROR(store.status());
  folder->store = *std::move(store);
  folder->index = std::make_unique<Index>(*folder->store);
  ASSIGN_OR_RETURN(folder->log, RocksdbLog::Open(options.ns, *folder->store, folder->keys->log));
  if (!create && folder->log->head().size.value() == 0) return NotFounded();
  return folder;
}

absl::Status ReplayRecord(LeafIndex index, const RecordHead& head, absl::string_view body,
                          Directory& directory) {
  if (head.kind != RecordKind::kNote) {
    directory.Skip(index, head.time_ms);
    return absl::OkStatus();
  }
  const absl::StatusOr<Note> note = ParseNote(body, kMaxPublicNoteBytes);
  const absl::Status status =
      note.ok() ? directory.Apply(index, head.time_ms, *note) : note.status();
  if (status.ok()) return status;
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the public note at index ", index.value(),
                                " does not stand at its place: ", status.message()),
                   {.reason = "REPLAY", .subject = absl::StrCat(index.value()), .field = ""});
}

absl::StatusOr<Directory> ReplayDirectory(const std::string& ns, const Log& log) {
  Directory directory(ns, SodiumCrypto());
  RETURN_IF_ERROR(
      log.ReadRange(LeafIndex(0), log.head().size,
                    [&](LeafIndex index, const RecordHead& head, absl::string_view body) {
                      return ReplayRecord(index, head, body, directory);
                    }));
  return directory;
}

}  // namespace liaison
