// Everything in the archive, row by row: see archive.h.
#include "absl/strings/str_cat.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/archive_columns.h"

namespace liaison {
namespace {

int64_t EndOf(const std::optional<TreeSize>& below) {
  return below.has_value() ? static_cast<int64_t>(below->value()) : kNotLogged;
}

}  // namespace

absl::Status Archive::ScanNotices(const ArchiveScan& scan,
                                  absl::FunctionRef<void(const ScannedNotice&)> take) {
  std::vector<SqlValue> values = {EndOf(scan.below)};
  if (!scan.kind.empty()) values.emplace_back(scan.kind);
  return database_.Query(
      absl::StrCat("SELECT header_hash, log_index, time_ms, sent, header, notice, notice_hash, kind"
                   " FROM notice WHERE log_index < ?",
                   scan.kind.empty() ? "" : " AND kind = ?"),
      values, [&](const SqlRow& row) {
        take({.header_hash = HashFromColumn(row.Text(0)),
              .index = LeafIndex(static_cast<uint64_t>(row.Integer(1))),
              .time_ms = row.Integer(2),
              .sent = row.Integer(3) != 0,
              .header = row.Text(4),
              .notice = row.Text(5),
              .notice_hash = HashFromColumn(row.Text(6)),
              .kind = row.Text(7)});
      });
}

absl::StatusOr<uint64_t> Archive::CountNotices(TreeSize below) {
  uint64_t count = 0;
  RETURN_IF_ERROR(
      database_.Query("SELECT count(*) FROM notice WHERE log_index < ?", {EndOf(below)},
                      [&](const SqlRow& row) { count = static_cast<uint64_t>(row.Integer(0)); }));
  return count;
}

absl::Status Archive::ScanReceipts(TreeSize below,
                                   absl::FunctionRef<void(const ScannedReceipt&)> take) {
  return database_.Query(
      "SELECT hash, target, log_index, time_ms, mailbox, state FROM receipt WHERE log_index < ?",
      {EndOf(below)}, [&](const SqlRow& row) {
        take({.hash = HashFromColumn(row.Text(0)),
              .target = HashFromColumn(row.Text(1)),
              .index = LeafIndex(static_cast<uint64_t>(row.Integer(2))),
              .time_ms = row.Integer(3),
              .mailbox = row.Text(4),
              .state = row.Text(5)});
      });
}

}  // namespace liaison
