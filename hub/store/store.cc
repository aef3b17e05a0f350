#include "hub/store/store.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"

namespace liaison {
namespace {

// Records and bodies stay in memory for a few thousand notices before they are flushed; the cache
// serves the recent past, which is what inboxes and mirrors ask for.
constexpr size_t kBulkBufferBytes = size_t{64} << 20;
constexpr size_t kIndexBufferBytes = size_t{32} << 20;
constexpr size_t kCacheBytes = size_t{64} << 20;
constexpr uint64_t kWalBytesMax = uint64_t{256} << 20;
constexpr int kBloomBitsPerKey = 10;
constexpr double kMemtableBloomRatio = 0.05;

rocksdb::Slice ToSlice(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }
absl::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// RocksDB's texts may name paths; ours name the role only.
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view action) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     absl::StrCat("the hub's database is damaged (while it was to ", action,
                                  "): stop, keep the folder, restore a backup"),
                     {.reason = "DATABASE_DAMAGED", .subject = "log", .field = ""});
  }
  if (status.IsNoSpace()) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     absl::StrCat("no space left while the hub's database was to ", action),
                     {.reason = "DISK_FULL", .subject = "log", .field = ""});
  }
  return MakeError(absl::StatusCode::kUnavailable,
                   absl::StrCat("the hub's database could not ", action,
                                ": look at the disk, then start the hub again"),
                   {.reason = "DISK", .subject = "log", .field = ""});
}

rocksdb::BlockBasedTableOptions TableOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  // What a table needs to be searched takes of the cache too: else memory grows with the log and
  // with the timers.
  table.cache_index_and_filter_blocks = true;
  // The newest tables, of which there are few, are asked for nearly every row.
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  return table;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Descriptors() {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(kCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (const Family family : kFamilies) {
    rocksdb::ColumnFamilyOptions options;
    options.compression = rocksdb::kNoCompression;  // ciphertext and hashes do not shrink
    const bool bulk = family == Family::kLog || family == Family::kSealed;
    options.write_buffer_size = bulk ? kBulkBufferBytes : kIndexBufferBytes;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(TableOptions(cache)));
    if (family == Family::kIndex || family == Family::kPlugin) {
      // Nearly every look-up is of a hash, an id or an incident that is new, and its row would lie
      // anywhere in a table that no cache holds.
      options.memtable_prefix_bloom_size_ratio = kMemtableBloomRatio;
      options.memtable_whole_key_filtering = true;
    }
    descriptors.emplace_back(std::string(FamilyName(family)), options);
  }
  return descriptors;
}

rocksdb::DBOptions DatabaseOptions(bool create, rocksdb::Env* env) {
  rocksdb::DBOptions options;
  options.create_if_missing = create;
  // A folder from before plugins existed gets their families.
  options.create_missing_column_families = true;
  if (env != nullptr) options.env = env;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.max_total_wal_size = kWalBytesMax;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 2;
  options.allow_concurrent_memtable_write = false;  // there is one writer
  return options;
}

}  // namespace

using Handles = std::array<rocksdb::ColumnFamilyHandle*, kFamilies.size()>;

struct StoreBatch::Rows {
  const Handles* handles;
  rocksdb::WriteBatch batch;
};

struct Store::State {
  std::unique_ptr<rocksdb::DB> db;
  rocksdb::ColumnFamilyHandle* default_handle = nullptr;
  Handles handles{};

  rocksdb::ColumnFamilyHandle* Handle(Family family) const {
    return handles[static_cast<size_t>(family)];
  }
  ~State() {
    if (db == nullptr) return;
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    }
    db->DestroyColumnFamilyHandle(default_handle).PermitUncheckedError();
    db->Close().PermitUncheckedError();
  }
};

StoreBatch::StoreBatch(const Store& store) : rows_(std::make_unique<Rows>()) {
  rows_->handles = &store.state_->handles;
}
StoreBatch::~StoreBatch() = default;

