#include "clients/core/incoming/archive.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/core/incoming/archive_columns.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/flash_budget.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

constexpr absl::string_view kTables[] = {
    "CREATE TABLE IF NOT EXISTS notice("
    "id INTEGER PRIMARY KEY, header_hash TEXT UNIQUE NOT NULL, log_index INTEGER NOT NULL,"
    "time_ms INTEGER NOT NULL, precedence INTEGER NOT NULL, sent INTEGER NOT NULL,"
    "header BLOB NOT NULL, sealed BLOB NOT NULL, notice BLOB NOT NULL, notice_hash TEXT NOT NULL,"
    "serial TEXT NOT NULL, short TEXT NOT NULL, kind TEXT NOT NULL, why_closed TEXT NOT NULL,"
    "findings TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS notice_serial ON notice(serial)",
    "CREATE INDEX IF NOT EXISTS notice_short ON notice(short)",
    "CREATE INDEX IF NOT EXISTS notice_hash ON notice(notice_hash)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts4(words, tokenize=unicode61)",
    "CREATE TABLE IF NOT EXISTS receipt("
    "hash TEXT PRIMARY KEY, target TEXT NOT NULL, log_index INTEGER NOT NULL,"
    "time_ms INTEGER NOT NULL, device TEXT NOT NULL, mailbox TEXT NOT NULL, state TEXT NOT NULL,"
    "reason TEXT NOT NULL, note BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS receipt_target ON receipt(target)",
    "CREATE TABLE IF NOT EXISTS office_act("
    "hash TEXT PRIMARY KEY, log_index INTEGER NOT NULL, time_ms INTEGER NOT NULL,"
    "note BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS hub_record("
    "log_index INTEGER PRIMARY KEY, kind INTEGER NOT NULL, time_ms INTEGER NOT NULL,"
    "body BLOB NOT NULL)",
    // By what it is found: the envelope that a release names, an alert's own text.
    "CREATE TABLE IF NOT EXISTS hub_record_of(hash TEXT, log_index INTEGER,"
    "PRIMARY KEY(hash, log_index))",
    "CREATE TABLE IF NOT EXISTS time_zones(log_index INTEGER PRIMARY KEY, data BLOB NOT NULL)",
    // What an alert is about: the incident's header or alert, or envelopes.
    "CREATE TABLE IF NOT EXISTS alert_about(hash TEXT, log_index INTEGER,"
    "PRIMARY KEY(hash, log_index)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS flash("
    "header_hash TEXT PRIMARY KEY, office TEXT NOT NULL, time_ms INTEGER NOT NULL,"
    "beyond INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS flash_time ON flash(office, time_ms)",
    "CREATE TABLE IF NOT EXISTS inbox_cursor(precedence INTEGER PRIMARY KEY, next INTEGER NOT "
    "NULL)",
    "CREATE TABLE IF NOT EXISTS received_link("
    "device TEXT, mailbox TEXT, counter INTEGER, hash TEXT NOT NULL, prev TEXT NOT NULL,"
    "log_index INTEGER NOT NULL, gap_told INTEGER NOT NULL DEFAULT 0,"
    "PRIMARY KEY(device, mailbox, counter))",
    // Of a header or an act: when it came by bag, or went.
    "CREATE TABLE IF NOT EXISTS by_bag(hash TEXT PRIMARY KEY, bag_ms INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS evidence("
    "id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, code TEXT NOT NULL, subject TEXT NOT NULL,"
    "bytes BLOB NOT NULL)",
};

constexpr absl::string_view kNoticeColumns =
    "header_hash, log_index, time_ms, precedence, sent, header, sealed, notice, notice_hash,"
    "serial, kind, why_closed, findings,"
    "(SELECT beyond FROM flash WHERE flash.header_hash=notice.header_hash),"
    "(SELECT bag_ms FROM by_bag WHERE hash=notice.header_hash)";
constexpr absl::string_view kReceiptColumns =
    "hash, target, log_index, time_ms, device, mailbox, state, reason, note,"
    "(SELECT bag_ms FROM by_bag WHERE by_bag.hash=receipt.hash)";

int64_t IndexColumn(const std::optional<LeafIndex>& index) {
  return index.has_value() ? SignedIndex(*index) : kNotLogged;
}

