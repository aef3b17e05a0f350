#include "clients/core/outgoing/outbox_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr absl::string_view kSchema[] = {
    "CREATE TABLE IF NOT EXISTS outbox ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " kind INTEGER NOT NULL, state INTEGER NOT NULL, precedence INTEGER NOT NULL,"
    " queued_ms INTEGER NOT NULL, draft TEXT NOT NULL, client_id BLOB NOT NULL UNIQUE,"
    " serial TEXT NOT NULL, notice TEXT NOT NULL, notice_hash BLOB UNIQUE,"
    " undeliverable TEXT NOT NULL,"
    " note TEXT NOT NULL, sealed BLOB NOT NULL, body_hash BLOB,"
    " leaf INTEGER, time_ms INTEGER NOT NULL, proof BLOB NOT NULL, checkpoint TEXT NOT NULL,"
    " refusal TEXT NOT NULL, refusal_reason TEXT NOT NULL, healed INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (state, precedence, id)",
    "CREATE TABLE IF NOT EXISTS outbox_serial ("
    " year INTEGER PRIMARY KEY, last INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outbox_stream ("
    " mailbox TEXT PRIMARY KEY, counter INTEGER NOT NULL, hash BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS outbox_fact (name TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS outbox_numbered ("
    " place INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL UNIQUE)",
};
constexpr absl::string_view kColumns =
    "SELECT id, kind, state, precedence, queued_ms, draft, client_id, serial, notice, notice_hash,"
    " undeliverable, note, sealed, body_hash, leaf, time_ms, proof, checkpoint, refusal,"
    " refusal_reason, healed FROM outbox ";
constexpr absl::string_view kHeadsKnown = "heads_known";

SqlValue HashOrNull(const std::optional<Hash>& hash) {
  if (!hash) return std::monostate();
  return SqlBlob{hash->view()};
}

SqlValue IndexOrNull(const std::optional<LeafIndex>& index) {
  if (!index) return std::monostate();
  return static_cast<int64_t>(index->value());
}

std::string JoinMailboxes(const std::vector<MailboxId>& mailboxes) {
  return absl::StrJoin(mailboxes, " ", [](std::string* out, const MailboxId& mailbox) {
    absl::StrAppend(out, mailbox.ToString());
  });
}

absl::StatusOr<std::optional<Hash>> ReadHash(const SqlRow& row, int column) {
  if (row.IsNull(column)) return std::optional<Hash>();
  ASSIGN_OR_RETURN(const Hash hash, FixedFromBytes<Hash>(row.Text(column)));
  return std::optional<Hash>(hash);
}

}  // namespace

absl::string_view OutboxStateName(OutboxState state) {
  switch (state) {
    case OutboxState::kQueued:
      return "queued";
    case OutboxState::kSubmitted:
      return "submitted";
    case OutboxState::kAccepted:
      return "accepted";
    case OutboxState::kRefused:
      return "refused";
  }
  return "";
}

absl::StatusOr<OutboxTable> OutboxTable::Open(absl::string_view ns, Database& database) {
  for (const absl::string_view sql : kSchema) RETURN_IF_ERROR(database.Run(sql));
  return OutboxTable(ns, database);
}

absl::StatusOr<uint64_t> OutboxTable::TakeSerial(int year) {
  RETURN_IF_ERROR(
      database_->Run("INSERT OR REPLACE INTO outbox_serial (year, last) VALUES"
                     " (?1, 1 + ifnull((SELECT last FROM outbox_serial WHERE year = ?1), 0))",
                     {int64_t{year}}));
  uint64_t number = 0;
  RETURN_IF_ERROR(
      database_->Query("SELECT last FROM outbox_serial WHERE year = ?", {int64_t{year}},
                       [&](const SqlRow& row) { number = static_cast<uint64_t>(row.Integer(0)); }));
  return number;
}

absl::Status OutboxTable::RaiseSerial(int year, uint64_t number) {
  return database_->Run(
      "INSERT OR REPLACE INTO outbox_serial (year, last) VALUES"
      " (?1, max(?2, ifnull((SELECT last FROM outbox_serial WHERE year = ?1), 0)))",
      {int64_t{year}, static_cast<int64_t>(number)});
}

