// The hub's data folder, opened: locked, keys loaded, database recovered, head verified. Hub,
// founding and check start from it.
#ifndef LIAISON_HUB_DATA_FOLDER_H_
#define LIAISON_HUB_DATA_FOLDER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "hub/hub_keys.h"
#include "hub/hub_types.h"
#include "hub/log/rocksdb_log.h"
#include "hub/store/index.h"
#include "hub/store/store.h"
#include "proto/base/file_system.h"
#include "proto/rules/directory.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace liaison {

// Members go in reverse order: the log before its store, the lock last.
struct DataFolder {
  std::unique_ptr<FileLock> lock;
  std::unique_ptr<HubKeys> keys;
  std::unique_ptr<Store> store;
  std::unique_ptr<Index> index;
  std::unique_ptr<RocksdbLog> log;
};

// Errors: Aborted IN_USE.
absl::StatusOr<std::unique_ptr<FileLock>> LockFolder(const HubOptions& options, FileSystem& files);

// `create` makes the database if there is none (founding). Errors: NotFound NOT_INITIALISED,
// FailedPrecondition NOT_FOUNDED, Aborted IN_USE, DataLoss, ResourceExhausted, Unavailable.
absl::StatusOr<std::unique_ptr<DataFolder>> OpenDataFolder(const HubOptions& options, bool create,
                                                           FileSystem& files, rocksdb::Env* env);

// The directory at the log's head, from its public leaves. Errors: DataLoss REPLAY with the index
// of a note that does not stand at its place.
absl::StatusOr<Directory> ReplayDirectory(const std::string& ns, const Log& log);
// The next of its records: `index` is the directory's size. Errors: DataLoss REPLAY.
absl::Status ReplayRecord(LeafIndex index, const RecordHead& head, absl::string_view body,
                          Directory& directory);

}  // namespace liaison

#endif  // LIAISON_HUB_DATA_FOLDER_H_
