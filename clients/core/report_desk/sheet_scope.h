// Which notices concern a period: chains of corrections, answers and follow-ups across offices, and
// what makes a chain concern it. Compact: one of these lies in memory for every notice that is
// here. Source: REPORTS section A 4. Internal to report_desk.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_SCOPE_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_SCOPE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "clients/core/report/row.h"
#include "proto/text/report_note.h"

namespace liaison {

// Whether a row of this kind is a row at all: a reported kind, or one that takes something back.
bool MayStand(const ReportRow& row);

class SheetScope {
 public:
  explicit SheetScope(const ReportPeriod& period) : period_(period) {}

  // Where a notice is known, one bit a place; a reference ties only two that are known in one.
  using Reach = uint16_t;
  static constexpr Reach kEverywhere = 0xFFFF;

  // All notices that are here, in any order, each once.
  void Add(const ReportRow& row, Reach reach = kEverywhere);
  // Behind the last Add, before the first Holds.
  void Close();
  bool Holds(const Hash& notice) const;
  // The same without a request for passage that was open when the period began: whether it was,
  // notices may decide that are not here.
  bool Touches(const Hash& notice) const;

 private:
  using Place = uint32_t;
  // What is known of a chain, counted at its first notice.
  struct Chain {
    Place parent = 0;
    bool touches = false;  // the period, by itself
    Reach reach = kEverywhere;
    uint32_t asked = 0;       // requests for passage before the period
    uint32_t terminated = 0;  // completed or refused before it
  };

  bool TouchesByItself(const ReportRow& row) const;
  void CountPassage(const ReportRow& row, Chain& chain) const;
  Place Root(Place place);
  const Chain* ChainOf(const Hash& notice) const;

  const ReportPeriod& period_;
  absl::flat_hash_map<Hash, Place> places_;
  std::vector<Chain> chains_;
  std::vector<std::pair<Place, Hash>> references_;  // until Close
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_SCOPE_H_