absl::Status OutboxTable::Insert(OutboxRow& row) {
  const OutboxItem& item = row.item;
  const std::optional<Hash> notice_hash =
      item.kind == RecordKind::kEnvelope ? std::optional<Hash>(item.notice_hash) : std::nullopt;
  RETURN_IF_ERROR(database_->Run(
      "INSERT INTO outbox (kind, state, precedence, queued_ms, draft, client_id, serial, notice,"
      " notice_hash, undeliverable, note, sealed, leaf, time_ms, proof, checkpoint, refusal,"
      " refusal_reason, healed)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', x'', NULL, 0, x'', '', '', '', 0)",
      {static_cast<int64_t>(item.kind), static_cast<int64_t>(item.state),
       static_cast<int64_t>(item.precedence), item.queued_ms, absl::string_view(row.draft),
       SqlBlob{row.client_id}, absl::string_view(item.serial), absl::string_view(item.notice),
       HashOrNull(notice_hash)}));
  RETURN_IF_ERROR(database_->Query("SELECT last_insert_rowid()", {},
                                   [&](const SqlRow& id) { row.item.id = id.Integer(0); }));
  return Update(row);
}

absl::Status OutboxTable::Update(const OutboxRow& row) {
  const OutboxItem& item = row.item;
  const std::string undeliverable = JoinMailboxes(item.undeliverable);
  return database_->Run(
      "UPDATE outbox SET state = ?, undeliverable = ?, note = ?, sealed = ?, body_hash = ?,"
      " leaf = ?, time_ms = ?, proof = ?, checkpoint = ?, refusal = ?, refusal_reason = ?,"
      " healed = ? WHERE id = ?",
      {static_cast<int64_t>(item.state), absl::string_view(undeliverable),
       absl::string_view(item.note), SqlBlob{item.sealed}, HashOrNull(item.body_hash),
       IndexOrNull(item.index), item.time_ms, SqlBlob{row.proof}, absl::string_view(row.checkpoint),
       absl::string_view(item.refusal), absl::string_view(item.refusal_reason),
       int64_t{row.healed ? 1 : 0}, item.id});
}

absl::Status OutboxTable::NoteNumbered(int64_t id) {
  return database_->Run("INSERT OR REPLACE INTO outbox_numbered (item) VALUES (?)", {id});
}

absl::StatusOr<OutboxRow> OutboxTable::ReadRow(const SqlRow& row) const {
  OutboxRow out;
  OutboxItem& item = out.item;
  item.id = row.Integer(0);
  item.kind = static_cast<RecordKind>(row.Integer(1));
  item.state = static_cast<OutboxState>(row.Integer(2));
  item.precedence = static_cast<Precedence>(row.Integer(3));
  item.queued_ms = row.Integer(4);
  out.draft = std::string(row.Text(5));
  out.client_id = std::string(row.Text(6));
  item.serial = std::string(row.Text(7));
  item.notice = std::string(row.Text(8));
  ASSIGN_OR_RETURN(const std::optional<Hash> notice_hash, ReadHash(row, 9));
  item.notice_hash = notice_hash.value_or(Hash());
  for (const absl::string_view mailbox : absl::StrSplit(row.Text(10), ' ', absl::SkipEmpty())) {
    ASSIGN_OR_RETURN(MailboxId id, ParseMailbox(mailbox));
    item.undeliverable.push_back(std::move(id));
  }
  item.note = std::string(row.Text(11));
  item.sealed = std::string(row.Text(12));
  ASSIGN_OR_RETURN(item.body_hash, ReadHash(row, 13));
  if (!row.IsNull(14)) item.index = LeafIndex(static_cast<uint64_t>(row.Integer(14)));
  item.time_ms = row.Integer(15);
  out.proof = std::string(row.Text(16));
  out.checkpoint = std::string(row.Text(17));
  item.refusal = std::string(row.Text(18));
  item.refusal_reason = std::string(row.Text(19));
  out.healed = row.Integer(20) != 0;
  if (item.kind != RecordKind::kAct) return out;
  if (IsReceipt(ns_, out.draft)) {
    ASSIGN_OR_RETURN(item.receipt, ParseReceipt(ns_, out.draft));
  } else {
    ASSIGN_OR_RETURN(item.office_act, ParseOfficeAct(ns_, out.draft));
  }
  return out;
}

