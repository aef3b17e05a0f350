// Checks a finished report's pack without any hub, level by level, and says what it found. A
// verdict rests on the charter's hash that the reader has pinned and on the bytes of the pack; with
// an own copy of the log also on that. Source: REPORTS section E.
//
// What a pack alone cannot show: that its maker left out a leaf. A certificate's revocation or an
// answer that is missing shows where the hub's announcement of the end is there, or an own copy of
// the log. Maps in force and obligations are what those who signed M say; so are the period's zone
// and the cut of the report before it where no own copy tells (the check "stated").
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_VERIFY_REPORT_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_VERIFY_REPORT_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"
#include "clients/core/report/model.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/strong_int.h"
#include "proto/rules/report_state.h"
#include "proto/rules/time_zones.h"
#include "proto/text/crypto.h"
#include "proto/text/hash.h"

namespace liaison {

enum class ReportLevel : int { kNone = -1, kL0 = 0, kL1 = 1, kL2 = 2, kL3 = 3, kL4 = 4 };

struct ReportCheck {
  // L0 "model.canonical" "model.schema" "model.digest" "files"; L1 "charter" "checkpoint" "entries"
  // "certificates" "signatures" "manifest" "texts"; L2 "frame" "figures" "sheets" "map" "stated";
  // L3 "leaves" "own_log"; L4 "opened".
  std::string id;
  ReportLevel level = ReportLevel::kL0;
  absl::Status status;
  std::string detail;  // what it is about: "v.reg.rus", "TUR-d07-2017-000042", "rus"; may be empty
  // False: what it needs is not here, so it neither holds nor fails, and counts for no level.
  // `status` is OK where that is only worth a line, else what the reader is told at the end.
  bool made = true;
};

struct ReportVerdict {
  // The highest whose checks, and those below, all hold; L4 only where every row was opened.
  ReportLevel level = ReportLevel::kNone;
  std::vector<ReportCheck> checks;  // in order; of what nothing is here for, none
  bool contradicted = false;        // some check failed: forged (exit 7)
  bool unknown_key = false;         // a signer without certificate (exit 4)
  bool charter_pinned = false;
  Hash charter_hash;
  TreeSize size;           // of the log that it rests on
  bool announced = false;  // the hub's word about the end is there, and the same
  Hash digest;             // M, of the bytes that are there
  size_t figures_ok = 0;
  size_t figures = 0;
  size_t rows_opened = 0;
  size_t rows_sealed = 0;
  size_t rows_failed = 0;
  std::optional<ReportModel> model;  // where it could be read
  std::optional<ReportState> state;  // by the leaves of the pack

  // What follows from the checks: level, contradicted, unknown_key.
  void Judge();
  const ReportCheck* FirstFailed() const;   // nullptr: all that were made hold
  const ReportCheck* FirstNotMade() const;  // with an error; nullptr: there is none
};

struct ReportVerifyRequest {
  std::optional<Hash> charter;  // pinned; nullopt: shown to be compared by a person
  // The row made anew from the notice that this desk holds and can open; nullopt: it cannot. Empty:
  // no keys at all.
  std::function<absl::StatusOr<std::optional<ReportRow>>(const ReportRow&)> opened;
  // Rules of a period's zone in its version of the time zones, from what the hub has logged;
  // nullopt: unknown here. May be empty.
  std::function<absl::StatusOr<std::optional<ZoneRules>>(const ReportPeriod&)> zone_rules;
  // The own copy of the same mission's log; nullptr: none.
  const Mirror* mirror = nullptr;
  std::function<void(size_t done, size_t all)> progress;  // rows; may be empty
};

ReportVerdict VerifyReport(const PackFiles& files, const ReportVerifyRequest& request,
                           const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_VERIFY_REPORT_H_
