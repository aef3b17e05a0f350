// What the hub's plugin `report` says in public about a report, as the machine would say it: a
// claim, to be held against the own replay. Source: REPORTS section B.
#ifndef LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_ANNOUNCEMENT_H_
#define LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_ANNOUNCEMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/rules/report_state.h"
#include "proto/text/record.h"

namespace liaison {

inline constexpr absl::string_view kReportPlugin = "report";

struct ReportAnnouncement {
  std::string report;
  LeafIndex index;
  int64_t time_ms = 0;  // hub time of its leaf
  ReportSaying said;
  // Sorted, as an alert has them: the opening note; of FINAL also M and the manifest.
  std::vector<Hash> refs;
  std::optional<Hash> manifest;  // of FINAL, as its parameter says
};

// nullopt: it announces nothing that follows from the log (another plugin's alert, a reminder, an
// error to one mailbox).
std::optional<ReportAnnouncement> ReportAnnouncementOf(const Alert& alert, LeafIndex index,
                                                       int64_t time_ms);
// Of a leaf; nullopt also where it is no public alert.
std::optional<ReportAnnouncement> ReportAnnouncementOf(absl::string_view ns, const LeafEntry& leaf,
                                                       LeafIndex index);

// Whether `own`, which the machine said of the same report, is what was announced, and was true by
// then. What it refers to is not asked.
bool IsSaid(const ReportAnnouncement& announcement, const ReportSaying& own);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_BOOK_REPORT_ANNOUNCEMENT_H_