absl::StatusOr<std::vector<OutboxRow>> OutboxTable::Select(absl::string_view where,
                                                           const std::vector<SqlValue>& values) {
  std::vector<OutboxRow> rows;
  absl::Status bad;
  RETURN_IF_ERROR(database_->Query(absl::StrCat(kColumns, where), values, [&](const SqlRow& row) {
    absl::StatusOr<OutboxRow> read = ReadRow(row);
    bad.Update(read.status());
    if (read.ok()) rows.push_back(std::move(read).value());
  }));
  if (!bad.ok()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     "the outbox holds an entry that it never wrote: the database is damaged",
                     {"DATABASE_DAMAGED", "outbox", ""});
  }
  return rows;
}

absl::StatusOr<OutboxRow> OutboxTable::SelectOne(absl::string_view where,
                                                 const std::vector<SqlValue>& values) {
  ASSIGN_OR_RETURN(std::vector<OutboxRow> rows, Select(where, values));
  if (rows.empty()) {
    return MakeError(absl::StatusCode::kNotFound, "the outbox has no such entry",
                     {"NO_SUCH_ITEM", "", ""});
  }
  return std::move(rows.front());
}

absl::StatusOr<OutboxRow> OutboxTable::Get(int64_t id) { return SelectOne("WHERE id = ?", {id}); }

absl::StatusOr<OutboxRow> OutboxTable::FindNotice(const Hash& notice_hash) {
  return SelectOne("WHERE notice_hash = ?", {SqlBlob{notice_hash.view()}});
}

absl::StatusOr<OutboxRow> OutboxTable::FindClientId(absl::string_view client_id) {
  return SelectOne("WHERE client_id = ?", {SqlBlob{client_id}});
}

absl::StatusOr<std::vector<OutboxRow>> OutboxTable::List(std::optional<OutboxState> state) {
  if (!state) return Select("ORDER BY id", {});
  return Select("WHERE state = ? ORDER BY id", {static_cast<int64_t>(*state)});
}

absl::StatusOr<std::vector<OutboxRow>> OutboxTable::NoticesHolding(absl::string_view text) {
  return Select("WHERE kind = ? AND state <> ? AND instr(notice, ?) > 0 ORDER BY id DESC",
                {static_cast<int64_t>(RecordKind::kEnvelope),
                 static_cast<int64_t>(OutboxState::kRefused), text});
}

absl::StatusOr<std::vector<int64_t>> OutboxTable::Waiting() {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(database_->Query(
      "SELECT id FROM outbox LEFT JOIN outbox_numbered ON item = id AND state = ?2"
      " WHERE state IN (?1, ?2) ORDER BY state = ?2 DESC, place, precedence, id",
      {static_cast<int64_t>(OutboxState::kQueued), static_cast<int64_t>(OutboxState::kSubmitted)},
      [&](const SqlRow& row) { ids.push_back(row.Integer(0)); }));
  return ids;
}

absl::StatusOr<StreamHead> OutboxTable::HeadOf(absl::string_view to) {
  StreamHead head;
  absl::Status bad;
  RETURN_IF_ERROR(database_->Query(
      "SELECT counter, hash FROM outbox_stream WHERE mailbox = ?", {to}, [&](const SqlRow& row) {
        head.counter = static_cast<uint64_t>(row.Integer(0));
        const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(row.Text(1));
        if (hash.ok()) head.hash = *hash;
        bad = hash.status();
      }));
  RETURN_IF_ERROR(bad);
  return head;
}

absl::Status OutboxTable::RaiseHead(absl::string_view to, const StreamHead& head) {
  return database_->Run(
      "INSERT OR REPLACE INTO outbox_stream (mailbox, counter, hash) SELECT ?1, ?2, ?3 WHERE ?2 >"
      " ifnull((SELECT counter FROM outbox_stream WHERE mailbox = ?1), 0)",
      {to, static_cast<int64_t>(head.counter), SqlBlob{head.hash.view()}});
}

absl::StatusOr<bool> OutboxTable::HeadsKnown() {
  bool known = false;
  RETURN_IF_ERROR(database_->Query("SELECT 1 FROM outbox_fact WHERE name = ?", {kHeadsKnown},
                                   [&](const SqlRow&) { known = true; }));
  return known;
}

absl::Status OutboxTable::SetHeadsKnown() {
  return database_->Run("INSERT OR IGNORE INTO outbox_fact (name) VALUES (?)", {kHeadsKnown});
}

}  // namespace liaison
