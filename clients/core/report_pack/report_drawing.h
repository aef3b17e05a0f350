// A finished report as it is drawn: all that a PDF shows comes from its pack, so a stranger can
// draw it again and compare. Source: REPORTS sections C and E.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_DRAWING_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_DRAWING_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/map_document/document.h"
#include "clients/core/report/model.h"
#include "clients/core/report_render/render.h"
#include "proto/rules/report_state.h"

namespace liaison {

// Attached in the PDF.
inline constexpr char kPdfModel[] = "report.json";
inline constexpr char kPdfManifest[] = "manifest.json";
inline constexpr char kPdfEvidence[] = "evidence.zip";
inline constexpr char kPdfEnvironment[] = "render.json";

struct ReportDrawing {
  ReportModel model;
  Hash digest;
  std::string outcome;
  std::vector<RenderedAnswer> answers;
  std::map<std::string, std::string> attachments;
  std::optional<MapDocument> map;
  std::string map_name;
  Hash map_digest;

  // Refers to this drawing.
  RenderRequest In(Language language, bool latin_digits) const;
};
// `files` and `state` are of a finished report; `evidence`: `files` as one zip. Errors: those of
// the grammars, which a verified pack does not bring.
absl::StatusOr<ReportDrawing> DrawingOf(const PackFiles& files, const ReportState& state,
                                        std::string evidence);

// The PDF is, byte for byte, what this program draws of the pack that lies in it. `attachments`: as
// ReadPdfAttachments found them. Errors: DataLoss ATTACHMENT (one of them is not the pack's),
// RENDERING (a page was changed); InvalidArgument NOT_COMPARABLE (drawn by other versions, or
// without our fonts: the subject is what differs).
absl::Status CheckRendering(absl::string_view pdf,
                            const std::map<std::string, std::string>& attachments,
                            const PackFiles& files, const ReportState& state,
                            const Phrasebook& phrases);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_REPORT_DRAWING_H_
