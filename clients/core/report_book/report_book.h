// All reports of a mission, replayed from the public leaves of the own copy of the log by the
// machine that the hub's plugin runs too. What the plugin says is only held against it. Source:
// REPORTS section B.
#ifndef LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_BOOK_H_
#define LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_BOOK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report_book/report_announcement.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/strong_int.h"
#include "proto/rules/report_machine.h"

namespace liaison {

// A note about the report, as it was logged.
struct ReportRemark {
  ReportNote note;
  Hash hash;
  LeafIndex index;
  int64_t time_ms = 0;
  std::string error;  // why it had no effect; empty: it had
};

struct ReportRecord {
  ReportState state;
  std::vector<ReportRemark> remarks;  // log order, the opening first
  std::vector<ReportSaying> sayings;  // all that the machine said, errors included, in order
};

struct ReportBook {
  int64_t until_ms = 0;  // hub time up to which it was replayed
  TreeSize size;         // of the log that it rests on
  std::optional<int64_t> next_due_ms;
  std::map<std::string, ReportRecord, std::less<>> reports;
  // What the hub's plugin has announced and the own replay does not give, in log order. That
  // nothing was announced is no disagreement.
  std::vector<ReportAnnouncement> disagreements;

  const ReportRecord* Find(absl::string_view report) const;  // nullptr: nobody opened it
};

// Replays everything up to the end of `mirror`, and what is due before `until_ms` after that.
// Errors: those of Mirror::EntryAt; DataLoss BAD_LEAF.
absl::StatusOr<ReportBook> ReadReportBook(const Mirror& mirror, int64_t until_ms);

// The cut of the series' last report that became final before `cut_ms` and whose period ends before
// this one's begins; nullopt: there is none.
std::optional<LeafIndex> EarlierCut(const ReportBook& book, const ReportOpen& open, int64_t cut_ms);

// The code that the machine would give to a signed note if it were the next leaf of `mirror`, at
// `now_ms`; empty: it has effect. Errors: those of the note's grammar, of ReadReportBook.
absl::StatusOr<std::string> JudgeNextReportNote(const Mirror& mirror, int64_t now_ms,
                                                absl::string_view note);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_BOOK_H_
