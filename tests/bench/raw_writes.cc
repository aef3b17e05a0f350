#include "tests/bench/raw_writes.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <utility>

#include "hub/log/rocksdb_log.h"
#include "proto/base/status_macros.h"
#include "rocksdb/db.h"
#include "rocksdb/transaction_log.h"
#include "rocksdb/write_batch.h"

namespace liaison {
namespace {

// Long enough for the log to be put aside, not deleted, when the database is opened.
constexpr uint64_t kKeepLog_s = 3600;

absl::Status FromRocks(const rocksdb::Status& status) {
  return status.ok() ? absl::OkStatus() : absl::UnavailableError(status.ToString());
}

class Collector final : public rocksdb::WriteBatch::Handler {
 public:
  rocksdb::Status PutCF(uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    if (key == MetaKey(kMetaCheckpoint)) write_.synced = true;
    return Add(RawRow::Kind::kPut, family, key, value);
  }
  rocksdb::Status DeleteCF(uint32_t family, const rocksdb::Slice& key) override {
    return Add(RawRow::Kind::kDelete, family, key, "");
  }
  rocksdb::Status DeleteRangeCF(uint32_t family, const rocksdb::Slice& from,
                                const rocksdb::Slice& limit) override {
    return Add(RawRow::Kind::kDeleteRange, family, from, limit);
  }
  RawWrite Take() { return std::exchange(write_, {}); }

 private:
  // The store's families stand behind RocksDB's own, in order.
  rocksdb::Status Add(RawRow::Kind kind, uint32_t family, const rocksdb::Slice& key,
                      const rocksdb::Slice& value) {
    if (family == 0 || family > kFamilies.size()) return rocksdb::Status::Corruption("family");
    write_.rows.push_back({kind, kFamilies[family - 1], key.ToString(), value.ToString()});
    return rocksdb::Status::OK();
  }

  RawWrite write_;
};

struct OpenDatabase {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  ~OpenDatabase() {
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    }
  }
};

absl::Status OpenKeepingLog(const std::string& path, OpenDatabase& open) {
  rocksdb::DBOptions options;
  options.WAL_ttl_seconds = kKeepLog_s;
  std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()}};
  rocksdb::ColumnFamilyOptions plain;
  plain.compression = rocksdb::kNoCompression;
  for (const Family family : kFamilies) {
    families.emplace_back(std::string(FamilyName(family)), plain);
  }
  rocksdb::DB* db = nullptr;
  RETURN_IF_ERROR(FromRocks(rocksdb::DB::Open(options, path, families, &open.handles, &db)));
  open.db.reset(db);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<RawWrite>> ReadWrites(const std::string& database) {
  std::vector<RawWrite> writes;
  {
    OpenDatabase open;
    RETURN_IF_ERROR(OpenKeepingLog(database, open));
    rocksdb::VectorLogPtr files;
    RETURN_IF_ERROR(FromRocks(open.db->GetSortedWalFiles(files)));
    std::unique_ptr<rocksdb::TransactionLogIterator> log;
    RETURN_IF_ERROR(FromRocks(open.db->GetUpdatesSince(files.front()->StartSequence(), &log)));
    Collector collector;
    for (; log->Valid(); log->Next()) {
      const rocksdb::BatchResult batch = log->GetBatch();
      RETURN_IF_ERROR(FromRocks(batch.writeBatchPtr->Iterate(&collector)));
      writes.push_back(collector.Take());
    }
  }
  // The next reading is to see only what comes now.
  std::filesystem::remove_all(database + "/archive");
  return writes;
}

absl::StatusOr<StepTime> WriteRaw(const RawWrite& write, Store& store) {
  StoreBatch batch(store);
  for (const RawRow& row : write.rows) {
    switch (row.kind) {
      case RawRow::Kind::kPut:
        batch.Put(row.family, row.key, row.value);
        break;
      case RawRow::Kind::kDelete:
        batch.Delete(row.family, row.key);
        break;
      case RawRow::Kind::kDeleteRange:
        batch.DeleteRange(row.family, row.key, row.value);
        break;
    }
  }
  const StepWatch watch;
  RETURN_IF_ERROR(
      store.Commit(batch, write.synced ? Store::Durability::kSynced : Store::Durability::kLazy));
  return watch.Read();
}

}  // namespace liaison
