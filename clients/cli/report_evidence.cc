#include "clients/cli/report_evidence.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "clients/cli/map_reading.h"  // BaseName
#include "clients/cli/report_shelf.h"
#include "clients/core/report_desk/report_fetch.h"
#include "clients/core/report_pack/pack_zip.h"
#include "clients/core/report_pack/pdf_attachments.h"
#include "clients/core/report_pack/report_drawing.h"
#include "clients/core/report_pack/report_pack.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status NotAReport(const std::string& path) {
  return MakeError(absl::StatusCode::kNotFound, "this is no report",
                   {.reason = "NOT_A_REPORT", .subject = BaseName(path), .field = ""});
}

absl::StatusOr<std::map<std::string, std::string>> TextsOf(Desk& desk, const ReportState& state) {
  std::map<std::string, std::string> texts;
  for (const auto& [office, answer] : state.answers) {
    if (!answer.text.has_value()) continue;
    ASSIGN_OR_RETURN(const std::optional<ReportLetter> letter,
                     FindReportLetter(desk.archive(), desk.config().ns, *answer.text));
    if (letter.has_value()) texts[office] = letter->notice;
  }
  return texts;
}

// Empty where none is drawn, or this desk has not got it.
absl::StatusOr<std::string> MapOf(Desk& desk, const ReportModel& model) {
  const ModelMap* drawn = DrawnMap(model);
  if (drawn == nullptr) return std::string();
  ASSIGN_OR_RETURN(const std::optional<MapDocument> document, desk.maps().Document(drawn->digest));
  return document.has_value() ? PrintMapDocument(*document) : std::string();
}

absl::StatusOr<ReportFile> FromPdf(std::string pdf) {
  ReportFile file{.pdf = std::move(pdf)};
  ASSIGN_OR_RETURN(file.attachments, ReadPdfAttachments(file.pdf, kMaxPackBytes));
  const auto evidence = file.attachments.find(kPdfEvidence);
  if (evidence == file.attachments.end()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "no evidence lies attached",
                     {.reason = "PDF", .subject = kPdfEvidence, .field = ""});
  }
  ASSIGN_OR_RETURN(file.pack, UnzipPack(evidence->second));
  return file;
}

}  // namespace

absl::StatusOr<PackFiles> PackHere(Context& context, ReportSession& session,
                                   const ReportRecord& record) {
  const ReportState& state = record.state;
  Desk& desk = *session.desk;
  ReportPapers papers{.record = record};
  if (state.phase == ReportPhase::kFinal) {
    ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
    ASSIGN_OR_RETURN(DigestedModel made, shelf.Drafted(state, state.Draft()->draft));
    papers.model = std::move(made.bytes);
    for (const ReportSheetRef& wanted : state.Draft()->draft.sheets) {
      ASSIGN_OR_RETURN(const ReportSheet sheet, shelf.Sheet(state.head.report, wanted));
      papers.sheets[wanted.office] = PrintSheet(sheet);
    }
    ASSIGN_OR_RETURN(papers.texts, TextsOf(desk, state));
    ASSIGN_OR_RETURN(papers.map, MapOf(desk, made.model));
  }
  return MakeReportPack(papers, desk.mirror(), context.phrases, context.world.crypto);
}

absl::StatusOr<ReportFile> ReadReportFile(Context& context, const std::string& path) {
  FileSystem& files = context.world.files;
  if (files.List(path).ok()) {
    ASSIGN_OR_RETURN(PackFiles pack, ReadReportPack(path, files));
    return ReportFile{.pack = std::move(pack)};
  }
  ASSIGN_OR_RETURN(const bool exists, files.Exists(path));
  if (!exists) return NotAReport(path);
  ASSIGN_OR_RETURN(std::string bytes, files.Read(path, kMaxPdfBytes));
  if (LooksLikePdf(bytes)) return FromPdf(std::move(bytes));
  if (!absl::StartsWith(bytes, "PK")) return NotAReport(path);
  ASSIGN_OR_RETURN(PackFiles pack, UnzipPack(bytes));
  return ReportFile{.pack = std::move(pack)};
}

}  // namespace liaison