std::optional<LeafIndex> IndexOf(const SqlRow& row, int column) {
  const int64_t index = row.Integer(column);
  if (index == kNotLogged) return std::nullopt;
  return LeafIndex(static_cast<uint64_t>(index));
}

std::optional<int64_t> BagTimeOf(const SqlRow& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Integer(column);
}

// Codes and subjects hold neither tab nor newline.
std::string PrintFindings(const std::vector<Finding>& findings) {
  return absl::StrJoin(findings, "\n", [](std::string* out, const Finding& finding) {
    absl::StrAppend(out, finding.code, "\t", finding.subject);
  });
}

std::vector<Finding> ParseFindings(absl::string_view text) {
  std::vector<Finding> findings;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(line, absl::MaxSplits('\t', 1));
    findings.push_back({.code = parts.first, .subject = parts.second});
  }
  return findings;
}

ArchivedNotice NoticeFromRow(const SqlRow& row) {
  ArchivedNotice notice;
  notice.header_hash = HashFromColumn(row.Text(0));
  notice.index = IndexOf(row, 1);
  notice.time_ms = row.Integer(2);
  notice.precedence = static_cast<Precedence>(row.Integer(3));
  notice.sent = row.Integer(4) != 0;
  notice.header = std::string(row.Text(5));
  notice.sealed = std::string(row.Text(6));
  notice.notice = std::string(row.Text(7));
  notice.notice_hash = HashFromColumn(row.Text(8));
  notice.serial = std::string(row.Text(9));
  notice.kind = std::string(row.Text(10));
  notice.why_closed = std::string(row.Text(11));
  notice.findings = ParseFindings(row.Text(12));
  notice.beyond_budget = row.Integer(13) != 0;
  notice.bag_ms = BagTimeOf(row, 14);
  return notice;
}

ArchivedReceipt ReceiptFromRow(const SqlRow& row) {
  ArchivedReceipt receipt;
  receipt.hash = HashFromColumn(row.Text(0));
  receipt.target = HashFromColumn(row.Text(1));
  receipt.index = IndexOf(row, 2);
  receipt.time_ms = row.Integer(3);
  receipt.from = std::string(row.Text(4));
  receipt.as = ParseMailbox(row.Text(5)).value_or(MailboxId());
  receipt.state = ParseReceiptState(row.Text(6)).value_or(ReceiptState::kDelivered);
  receipt.reason = std::string(row.Text(7));
  receipt.note = std::string(row.Text(8));
  receipt.bag_ms = BagTimeOf(row, 9);
  return receipt;
}

std::string ShortSerial(absl::string_view serial) {
  const absl::StatusOr<Serial> parsed = ParseSerial(serial);
  return parsed.ok() ? parsed->ShortForm() : std::string();
}

absl::Status NotThere(absl::string_view handle) {
  return MakeError(absl::StatusCode::kNotFound,
                   absl::StrCat("no notice ", handle, " on this desk; `liaison inbox` lists them"),
                   {.reason = "NO_SUCH_NOTICE", .subject = std::string(handle), .field = ""});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Archive>> Archive::Open(Database& database) {
  for (absl::string_view table : kTables) RETURN_IF_ERROR(database.Run(table));
  return std::unique_ptr<Archive>(new Archive(database));
}

absl::Status Archive::StoreNotice(const ArchivedNotice& notice, absl::string_view search) {
  return database_.Transaction([&]() -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> known, FindHeader(notice.header_hash));
    if (!known.has_value()) return ReplaceNotice(notice, search);
    if (known->index.has_value() || !notice.index.has_value()) return absl::OkStatus();
    return MarkLogged(notice.header_hash, *notice.index, notice.time_ms, known->findings);
  });
}

