// What a report rests on beside the sheets, as of its cut: the same wherever the log is the same up
// to there: it rests on nothing that only some offices get. Source: REPORTS section A 2, 3, 13, 15.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_FRAME_MAKER_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_FRAME_MAKER_H_

#include "absl/status/statusor.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/maps/map_book.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/report_note.h"

namespace liaison {

struct FrameSources {
  const Mirror& mirror;
  const MapBook& maps;  // both books read up to the mirror's end
  const ReportBook& reports;
  Archive& archive;  // for the hub's time zones, which everybody has
};

// The newest cut that there can be now: its record, whose time is the cut's, must be here.
// Errors: FailedPrecondition NOT_SYNCED.
absl::StatusOr<LeafIndex> NewestCut(const Mirror& mirror);

// Errors: NotFound NOT_MIRRORED (the own copy of the log does not reach the cut), ZONE (no rules of
// the period's zone in the version that it was opened with); those of ParseObligation, of the
// database.
absl::StatusOr<ReportFrame> MakeReportFrame(const FrameSources& sources, const ReportOpen& open,
                                            LeafIndex cut);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_FRAME_MAKER_H_
