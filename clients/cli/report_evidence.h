// A finished report with its evidence: out of this desk's papers, or out of a file that somebody
// gave.
#ifndef LIAISON_CLIENTS_CLI_REPORT_EVIDENCE_H_
#define LIAISON_CLIENTS_CLI_REPORT_EVIDENCE_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/report_session.h"
#include "clients/core/evidence/pack_files.h"

namespace liaison {

// By what this desk holds or fetches. Errors: those of ReportShelf and MakeReportPack.
absl::StatusOr<PackFiles> PackHere(Context& context, ReportSession& session,
                                   const ReportRecord& record);

struct ReportFile {
  PackFiles pack;
  std::string pdf;  // empty: it was none
  std::map<std::string, std::string> attachments;
};
// A PDF with its evidence, a zip, a folder. Errors: those of ReadPdfAttachments, UnzipPack and of
// the file; NotFound NOT_A_REPORT (there is no such file, or it is none of them).
absl::StatusOr<ReportFile> ReadReportFile(Context& context, const std::string& path);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_EVIDENCE_H_
