#include "clients/core/report_desk/report_store.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "clients/core/incoming/archive_columns.h"
#include "clients/core/report/gaps.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kTables[] = {
    "CREATE TABLE IF NOT EXISTS report_document("
    "digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID",
    // In the order stated. Of a link two rows, of a position the row and a word.
    "CREATE TABLE IF NOT EXISTS report_link("
    "id INTEGER PRIMARY KEY, report TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS report_position("
    "id INTEGER PRIMARY KEY, report TEXT NOT NULL, notice TEXT NOT NULL, position TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS report_withheld("
    "report TEXT, serial TEXT, PRIMARY KEY(report, serial)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS report_done(notice TEXT PRIMARY KEY) WITHOUT ROWID",
};

bool IsSameLink(const SheetLink& one, const SheetLink& other) {
  return one == other || (one.a == other.b && one.b == other.a);
}

// What of `more` does not stand in `first` as often, behind `first`; each kept in its order.
template <typename Item>
std::vector<Item> Joined(const std::vector<Item>& first, const std::vector<Item>& more) {
  std::vector<Item> joined = first;
  std::vector<Item> left = first;
  for (const Item& item : more) {
    const auto found = absl::c_find(left, item);
    if (found == left.end()) {
      joined.push_back(item);
    } else {
      left.erase(found);
    }
  }
  return joined;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReportStore>> ReportStore::Open(Database& database) {
  for (absl::string_view table : kTables) RETURN_IF_ERROR(database.Run(table));
  return std::unique_ptr<ReportStore>(new ReportStore(database));
}

absl::Status ReportStore::AddDocument(const Hash& digest, absl::string_view bytes) {
  return database_.Run("INSERT OR IGNORE INTO report_document(digest, bytes) VALUES(?,?)",
                       {absl::string_view(ToHex(digest)), SqlBlob{bytes}});
}

absl::StatusOr<std::optional<std::string>> ReportStore::Document(const Hash& digest) {
  std::optional<std::string> bytes;
  RETURN_IF_ERROR(database_.Query("SELECT bytes FROM report_document WHERE digest=?",
                                  {absl::string_view(ToHex(digest))},
                                  [&](const SqlRow& row) { bytes = std::string(row.Text(0)); }));
  if (!bytes.has_value() || Sha256(*bytes) == digest) return bytes;
  return MakeError(absl::StatusCode::kDataLoss,
                   "a part of a report in the database is not what was put there",
                   {.reason = "DATABASE_DAMAGED", .subject = ToHex(digest), .field = "report"});
}

absl::Status ReportStore::AddLink(absl::string_view report, const SheetLink& link) {
  return database_.Transaction([&]() -> absl::Status {
    ASSIGN_OR_RETURN(const ReportStatements said, Statements(report));
    if (absl::c_any_of(said.links, [&](const SheetLink& one) { return IsSameLink(one, link); })) {
      return absl::OkStatus();
    }
    return InsertLink(report, link);
  });
}

absl::Status ReportStore::AddPosition(absl::string_view report, const SheetPosition& position) {
  return database_.Transaction([&]() -> absl::Status {
    ASSIGN_OR_RETURN(const ReportStatements said, Statements(report));
    const auto latest =
        std::find_if(said.positions.rbegin(), said.positions.rend(),
                     [&](const SheetPosition& one) { return one.row == position.row; });
    if (latest != said.positions.rend() && *latest == position) return absl::OkStatus();
    return InsertPosition(report, position);
  });
}

absl::Status ReportStore::SetWithheld(absl::string_view report, absl::string_view serial,
                                      bool withheld) {
  return database_.Run(withheld
                           ? "INSERT OR IGNORE INTO report_withheld(report, serial) VALUES(?,?)"
                           : "DELETE FROM report_withheld WHERE report=? AND serial=?",
                       {report, serial});
}

absl::StatusOr<ReportStatements> ReportStore::Statements(absl::string_view report) {
  ReportStatements said;
  RETURN_IF_ERROR(database_.Query(
      "SELECT a, b FROM report_link WHERE report=? ORDER BY id", {report}, [&](const SqlRow& row) {
        said.links.push_back({.a = HashFromColumn(row.Text(0)), .b = HashFromColumn(row.Text(1))});
      }));
  RETURN_IF_ERROR(
      database_.Query("SELECT notice, position FROM report_position WHERE report=? ORDER BY id",
                      {report}, [&](const SqlRow& row) {
                        said.positions.push_back({.row = HashFromColumn(row.Text(0)),
                                                  .position = std::string(row.Text(1))});
                      }));
  RETURN_IF_ERROR(
      database_.Query("SELECT serial FROM report_withheld WHERE report=? ORDER BY serial", {report},
                      [&](const SqlRow& row) { said.withheld.emplace_back(row.Text(0)); }));
  return said;
}

absl::Status ReportStore::TakeOver(const ReportSheet& own) {
  return database_.Transaction([&]() -> absl::Status {
    ASSIGN_OR_RETURN(const ReportStatements said, Statements(own.report));
    for (const char* table : {"report_link", "report_position"}) {
      RETURN_IF_ERROR(database_.Run(absl::StrCat("DELETE FROM ", table, " WHERE report=?"),
                                    {absl::string_view(own.report)}));
    }
    for (const SheetLink& link : Joined(own.links, said.links)) {
      RETURN_IF_ERROR(InsertLink(own.report, link));
    }
    for (const SheetPosition& position : Joined(own.positions, said.positions)) {
      RETURN_IF_ERROR(InsertPosition(own.report, position));
    }
    return TakeWithheld(own);
  });
}

absl::Status ReportStore::MarkDone(const Hash& notice) {
  return database_.Run("INSERT OR IGNORE INTO report_done(notice) VALUES(?)",
                       {absl::string_view(ToHex(notice))});
}

absl::StatusOr<bool> ReportStore::IsDone(const Hash& notice) {
  bool done = false;
  RETURN_IF_ERROR(database_.Query("SELECT 1 FROM report_done WHERE notice=?",
                                  {absl::string_view(ToHex(notice))},
                                  [&](const SqlRow&) { done = true; }));
  return done;
}

absl::Status ReportStore::TakeWithheld(const ReportSheet& own) {
  for (const SheetRange& range : own.ranges) {
    if (range.why != kWithheld) continue;
    for (uint64_t number = range.first; number <= range.last; ++number) {
      RETURN_IF_ERROR(SetWithheld(own.report, SerialText(range, number), true));
    }
  }
  return absl::OkStatus();
}

absl::Status ReportStore::InsertLink(absl::string_view report, const SheetLink& link) {
  return database_.Run(
      "INSERT INTO report_link(report, a, b) VALUES(?,?,?)",
      {report, absl::string_view(ToHex(link.a)), absl::string_view(ToHex(link.b))});
}

absl::Status ReportStore::InsertPosition(absl::string_view report, const SheetPosition& position) {
  return database_.Run(
      "INSERT INTO report_position(report, notice, position) VALUES(?,?,?)",
      {report, absl::string_view(ToHex(position.row)), absl::string_view(position.position)});
}

}  // namespace liaison
