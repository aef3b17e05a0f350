#include "clients/core/database/database.h"

#include <sqlcipher/sqlite3.h>
#include <sys/stat.h>

#include <string>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int kBusyTimeout_ms = 10000;
constexpr size_t kKeyBytes = 32;

absl::Status DatabaseError(int code, absl::string_view doing) {
  absl::StatusCode status = absl::StatusCode::kUnavailable;
  absl::string_view reason = "DATABASE";
  absl::string_view advice = "try again";
  switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      status = absl::StatusCode::kDataLoss;
      reason = "DATABASE_DAMAGED";
      advice = "the local database cannot be read; `liaison doctor --rebuild` restores what it can";
      break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      status = absl::StatusCode::kPermissionDenied;
      reason = "FILE";
      advice = "make the home folder writable";
      break;
    case SQLITE_FULL:
      status = absl::StatusCode::kResourceExhausted;
      reason = "FILE";
      advice = "free space on the disk";
      break;
    case SQLITE_CONSTRAINT:
      status = absl::StatusCode::kAlreadyExists;
      advice = "it is there already";
      break;
    default:
      break;
  }
  return MakeError(status,
                   absl::StrCat("desk.db: ", doing, ": ", sqlite3_errstr(code), "; ", advice),
                   {.reason = std::string(reason), .subject = "desk.db", .field = ""});
}

class Row final : public SqlRow {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  bool IsNull(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  int64_t Integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  absl::string_view Text(int column) const override {
    // The blob first: asking for the size of a text column afterwards counts its bytes.
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
  }

 private:
  sqlite3_stmt* statement_;
};

void Bind(sqlite3_stmt* statement, int position, const SqlValue& value) {
  const auto size = [](absl::string_view text) { return static_cast<sqlite3_uint64>(text.size()); };
  // An empty view may have no address, which SQLite would take for NULL.
  const auto address = [](absl::string_view text) { return text.empty() ? "" : text.data(); };
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    sqlite3_bind_int64(statement, position, *integer);
  } else if (const auto* text = std::get_if<absl::string_view>(&value)) {
    sqlite3_bind_text64(statement, position, address(*text), size(*text), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<SqlBlob>(&value)) {
    sqlite3_bind_blob64(statement, position, address(blob->bytes), size(blob->bytes),
                        SQLITE_TRANSIENT);
  } else {
    sqlite3_bind_null(statement, position);
  }
}

class SqlCipherDatabase final : public Database {
 public:
  explicit SqlCipherDatabase(sqlite3* handle) : handle_(handle) {}
  ~SqlCipherDatabase() override {
    absl::MutexLock lock(&mutex_);
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
  }

  absl::Status Query(absl::string_view sql, const std::vector<SqlValue>& values,
                     absl::FunctionRef<void(const SqlRow&)> on_row) override {
    absl::MutexLock lock(&mutex_);
    return QueryLocked(sql, values, on_row);
  }

  absl::Status Transaction(absl::FunctionRef<absl::Status()> body) override {
    {
      absl::MutexLock lock(&mutex_);
      if (depth_ == 0) RETURN_IF_ERROR(RunLocked("BEGIN IMMEDIATE"));
      ++depth_;
    }
    const absl::Status done = body();
    absl::MutexLock lock(&mutex_);
    --depth_;
    if (depth_ > 0) return done;
    if (!done.ok()) {
      const absl::Status rolled_back = RunLocked("ROLLBACK");
      return rolled_back.ok() ? done : rolled_back;
    }
    const absl::Status committed = RunLocked("COMMIT");
    if (!committed.ok()) static_cast<void>(RunLocked("ROLLBACK"));
    return committed;
  }

 private:
  absl::Status RunLocked(absl::string_view sql) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return QueryLocked(sql, {}, [](const SqlRow&) {});
  }

  absl::Status QueryLocked(absl::string_view sql, const std::vector<SqlValue>& values,
                           absl::FunctionRef<void(const SqlRow&)> on_row)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepare(sql));
    for (size_t i = 0; i < values.size(); ++i) Bind(statement, static_cast<int>(i) + 1, values[i]);
    int code = sqlite3_step(statement);
    const Row row(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) on_row(row);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (code != SQLITE_DONE) return DatabaseError(code, "query");
    return absl::OkStatus();
  }

  absl::StatusOr<sqlite3_stmt*> Prepare(absl::string_view sql)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto found = statements_.find(std::string(sql));
    if (found != statements_.end()) return found->second;
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) return DatabaseError(code, "prepare");
    statements_.emplace(sql, statement);
    return statement;
  }

  absl::Mutex mutex_;
  sqlite3* handle_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, sqlite3_stmt*> statements_ ABSL_GUARDED_BY(mutex_);
  int depth_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> Database::Open(absl::string_view path,
                                                         const Secret& key) {
  if (key.size() != kKeyBytes) return Malformed("key", "LENGTH", "the database key has 32 bytes");
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(std::string(path).c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  auto database = std::make_unique<SqlCipherDatabase>(handle);
  if (code != SQLITE_OK) return DatabaseError(code, "open");
  // SQLite creates with 0644 masked; nobody can read it before the key is set, since it is empty.
  static_cast<void>(::chmod(std::string(path).c_str(), 0600));
  sqlite3_busy_timeout(handle, kBusyTimeout_ms);
  // "x'...'" tells SQLCipher that these are the raw key bytes, so no second key derivation is run.
  static constexpr char kDigits[] = "0123456789abcdef";
  Secret raw(2 * kKeyBytes + 3);
  raw.data()[0] = 'x';
  raw.data()[1] = '\'';
  for (size_t i = 0; i < kKeyBytes; ++i) {
    raw.data()[2 + 2 * i] = static_cast<uint8_t>(kDigits[key.data()[i] >> 4]);
    raw.data()[3 + 2 * i] = static_cast<uint8_t>(kDigits[key.data()[i] & 0x0f]);
  }
  raw.data()[2 + 2 * kKeyBytes] = '\'';
  if (const int keyed = sqlite3_key(handle, raw.data(), static_cast<int>(raw.size()));
      keyed != SQLITE_OK) {
    return DatabaseError(keyed, "set key");
  }
  // The first read shows a wrong key or a damaged file.
  RETURN_IF_ERROR(database->Run("SELECT count(*) FROM sqlite_master"));
  RETURN_IF_ERROR(database->Run("PRAGMA journal_mode=WAL"));
  RETURN_IF_ERROR(database->Run("PRAGMA synchronous=FULL"));
  RETURN_IF_ERROR(database->Run("PRAGMA foreign_keys=ON"));
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace liaison