absl::Status Archive::ReplaceNotice(const ArchivedNotice& notice, absl::string_view search) {
  const std::string header_hash = ToHex(notice.header_hash);
  const std::string notice_hash = ToHex(notice.notice_hash);
  const std::string findings = PrintFindings(notice.findings);
  const std::string short_serial = ShortSerial(notice.serial);
  return database_.Transaction([&]() -> absl::Status {
    if (notice.index.has_value()) RETURN_IF_ERROR(TakeOver(notice));
    RETURN_IF_ERROR(NoteBag(notice.header_hash, notice.bag_ms));
    RETURN_IF_ERROR(
        database_.Run("DELETE FROM search WHERE docid=(SELECT id FROM notice WHERE header_hash=?)",
                      {absl::string_view(header_hash)}));
    RETURN_IF_ERROR(
        database_.Run("DELETE FROM notice WHERE header_hash=?", {absl::string_view(header_hash)}));
    RETURN_IF_ERROR(database_.Run(
        "INSERT INTO notice(header_hash, log_index, time_ms, precedence, sent, header, sealed,"
        "notice, notice_hash, serial, short, kind, why_closed, findings)"
        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        {absl::string_view(header_hash), IndexColumn(notice.index), notice.time_ms,
         static_cast<int64_t>(notice.precedence), int64_t{notice.sent}, SqlBlob{notice.header},
         SqlBlob{notice.sealed}, SqlBlob{notice.notice}, absl::string_view(notice_hash),
         absl::string_view(notice.serial), absl::string_view(short_serial),
         absl::string_view(notice.kind), absl::string_view(notice.why_closed),
         absl::string_view(findings)}));
    return database_.Run(
        "INSERT INTO search(docid, words) VALUES((SELECT id FROM notice WHERE header_hash=?), ?)",
        {absl::string_view(header_hash), search});
  });
}

absl::Status Archive::TakeOver(const ArchivedNotice& notice) {
  ASSIGN_OR_RETURN(const std::optional<Hash> unlogged, FindUnlogged(notice.notice_hash));
  if (!unlogged.has_value() || *unlogged == notice.header_hash) return absl::OkStatus();
  const std::string from = ToHex(*unlogged);
  const std::string to = ToHex(notice.header_hash);
  RETURN_IF_ERROR(
      database_.Run("DELETE FROM search WHERE docid=(SELECT id FROM notice WHERE header_hash=?)",
                    {absl::string_view(from)}));
  RETURN_IF_ERROR(
      database_.Run("DELETE FROM notice WHERE header_hash=?", {absl::string_view(from)}));
  RETURN_IF_ERROR(database_.Run("UPDATE receipt SET target=? WHERE target=?",
                                {absl::string_view(to), absl::string_view(from)}));
  return database_.Run("UPDATE OR IGNORE by_bag SET hash=? WHERE hash=?",
                       {absl::string_view(to), absl::string_view(from)});
}

absl::Status Archive::NoteBag(const Hash& hash, const std::optional<int64_t>& bag_ms) {
  if (!bag_ms.has_value()) return absl::OkStatus();
  // The first time stands.
  return database_.Run("INSERT OR IGNORE INTO by_bag(hash, bag_ms) VALUES(?,?)",
                       {absl::string_view(ToHex(hash)), *bag_ms});
}

absl::Status Archive::MarkLogged(const Hash& header_hash, LeafIndex index, int64_t time_ms,
                                 const std::vector<Finding>& findings) {
  return database_.Run("UPDATE notice SET log_index=?, time_ms=?, findings=? WHERE header_hash=?",
                       {SignedIndex(index), time_ms, absl::string_view(PrintFindings(findings)),
                        absl::string_view(ToHex(header_hash))});
}

absl::Status Archive::StoreReceipt(const ArchivedReceipt& receipt) {
  const std::string hash = ToHex(receipt.hash);
  const std::string target = ToHex(receipt.target);
  const std::string as = receipt.as.ToString();
  return database_.Transaction([&]() -> absl::Status {
    if (receipt.index.has_value()) {
      const std::vector<SqlValue> statement = {
          absl::string_view(hash), absl::string_view(target),       absl::string_view(receipt.from),
          absl::string_view(as),   ReceiptStateName(receipt.state), kNotLogged};
      constexpr absl::string_view kSame =
          " FROM receipt WHERE target=?2 AND device=?3 AND mailbox=?4 AND state=?5 AND "
          "log_index=?6";
      RETURN_IF_ERROR(database_.Run(
          absl::StrCat("UPDATE OR IGNORE by_bag SET hash=?1 WHERE hash IN (SELECT hash", kSame,
                       ")"),
          statement));
      RETURN_IF_ERROR(database_.Run(absl::StrCat("DELETE", kSame), statement));
    }
    RETURN_IF_ERROR(NoteBag(receipt.hash, receipt.bag_ms));
    return database_.Run(
        "INSERT OR IGNORE INTO receipt(hash, target, log_index, time_ms, device, mailbox, state,"
        "reason, note) VALUES(?,?,?,?,?,?,?,?,?)",
        {absl::string_view(hash), absl::string_view(target), IndexColumn(receipt.index),
         receipt.time_ms, absl::string_view(receipt.from), absl::string_view(as),
         ReceiptStateName(receipt.state), absl::string_view(receipt.reason),
         SqlBlob{receipt.note}});
  });
}

