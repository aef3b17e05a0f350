// The report itself: one canonical JSON document of integers and words, in no language. Its SHA-256
// is M, which guarantors sign. Everything people see is drawn from it. Source: REPORTS section A;
// the published format is proto/schema/report.schema.json.
#ifndef LIAISON_CLIENTS_CORE_REPORT_MODEL_H_
#define LIAISON_CLIENTS_CORE_REPORT_MODEL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/row.h"
#include "clients/core/report/sheet.h"
#include "proto/rules/time_zones.h"
#include "proto/text/report_note.h"

namespace liaison {

// What became of a row by the replay of corrections.
enum class RowFate : uint8_t { kLive, kReplaced, kWithdrawn, kWithdrawal, kExercise };
absl::string_view RowFateName(RowFate fate);  // "live"

// A row, judged.
struct ModelRow {
  ReportRow row;
  RowFate fate = RowFate::kLive;
  std::vector<std::string> by;  // serials that replaced or withdrew it, log order
  bool counted = false;         // live, no exercise, event in the period
  // Sorted: "BOUNDARY", "LATE", "LATE_EARLIER", "OVERLAP", and what the offices of one event state
  // differently: "DIFFERS_KIND", "DIFFERS_SIDE", "DIFFERS_ZONE".
  std::vector<std::string> flags;
  // Of a counted violation: "agreed", "disputed", "single_source"; else empty.
  std::string standing;
  friend bool operator==(const ModelRow&, const ModelRow&) = default;
};

// absent: "-" (nobody contributed, or there is nothing to measure), never zero.
// RatioOf and RangeOf of REPORTS: [a, b]; a range's `high` is null where it never ends.
struct FigureRange {
  int64_t low = 0;
  std::optional<int64_t> high;
  friend bool operator==(const FigureRange&, const FigureRange&) = default;
};
using FigureValue = std::variant<std::monostate, int64_t, FigureRange>;

// `id`: words with dots, most general first; `where` says the same as members, for tables:
//   v.reg.<office>                        {office}
//   v.reg.<office>.<zone>                 {office, zone}
//   v.province.<office>.<province|none>   v.kind.<office>.<kind>   v.day.<office>.<2017-05-03>
//   v.side.<office>.<side|none>
//   v.events|events_unknown|late|late_earlier|boundary|designated.<office>
//   v.killed|injured|missing.<office>.<class>   and ..._unknown.<office>
//   v.replaced|withdrawn|exercise.<office>
//   e.agreed e.disputed e.single_source e.distinct_low e.distinct_high
//   a.carried_in a.asked a.completed a.refused a.open_end a.cleared_in_full a.blocked_ever
//   p.observed_ms|declared_ms|unreported_ms.<office>.<post>
//   k.n|in_time|late|open_overdue|open_not_due|p50_ms|p90_ms.<office that owes>
//   k.passed_on.<office that owes>
//   o.met|late_met|breached|pending|waived
//   n.<anomaly code>.<office>
// A row that states no zone counts under "none". Zeros of every zone of the report are stated where
// the office contributed; other words only where somebody used them.
struct Figure {
  std::string id;
  FigureValue value;
  std::string rule;  // "V1": listed in the README
  JsonText where;
  uint64_t n = 0;    // rows behind it
  Hash rows_digest;  // SHA-256 of the LF-ended base64 notice hashes of its rows, in row order
  friend bool operator==(const Figure&, const Figure&) = default;
};

struct ModelOffice {
  std::string office;
  std::optional<Hash> sheet;  // none: it did not contribute
  bool owes = true;
  std::vector<SheetDesk> desks;
  std::vector<SheetRange> ranges;
  friend bool operator==(const ModelOffice&, const ModelOffice&) = default;
};
struct ModelLink {
  std::string office;  // who states it
  SheetLink link;      // the rows' notice hashes, as stated
  bool mutual = false;
  friend bool operator==(const ModelLink&, const ModelLink&) = default;
};
struct ModelPosition {
  std::string office;
  SheetPosition position;
  friend bool operator==(const ModelPosition&, const ModelPosition&) = default;
};
// One notice accepted in the period and one office that owes an acknowledgement of it. Accepted and
// due follow from the row.
struct ModelAck {
  uint64_t row = 0;  // its place in `rows`
  std::string office;
  std::optional<int64_t> acknowledged_ms;  // the first
  std::optional<int64_t> passed_on_ms;
  std::optional<int64_t> resolved_ms;
  // Where it was not acknowledged: withdrawn then, or the cut's time, where that comes first.
  std::optional<int64_t> censored_ms;
  friend bool operator==(const ModelAck&, const ModelAck&) = default;
};
struct ModelMap {
  std::string map;
  uint64_t version = 0;
  Hash digest;
  int64_t from_ms = 0;
  std::optional<int64_t> until_ms;
  friend bool operator==(const ModelMap&, const ModelMap&) = default;
};
struct ModelObligation {
  std::string id;  // the policy's
  std::string instrument;
  std::string clause;
  std::string variant;
  std::string state;  // "met", "late_met", "breached", "pending", "waived"
  int64_t due_ms = 0;
  std::optional<int64_t> met_ms;
  friend bool operator==(const ModelObligation&, const ModelObligation&) = default;
};
struct ModelGap {
  std::string office;
  std::string desk;
  int year = 0;
  uint64_t first = 0;
  uint64_t last = 0;
  std::string why;  // "gap"; "unlisted": another office holds it (then `by`)
  std::string by;
  friend bool operator==(const ModelGap&, const ModelGap&) = default;
};
struct ModelAnomaly {
  // Of a reference: "REF_UNKNOWN", "REF_FOREIGN", "EXERCISE_REF", "REF_WITHDRAWAL" (all ignored),
  // "REVIVES_WITHDRAWN". Of a row: "OVERLAP" (a post's return over times that an earlier one has).
  std::string code;
  std::string office;
  std::string serial;
  std::string detail;  // verb and hash of the reference; from and to in ms
  friend bool operator==(const ModelAnomaly&, const ModelAnomaly&) = default;
};

struct ReportModel {
  std::string series;
  std::string number;
  uint32_t revision = 0;
  std::optional<Hash> corrects;
  ReportPeriod period;
  // Of the period's zone, as far as they concern the period; empty: UTC.
  std::vector<ZoneRules::Change> offsets;
  LeafIndex cut;
  int64_t cut_ms = 0;
  int64_t late_after_ms = 0;
  std::optional<LeafIndex> earlier_cut;  // of the series' report before this one
  std::vector<ModelOffice> offices;      // all that owe, and others that contributed
  std::vector<std::string> zones;        // the mission's, sorted
  std::vector<Figure> figures;           // by id
  std::vector<ModelRow> rows;            // by (office, serial)
  std::vector<ModelLink> links;
  std::vector<ModelPosition> positions;
  std::vector<ModelMap> maps;
  std::vector<ModelAck> ack;
  std::vector<ModelObligation> obligations;
  std::vector<std::string> missing;  // offices that owe and have no column
  std::vector<std::string> aside;    // offices whose sheet the rapporteur set aside, sorted
  std::vector<ModelGap> gaps;
  std::vector<ModelAnomaly> anomalies;
  Hash input;                  // SHA-256 over sorted lines `serial SP notice-hash SP index LF`
  std::string rules_version;   // "1"
  std::string render_profile;  // "1"
  friend bool operator==(const ReportModel&, const ReportModel&) = default;

  const Figure* Find(absl::string_view id) const;  // nullptr: there is none
  // The first one whose id is not before `id`: ids with one prefix stand together.
  std::vector<Figure>::const_iterator FirstFrom(absl::string_view id) const;
};

std::string PrintModel(const ReportModel& model);
// M: SHA-256 of what PrintModel writes, without writing it down.
Hash HashOfModel(const ReportModel& model);
// Strict: exactly what PrintModel writes. Errors: InvalidArgument NOT_CANONICAL, MODEL with the
// place as field. Whether its figures are right is Recompute's question.
absl::StatusOr<ReportModel> ParseModel(absl::string_view bytes);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_MODEL_H_
