// liaison report render: the report for people and for tables, in the language of --lang.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/report.h"
#include "clients/cli/report_check.h"
#include "clients/cli/report_evidence.h"
#include "clients/cli/report_session.h"
#include "clients/cli/report_shelf.h"
#include "clients/cli/report_view.h"
#include "clients/core/evidence/pack.h"
#include "clients/core/report_pack/pack_zip.h"
#include "clients/core/report_pack/report_drawing.h"
#include "clients/core/report_pack/report_pack.h"
#include "clients/core/report_render/render.h"
#include "proto/base/status_macros.h"
#include "proto/rules/report_machine.h"

namespace liaison {
namespace {

constexpr char kLatin[] = "latn";

struct RenderOptions {
  std::string report;
  std::string format;
  std::string output;
  std::string draft;
  std::string digits;
};

// A finished report is drawn of its pack, which lies attached: whoever gets the PDF can draw it
// again.
absl::StatusOr<ReportDrawing> FinalDrawing(Context& context, ReportSession& session,
                                           const ReportRecord& record) {
  ASSIGN_OR_RETURN(const PackFiles pack, PackHere(context, session, record));
  ASSIGN_OR_RETURN(std::string evidence, ZipPack(pack));
  return DrawingOf(pack, record.state, std::move(evidence));
}

absl::StatusOr<ReportDrawing> DraftDrawing(ReportSession& session, const DigestedModel& made) {
  ReportDrawing drawing{
      .model = made.model, .digest = made.digest, .attachments = {{kPdfModel, made.bytes}}};
  if (const ModelMap* map = DrawnMap(made.model); map != nullptr) {
    ASSIGN_OR_RETURN(drawing.map, session.desk->maps().Document(map->digest));
    drawing.map_name = absl::StrCat("v", map->version);
    drawing.map_digest = map->digest;
  }
  return drawing;
}

absl::StatusOr<std::map<std::string, std::string>> DrawReport(Context& context,
                                                              const RenderRequest& request,
                                                              const std::string& format,
                                                              const std::string& bytes) {
  if (format == "csv") return RenderTables(request, context.phrases);
  std::string drawn = bytes;
  if (format == "pdf") {
    ASSIGN_OR_RETURN(drawn, RenderPdf(request, context.phrases));
  } else if (format == "html") {
    ASSIGN_OR_RETURN(drawn, RenderHtml(request, context.phrases));
  }
  return std::map<std::string, std::string>{{"", std::move(drawn)}};
}

absl::Status WriteDrawn(Context& context, const std::map<std::string, std::string>& files,
                        const RenderOptions& options) {
  if (options.format == "csv") return WritePack(files, options.output, context.world.files);
  return context.world.files.Create(options.output, files.begin()->second);
}

void ShowRendered(Context& context, const ReportSession& session, const RenderOptions& options,
                  const DigestedModel& made, const std::map<std::string, std::string>& files) {
  int64_t size = 0;
  for (const auto& [name, bytes] : files) size += static_cast<int64_t>(bytes.size());
  if (context.output.json()) {
    context.output.Value(Json::Object{{"report", options.report},
                                      {"format", options.format},
                                      {"output", options.output},
                                      {"bytes", size},
                                      {"fresh", session.line.ok()},
                                      {"as_of_ms", session.as_of_ms},
                                      {"model", ToHex(made.digest)}});
  } else {
    context.output.Line(context.output.Say("report.rendered", {options.report, options.output, size,
                                                               DigestGroups(made.digest)}),
                        Colour::kGreen);
  }
}

absl::Status Render(Context& context, ReportSession& session, const RenderOptions& options) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.report));
  const ReportState& state = record->state;
  ASSIGN_OR_RETURN(const ReportDrafted* drafted, FindDraft(state, options.draft));
  ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
  ASSIGN_OR_RETURN(const DigestedModel made, shelf.Drafted(state, drafted->draft));
  const bool final = state.phase == ReportPhase::kFinal && drafted == state.Draft();
  ASSIGN_OR_RETURN(const ReportDrawing drawing,
                   final ? FinalDrawing(context, session, *record) : DraftDrawing(session, made));
  const RenderRequest request = drawing.In(context.language(), options.digits == kLatin);
  ASSIGN_OR_RETURN(const auto files, DrawReport(context, request, options.format, made.bytes));
  RETURN_IF_ERROR(WriteDrawn(context, files, options));
  ShowRendered(context, session, options, made, files);
  return absl::OkStatus();
}

}  // namespace

void AddReportRenderVerb(CommandAdder& noun) {
  const auto options = std::make_shared<RenderOptions>();
  CLI::App& app = noun.Verb("render", "report.render", [options](Context& context) {
    return WithReports(context,
                       [&](ReportSession& session) { return Render(context, session, *options); });
  });
  noun.Text(app, "report", options->report, "report").required();
  noun.Text(app, "--format", options->format, "report_format")
      .required()
      ->check(CLI::IsMember({"pdf", "html", "csv", "json"}));
  noun.Text(app, "--output", options->output, "report_output").required();
  noun.Text(app, "--draft", options->draft, "report_draft");
  noun.Text(app, "--digits", options->digits, "report_digits").check(CLI::IsMember({kLatin}));
}

}  // namespace liaison