absl::Status Archive::StoreOfficeAct(const ArchivedOfficeAct& act) {
  return database_.Run(
      "INSERT OR IGNORE INTO office_act(hash, log_index, time_ms, note) VALUES(?,?,?,?)",
      {absl::string_view(ToHex(act.hash)), SignedIndex(act.index), act.time_ms, SqlBlob{act.note}});
}

absl::StatusOr<bool> Archive::JudgeFlash(const Hash& header_hash, absl::string_view office,
                                         int64_t time_ms, uint32_t per_hour) {
  const std::string hash = ToHex(header_hash);
  std::optional<bool> judged;
  RETURN_IF_ERROR(database_.Query("SELECT beyond FROM flash WHERE header_hash=?",
                                  {absl::string_view(hash)},
                                  [&](const SqlRow& row) { judged = row.Integer(0) != 0; }));
  if (judged.has_value()) return *judged;
  std::vector<int64_t> within_ms;
  RETURN_IF_ERROR(
      database_.Query("SELECT time_ms FROM flash WHERE office=? AND time_ms>? AND beyond=0",
                      {office, time_ms - kFlashBudgetSpan_ms},
                      [&](const SqlRow& row) { within_ms.push_back(row.Integer(0)); }));
  const bool beyond = IsBeyondFlashBudget(per_hour, within_ms, time_ms);
  RETURN_IF_ERROR(
      database_.Run("INSERT INTO flash(header_hash, office, time_ms, beyond) VALUES(?,?,?,?)",
                    {absl::string_view(hash), office, time_ms, int64_t{beyond}}));
  return beyond;
}

absl::StatusOr<std::map<std::string, std::vector<int64_t>>> Archive::FlashWithinBudget(
    int64_t since_ms) {
  std::map<std::string, std::vector<int64_t>> within_ms;
  RETURN_IF_ERROR(database_.Query(
      "SELECT office, time_ms FROM flash WHERE time_ms>? AND beyond=0", {since_ms},
      [&](const SqlRow& row) { within_ms[std::string(row.Text(0))].push_back(row.Integer(1)); }));
  return within_ms;
}

absl::StatusOr<ArchivedNotice> Archive::Find(absl::string_view handle) {
  std::vector<ArchivedNotice> found;
  const auto collect = [&](const SqlRow& row) { found.push_back(NoticeFromRow(row)); };
  const std::string upper_office = [&] {
    // "tur-d07-42" is what people type; the office stands in capitals in the serial.
    const size_t dash = handle.find('-');
    if (dash == absl::string_view::npos) return std::string(handle);
    return absl::StrCat(absl::AsciiStrToUpper(handle.substr(0, dash)), handle.substr(dash));
  }();
  RETURN_IF_ERROR(database_.Query(absl::StrCat("SELECT ", kNoticeColumns,
                                               " FROM notice WHERE serial=?1 OR short=?1"
                                               " ORDER BY log_index DESC LIMIT 3"),
                                  {absl::string_view(upper_office)}, collect));
  if (found.empty() && IsHashPrefix(handle)) {
    RETURN_IF_ERROR(database_.Query(absl::StrCat("SELECT ", kNoticeColumns,
                                                 " FROM notice WHERE notice_hash GLOB ?1 OR"
                                                 " header_hash GLOB ?1 LIMIT 3"),
                                    {absl::string_view(absl::StrCat(handle, "*"))}, collect));
  }
  if (found.empty()) return NotThere(handle);
  if (found.size() > 1) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     absl::StrCat(handle, " fits several notices; give the whole serial"),
                     {.reason = "AMBIGUOUS", .subject = std::string(handle), .field = ""});
  }
  return std::move(found.front());
}

