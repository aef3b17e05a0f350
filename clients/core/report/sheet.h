// What an office contributes to a report: its own notices, all of them accounted for, and what it
// states about events of others. Canonical JSON; travels sealed, attached to a `report_sheet`
// notice; its SHA-256 stands in the office's signed `contribute`. Source: REPORTS section A 4,
// 8, 9.
#ifndef LIAISON_CLIENTS_CORE_REPORT_SHEET_H_
#define LIAISON_CLIENTS_CORE_REPORT_SHEET_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/row.h"
#include "proto/text/report_note.h"  // kMaxSheetBytes

namespace liaison {

// The last serial that this desk gave in this year below the cut; all from 1 on are accounted for.
struct SheetDesk {
  std::string desk;  // "TUR-d07"
  int year = 0;
  uint64_t last = 0;
  friend bool operator==(const SheetDesk&, const SheetDesk&) = default;
};
// Serials without a row, and why: "out_of_scope", "withheld", "void".
struct SheetRange {
  std::string desk;
  int year = 0;
  uint64_t first = 0;
  uint64_t last = 0;  // inclusive
  std::string why;
  friend bool operator==(const SheetRange&, const SheetRange&) = default;
};
// A receipt of another office about an own notice.
struct SheetAct {
  Hash notice;
  Hash act;  // of its text
  LeafIndex index;
  int64_t time_ms = 0;  // hub time
  std::string mailbox;  // "irn/duty": whose answer it is
  std::string state;    // "acknowledged"
  friend bool operator==(const SheetAct&, const SheetAct&) = default;
};
// "These two rows speak of one event."
struct SheetLink {
  Hash a;
  Hash b;
  friend bool operator==(const SheetLink&, const SheetLink&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const SheetLink& link) {
    return H::combine(std::move(state), link.a, link.b);
  }
};
struct SheetPosition {
  Hash row;
  std::string position;  // "confirmed", "not_confirmed", "disputed", "designated_target"
  friend bool operator==(const SheetPosition&, const SheetPosition&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const SheetPosition& stated) {
    return H::combine(std::move(state), stated.row, stated.position);
  }
};
// A notice of another office that is here and that this office's sheet does not know. Told only of
// those, because whom an office writes to is nobody else's business.
struct SheetUnlisted {
  std::string serial;
  Hash notice;
  LeafIndex index;
  friend bool operator==(const SheetUnlisted&, const SheetUnlisted&) = default;
};

struct ReportSheet {
  std::string report;
  std::string office;
  std::vector<SheetDesk> desks;          // sorted
  std::vector<SheetRange> ranges;        // sorted, no overlap
  std::vector<ReportRow> rows;           // by serial (desk, year, number)
  std::vector<SheetAct> acts;            // by index
  std::vector<SheetLink> links;          // in the order stated
  std::vector<SheetPosition> positions;  // in the order stated; the latest per row counts
  std::vector<SheetUnlisted> unlisted;   // by serial
  friend bool operator==(const ReportSheet&, const ReportSheet&) = default;
};

std::string PrintSheet(const ReportSheet& sheet);
// SHA-256 of what PrintSheet writes, without writing it down.
Hash HashOfSheet(const ReportSheet& sheet);
// Strict: exactly what PrintSheet writes, everything but links and positions in its order, each
// once; desks of its office, and rows as CheckRow wants them, that name at most kMaxListed offices
// and no notice twice. Errors: InvalidArgument NOT_CANONICAL, SHEET or ROW with the place as field.
absl::StatusOr<ReportSheet> ParseSheet(absl::string_view bytes);
// Brings everything into its order and drops what is there twice. Links and positions keep theirs.
void NormaliseSheet(ReportSheet& sheet);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_SHEET_H_
