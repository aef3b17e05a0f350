// A finished report with all that a stranger needs to check it years later. One stored zip
// (pack_zip.h), which lies attached in the PDF as `evidence.zip`, and may be unpacked. Source:
// REPORTS sections B, E.
//
//   report.json manifest.json      the model, what the answers rest on
//   texts/<office>.note            what an answer says beside the model, as signed; none where its
//                                  letter never came to whoever packed
//   sheets/<office>.json           what the report was assembled from
//   map.json                       where there is one: the map that is drawn in it
//   log/checkpoint log/leaves      the signed head; all leaf hashes below it, 32 bytes each
//   log/<index>.entry              leaves the verdict rests on: charters, certificates,
//                                  revocations, every note about the report that had effect, what
//                                  the hub said of its end; the leaf at the cut and the one that
//                                  decided, for time
//   README.txt SHA256SUMS          the stock commands; the digests of all of it
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_PACK_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_PACK_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/report/model.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/crypto.h"

namespace liaison {

inline constexpr char kPackModel[] = "report.json";
inline constexpr char kPackManifest[] = "manifest.json";
inline constexpr char kPackMap[] = "map.json";
std::string PackSheetName(absl::string_view office);  // "sheets/tur.json"
std::string PackTextName(absl::string_view office);   // "texts/tur.note"

// The map of a report's picture: the one that was in force at the end of the period; nullptr: none.
const ModelMap* DrawnMap(const ReportModel& model);

struct ReportPapers {
  const ReportRecord& record;
  std::string model;                          // canonical bytes
  std::map<std::string, std::string> sheets;  // by office: canonical bytes, those of the draft
  std::map<std::string, std::string>
      texts;        // by office: signed notice of its answer's text, if any
  std::string map;  // canonical document; empty: no map is drawn
};
// Errors: FailedPrecondition NOT_FINAL, MISSING with the file as subject (the model or a sheet that
// the notes name is not among the papers, or another one); those of Mirror.
absl::StatusOr<PackFiles> MakeReportPack(const ReportPapers& papers, const Mirror& mirror,
                                         const Phrasebook& phrases, const PublicCrypto& crypto);

// A folder that WritePack made or somebody unpacked. Errors: those of ReadPackFolder.
absl::StatusOr<PackFiles> ReadReportPack(absl::string_view folder, FileSystem& file_system);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_PACK_H_