absl::StatusOr<std::optional<ArchivedNotice>> Archive::FindHeader(const Hash& header_hash) {
  std::optional<ArchivedNotice> found;
  RETURN_IF_ERROR(
      database_.Query(absl::StrCat("SELECT ", kNoticeColumns, " FROM notice WHERE header_hash=?"),
                      {absl::string_view(ToHex(header_hash))},
                      [&](const SqlRow& row) { found = NoticeFromRow(row); }));
  return found;
}

absl::StatusOr<std::optional<Hash>> Archive::FindUnlogged(const Hash& notice_hash) {
  std::optional<Hash> found;
  // A notice that was never opened here has no hash of its own.
  RETURN_IF_ERROR(database_.Query(
      "SELECT header_hash FROM notice WHERE notice_hash=? AND log_index=? AND why_closed=''",
      {absl::string_view(ToHex(notice_hash)), kNotLogged},
      [&](const SqlRow& row) { found = HashFromColumn(row.Text(0)); }));
  return found;
}

absl::StatusOr<bool> Archive::HoldsNotice(const Hash& notice_hash) {
  bool held = false;
  RETURN_IF_ERROR(database_.Query("SELECT 1 FROM notice WHERE notice_hash=? AND why_closed=''",
                                  {absl::string_view(ToHex(notice_hash))},
                                  [&](const SqlRow&) { held = true; }));
  return held;
}

absl::StatusOr<std::optional<Hash>> Archive::OwnEnvelope(const Hash& notice_hash) {
  std::optional<Hash> found;
  RETURN_IF_ERROR(
      database_.Query("SELECT header_hash FROM notice WHERE notice_hash=? AND sent=1"
                      " AND log_index<>?",
                      {absl::string_view(ToHex(notice_hash)), kNotLogged},
                      [&](const SqlRow& row) { found = HashFromColumn(row.Text(0)); }));
  return found;
}

absl::StatusOr<std::vector<ArchivedNotice>> Archive::List(const ArchiveQuery& query) {
  std::string where = "1";
  std::vector<SqlValue> values;
  // Each word quoted, so that the user's text is never FTS syntax.
  std::string words;
  for (absl::string_view word : absl::StrSplit(query.search, ' ', absl::SkipEmpty())) {
    absl::StrAppend(&words, "\"", absl::StrJoin(absl::StrSplit(word, '"'), ""), "*\" ");
  }
  if (!words.empty()) {
    absl::StrAppend(&where, " AND id IN (SELECT docid FROM search WHERE words MATCH ?)");
    values.emplace_back(absl::string_view(words));
  }
  if (query.only_sent) absl::StrAppend(&where, " AND sent=1");
  const std::string serials = absl::StrCat(absl::AsciiStrToUpper(query.office), "-*");
  if (!query.office.empty()) {
    absl::StrAppend(&where, " AND serial GLOB ?");
    values.emplace_back(absl::string_view(serials));
  }
  if (!query.kind.empty()) {
    absl::StrAppend(&where, " AND kind=?");
    values.emplace_back(absl::string_view(query.kind));
  }
  if (query.precedence.has_value()) {
    absl::StrAppend(&where, " AND precedence=?");
    values.emplace_back(static_cast<int64_t>(*query.precedence));
  }
  if (query.only_open) {
    absl::StrAppend(&where,
                    " AND sent=0 AND kind NOT IN (?,?) AND NOT EXISTS(SELECT 1 FROM receipt WHERE "
                    "target=header_hash AND"
                    " state IN ('acknowledged','refused') AND mailbox IN (",
                    absl::StrJoin(query.mailboxes, ",",
                                  [](std::string* out, const MailboxId&) { out->append("?"); }),
                    ")) AND NOT EXISTS(SELECT 1 FROM receipt WHERE target=header_hash AND"
                    " state='resolved')");
  }
  std::vector<std::string> names;
  for (const MailboxId& mailbox : query.mailboxes) names.push_back(mailbox.ToString());
  if (query.only_open) {
    for (absl::string_view kind : kUnansweredKinds) values.emplace_back(kind);
    for (const std::string& name : names) values.emplace_back(absl::string_view(name));
  }
  values.emplace_back(static_cast<int64_t>(query.limit));
  std::vector<ArchivedNotice> found;
  RETURN_IF_ERROR(database_.Query(absl::StrCat("SELECT ", kNoticeColumns, " FROM notice WHERE ",
                                               where, " ORDER BY log_index DESC, id DESC LIMIT ?"),
                                  values,
                                  [&](const SqlRow& row) { found.push_back(NoticeFromRow(row)); }));
  return found;
}

