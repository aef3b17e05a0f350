// The hub's one database: RocksDB with a column family per kind of row, written by one synced batch
// at a time. Everything above speaks of rows; only this folder and hub/log know RocksDB.
//
// Recovery mode: what a sync has acknowledged is never rolled back; an unfinished last write is
// cut off; damage anywhere else is reported, never skipped (kTolerateCorruptedTailRecords).
#ifndef LIAISON_HUB_STORE_STORE_H_
#define LIAISON_HUB_STORE_STORE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "hub/store/keys.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace liaison {

class Store;

// Rows that become durable together or not at all. Owns: its bytes. Thread: one.
class StoreBatch {
 public:
  // For `store` only, which outlives it.
  explicit StoreBatch(const Store& store);
  ~StoreBatch();
  StoreBatch(const StoreBatch&) = delete;
  StoreBatch& operator=(const StoreBatch&) = delete;

  void Put(Family family, absl::string_view key, absl::string_view value);
  void Delete(Family family, absl::string_view key);
  // All rows with from <= key < limit.
  void DeleteRange(Family family, absl::string_view from, absl::string_view limit);
  // The value is the concatenation of `parts`; saves building it first.
  void PutParts(Family family, absl::string_view key, absl::Span<const absl::string_view> parts);

 private:
  friend class Store;
  struct Rows;
  std::unique_ptr<Rows> rows_;
};

class Store {
 public:
  // Opens the database in `path`; makes it if `create`. `env` may be nullptr.
  // Errors: NotFound (none there, and not `create`), Aborted (open in another process), DataLoss
  // (damaged), ResourceExhausted (no space), Unavailable (I/O).
  static absl::StatusOr<std::unique_ptr<Store>> Open(absl::string_view path, bool create,
                                                     rocksdb::Env* env);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Errors of both: DataLoss, Unavailable. Thread: any.
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const;
  // Rows with from <= key < limit in key order, until `row` returns false. The views live for the
  // call only.
  absl::Status Scan(
      Family family, absl::string_view from, absl::string_view limit,
      absl::FunctionRef<bool(absl::string_view key, absl::string_view value)> row) const;

  // kLazy: a power cut may take it back, but never without everything that was written after it;
  // for what nobody outside has seen and the log brings back.
  enum class Durability : uint8_t { kSynced, kLazy };
  // Writes all of `batch`. After an error nobody knows what is on disk: the caller must stop
  // writing. Errors: Unavailable. Thread: one at a time.
  absl::Status Commit(StoreBatch& batch, Durability durability);

 private:
  friend class StoreBatch;
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_STORE_STORE_H_