// A batch in memory refuses a row only above 4 GiB, far beyond any group.
void StoreBatch::Put(Family family, absl::string_view key, absl::string_view value) {
  LIAISON_CHECK(
      rows_->batch.Put((*rows_->handles)[static_cast<size_t>(family)], ToSlice(key), ToSlice(value))
          .ok());
}

void StoreBatch::Delete(Family family, absl::string_view key) {
  LIAISON_CHECK(
      rows_->batch.Delete((*rows_->handles)[static_cast<size_t>(family)], ToSlice(key)).ok());
}

void StoreBatch::DeleteRange(Family family, absl::string_view from, absl::string_view limit) {
  LIAISON_CHECK(rows_->batch
                    .DeleteRange((*rows_->handles)[static_cast<size_t>(family)], ToSlice(from),
                                 ToSlice(limit))
                    .ok());
}

void StoreBatch::PutParts(Family family, absl::string_view key,
                          absl::Span<const absl::string_view> parts) {
  const rocksdb::Slice key_slice = ToSlice(key);
  std::vector<rocksdb::Slice> slices;
  slices.reserve(parts.size());
  for (const absl::string_view part : parts) slices.push_back(ToSlice(part));
  LIAISON_CHECK(rows_->batch
                    .Put((*rows_->handles)[static_cast<size_t>(family)],
                         rocksdb::SliceParts(&key_slice, 1),
                         rocksdb::SliceParts(slices.data(), static_cast<int>(slices.size())))
                    .ok());
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

absl::StatusOr<std::unique_ptr<Store>> Store::Open(absl::string_view path, bool create,
                                                   rocksdb::Env* env) {
  rocksdb::DBOptions options = DatabaseOptions(create, env);
  const std::string current = absl::StrCat(path, "/CURRENT");
  if (!create && options.env->FileExists(current).IsNotFound()) {
    return MakeError(absl::StatusCode::kNotFound, "there is no log database here",
                     {.reason = "NO_DATABASE", .subject = "log", .field = ""});
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, std::string(path), Descriptors(), &handles, &db);
  if (!status.ok()) {
    // The one error of another process is its lock; RocksDB tells it in words only.
    if (status.IsIOError() && absl::StrContains(status.ToString(), "lock")) {
      return MakeError(absl::StatusCode::kAborted, "another process has the hub's data folder open",
                       {.reason = "IN_USE", .subject = "log", .field = ""});
    }
    return FromRocks(status, "open");
  }
  auto state = std::make_unique<State>();
  state->db.reset(db);
  state->default_handle = handles[0];
  for (size_t i = 0; i < kFamilies.size(); ++i) state->handles[i] = handles[i + 1];
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

absl::StatusOr<std::optional<std::string>> Store::Get(Family family, absl::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      state_->db->Get(rocksdb::ReadOptions(), state_->Handle(family), ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  RETURN_IF_ERROR(FromRocks(status, "read"));
  return std::optional<std::string>(std::move(value));
}

absl::Status Store::Scan(
    Family family, absl::string_view from, absl::string_view limit,
    absl::FunctionRef<bool(absl::string_view key, absl::string_view value)> row) const {
  rocksdb::ReadOptions options;
  const rocksdb::Slice upper = ToSlice(limit);
  options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> rows(
      state_->db->NewIterator(options, state_->Handle(family)));
  for (rows->Seek(ToSlice(from)); rows->Valid(); rows->Next()) {
    if (!row(ToView(rows->key()), ToView(rows->value()))) return absl::OkStatus();
  }
  return FromRocks(rows->status(), "read");
}

absl::Status Store::Commit(StoreBatch& batch, Durability durability) {
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  const rocksdb::Status status = state_->db->Write(options, &batch.rows_->batch);
  if (status.ok()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kUnavailable,
      "the write to the hub's log failed, its outcome is unknown: send the same bytes "
      "again later",
      {.reason = status.IsNoSpace() ? "DISK_FULL" : "DISK", .subject = "log", .field = ""});
}

}  // namespace liaison