absl::StatusOr<std::vector<ArchivedReceipt>> Archive::ReceiptsOf(const Hash& header_hash) {
  std::vector<ArchivedReceipt> receipts;
  RETURN_IF_ERROR(database_.Query(absl::StrCat("SELECT ", kReceiptColumns,
                                               " FROM receipt WHERE target=? ORDER BY log_index,"
                                               " rowid"),
                                  {absl::string_view(ToHex(header_hash))}, [&](const SqlRow& row) {
                                    receipts.push_back(ReceiptFromRow(row));
                                  }));
  return receipts;
}

absl::StatusOr<std::optional<ArchivedReceipt>> Archive::FindAct(const Hash& act_hash) {
  std::optional<ArchivedReceipt> found;
  RETURN_IF_ERROR(database_.Query(
      absl::StrCat("SELECT ", kReceiptColumns, " FROM receipt WHERE receipt.hash=?"),
      {absl::string_view(ToHex(act_hash))},
      [&](const SqlRow& row) { found = ReceiptFromRow(row); }));
  return found;
}

absl::StatusOr<std::vector<ArchivedOfficeAct>> Archive::OfficeActs(absl::string_view ns) {
  std::vector<ArchivedOfficeAct> acts;
  absl::Status damaged;
  RETURN_IF_ERROR(database_.Query(
      "SELECT hash, log_index, time_ms, note FROM office_act ORDER BY log_index DESC", {},
      [&](const SqlRow& row) {
        ArchivedOfficeAct archived{.hash = HashFromColumn(row.Text(0)),
                                   .index = LeafIndex(static_cast<uint64_t>(row.Integer(1))),
                                   .time_ms = row.Integer(2),
                                   .note = std::string(row.Text(3))};
        const absl::StatusOr<Note> note = ParseNote(archived.note, kMaxActBytes);
        absl::StatusOr<OfficeAct> act =
            note.ok() ? ParseOfficeAct(ns, note->text) : absl::StatusOr<OfficeAct>(note.status());
        if (!act.ok()) return damaged.Update(act.status());
        archived.act = *std::move(act);
        acts.push_back(std::move(archived));
      }));
  RETURN_IF_ERROR(damaged);
  return acts;
}

absl::StatusOr<bool> Archive::HasAct(const Hash& act_hash) {
  bool there = false;
  RETURN_IF_ERROR(
      database_.Query("SELECT 1 FROM receipt WHERE hash=?1"
                      " UNION SELECT 1 FROM office_act WHERE hash=?1",
                      {absl::string_view(ToHex(act_hash))}, [&](const SqlRow&) { there = true; }));
  return there;
}

absl::StatusOr<std::array<LeafIndex, kPrecedences>> Archive::Cursors() {
  std::array<LeafIndex, kPrecedences> cursors{};
  RETURN_IF_ERROR(
      database_.Query("SELECT precedence, next FROM inbox_cursor", {}, [&](const SqlRow& row) {
        const auto precedence = static_cast<size_t>(row.Integer(0));
        if (precedence < kPrecedences) {
          cursors[precedence] = LeafIndex(static_cast<uint64_t>(row.Integer(1)));
        }
      }));
  return cursors;
}

absl::Status Archive::SetCursor(Precedence precedence, LeafIndex next) {
  // Two programs may read the same stream; the one that is behind must not pull the cursor back.
  return database_.Run(
      "INSERT OR REPLACE INTO inbox_cursor(precedence, next) VALUES(?1,"
      " max(?2, coalesce((SELECT next FROM inbox_cursor WHERE precedence=?1), 0)))",
      {static_cast<int64_t>(precedence), SignedIndex(next)});
}

