// One encrypted SQLite file (SQLCipher): what outbox, archive and mirror state build their tables
// on. A thin wrapper: statements are prepared once, values are bound, never pasted into SQL.
#ifndef LIAISON_CLIENTS_CORE_DATABASE_DATABASE_H_
#define LIAISON_CLIENTS_CORE_DATABASE_DATABASE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/secret.h"

namespace liaison {

struct SqlBlob {
  absl::string_view bytes;
};
using SqlValue = std::variant<std::monostate, int64_t, absl::string_view, SqlBlob>;

// One result row; values are valid until the callback returns.
class SqlRow {
 public:
  virtual ~SqlRow() = default;
  virtual bool IsNull(int column) const = 0;
  virtual int64_t Integer(int column) const = 0;
  virtual absl::string_view Text(int column) const = 0;  // also for blobs
};

// Several processes may have the same file open (WAL, busy timeout). synchronous=FULL: a committed
// transaction is on disk. Thread: any (one mutex inside).
// Errors of all: DataLoss DATABASE_DAMAGED (or a wrong key), PermissionDenied FILE (read-only
// folder), ResourceExhausted FILE (disk full), Unavailable DATABASE (busy, I/O error),
// AlreadyExists (constraint).
class Database {
 public:
  // `key`: 32 raw bytes. Creates the file (0600) if absent.
  static absl::StatusOr<std::unique_ptr<Database>> Open(absl::string_view path, const Secret& key);
  virtual ~Database() = default;

  // One statement. `on_row` may be empty-bodied; it must not call back into the database.
  virtual absl::Status Query(absl::string_view sql, const std::vector<SqlValue>& values,
                             absl::FunctionRef<void(const SqlRow&)> on_row) = 0;
  absl::Status Run(absl::string_view sql, const std::vector<SqlValue>& values = {}) {
    return Query(sql, values, [](const SqlRow&) {});
  }
  // Runs `body` inside BEGIN IMMEDIATE ... COMMIT; rolls back if it fails. Nested calls join the
  // outer transaction.
  virtual absl::Status Transaction(absl::FunctionRef<absl::Status()> body) = 0;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DATABASE_DATABASE_H_
