#include "clients/core/report_render/render.h"

#include "absl/strings/match.h"
#include "clients/core/report_render/environment.h"
#include "clients/core/report_render/page_flow.h"
#include "clients/core/report_render/paper_source.h"
#include "clients/core/report_render/pdf_finish.h"
#include "clients/core/report_render/report_map.h"
#include "clients/core/report_render/tables.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

std::string TypeOf(absl::string_view name) {
  if (absl::EndsWith(name, ".json")) return "application/json";
  if (absl::EndsWith(name, ".zip")) return "application/zip";
  if (absl::EndsWith(name, ".csv")) return "text/csv";
  return "application/octet-stream";
}

std::vector<PdfAttachment> AttachmentsOf(const RenderRequest& request) {
  std::map<std::string, std::string> files = request.attachments;
  files["render.json"] = EnvironmentJson(request.language, request.latin_digits);
  if (request.model.rows.size() > kMostPrintedRows) files["rows.csv"] = RowsCsv(request.model);
  std::vector<PdfAttachment> attachments;
  for (auto& [name, bytes] : files) {
    attachments.push_back(
        {name, TypeOf(name), name == "report.json" ? "/Source" : "/Supplement", std::move(bytes)});
  }
  return attachments;
}

}  // namespace

absl::StatusOr<std::string> RenderEnvironment(const RenderRequest& request) {
  RETURN_IF_ERROR(PinnedFonts::Open(kFontFolder).status());
  return EnvironmentJson(request.language, request.latin_digits);
}

absl::StatusOr<std::string> RenderPdf(const RenderRequest& request, const Phrasebook& phrases) {
  ASSIGN_OR_RETURN(const PinnedFonts fonts, PinnedFonts::Open(kFontFolder));
  const int64_t time_s = CutTime_s(request.model);
  const Paper paper = MakePaper(request, phrases);
  const auto draw_map = [&](Canvas& canvas, const Rect& room) {
    return DrawReportMapIn(canvas, room, request, phrases);
  };
  ASSIGN_OR_RETURN(DrawnPaper drawn, DrawPaper(paper, fonts, time_s, draw_map));
  const PdfFinish finish{.language = std::string(LanguageCode(request.language)),
                         .right_to_left = IsRightToLeft(request.language),
                         .time_s = time_s,
                         .tags = std::move(drawn.tags),
                         .attachments = AttachmentsOf(request)};
  return FinishPdf(drawn.pdf, finish);
}

}  // namespace liaison