absl::StatusOr<std::array<std::optional<LeafIndex>, kPrecedences>> Archive::DamagedFrom() {
  std::array<std::optional<LeafIndex>, kPrecedences> first{};
  RETURN_IF_ERROR(
      database_.Query("SELECT precedence, min(log_index) FROM notice WHERE why_closed IN "
                      "('HUB_CORRUPT_BODY', 'NOT_FETCHED')"
                      " GROUP BY precedence",
                      {}, [&](const SqlRow& row) {
                        const auto precedence = static_cast<size_t>(row.Integer(0));
                        if (precedence < kPrecedences) {
                          first[precedence] = LeafIndex(static_cast<uint64_t>(row.Integer(1)));
                        }
                      }));
  return first;
}

absl::Status Archive::StoreLink(const ReceivedLink& link) {
  const std::string hash = ToHex(link.hash);
  const auto counter = static_cast<int64_t>(link.counter);
  return database_.Transaction([&]() -> absl::Status {
    std::optional<std::string> known;
    RETURN_IF_ERROR(
        database_.Query("SELECT hash FROM received_link WHERE device=? AND mailbox=? AND counter=?",
                        {absl::string_view(link.device), absl::string_view(link.to), counter},
                        [&](const SqlRow& row) { known = std::string(row.Text(0)); }));
    if (known == hash) return absl::OkStatus();
    if (known.has_value()) {
      return MakeError(absl::StatusCode::kAlreadyExists,
                       absl::StrCat(link.device, " used its number ", link.counter, " to ", link.to,
                                    " for two different texts; both are kept"),
                       {.reason = "EQUIVOCATION", .subject = link.device, .field = "stream"});
    }
    return database_.Run(
        "INSERT INTO received_link(device, mailbox, counter, hash, prev, log_index)"
        " VALUES(?,?,?,?,?,?)",
        {absl::string_view(link.device), absl::string_view(link.to), counter,
         absl::string_view(hash), absl::string_view(ToHex(link.prev)), SignedIndex(link.index)});
  });
}

absl::StatusOr<std::vector<ReceivedLink>> Archive::NewGaps(TreeSize through) {
  std::vector<ReceivedLink> gaps;
  const auto limit = static_cast<int64_t>(through.value());
  constexpr absl::string_view kWhere =
      " FROM received_link AS l WHERE log_index < ? AND counter > 1 AND gap_told = 0 AND"
      " NOT EXISTS(SELECT 1 FROM received_link AS p WHERE p.device=l.device AND"
      " p.mailbox=l.mailbox AND p.counter=l.counter-1)";
  RETURN_IF_ERROR(
      database_.Query(absl::StrCat("SELECT device, mailbox, counter, hash, prev, log_index", kWhere,
                                   " ORDER BY log_index"),
                      {limit}, [&](const SqlRow& row) {
                        gaps.push_back({.device = std::string(row.Text(0)),
                                        .to = std::string(row.Text(1)),
                                        .counter = static_cast<uint64_t>(row.Integer(2)),
                                        .hash = HashFromColumn(row.Text(3)),
                                        .prev = HashFromColumn(row.Text(4)),
                                        .index = LeafIndex(static_cast<uint64_t>(row.Integer(5)))});
                      }));
  for (const ReceivedLink& gap : gaps) {
    RETURN_IF_ERROR(database_.Run(
        "UPDATE received_link SET gap_told=1 WHERE device=? AND mailbox=? AND counter=?",
        {absl::string_view(gap.device), absl::string_view(gap.to),
         static_cast<int64_t>(gap.counter)}));
  }
  return gaps;
}

absl::Status Archive::KeepEvidence(int64_t time_ms, const Finding& finding,
                                   absl::string_view bytes) {
  return database_.Run("INSERT INTO evidence(time_ms, code, subject, bytes) VALUES(?,?,?,?)",
                       {time_ms, absl::string_view(finding.code),
                        absl::string_view(finding.subject), SqlBlob{bytes}});
}

absl::StatusOr<std::vector<Finding>> Archive::Evidence() {
  std::vector<Finding> findings;
  RETURN_IF_ERROR(
      database_.Query("SELECT code, subject FROM evidence ORDER BY id", {}, [&](const SqlRow& row) {
        findings.push_back({.code = std::string(row.Text(0)), .subject = std::string(row.Text(1))});
      }));
  return findings;
}

}  // namespace liaison
