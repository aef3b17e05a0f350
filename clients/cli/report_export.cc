// liaison report export REPORT FOLDER|FILE.zip: a finished report as evidence that a stranger can
// check.
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "clients/cli/report.h"
#include "clients/cli/report_evidence.h"
#include "clients/cli/report_session.h"
#include "clients/core/report_pack/pack_zip.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct ReportExportOptions {
  std::string report;
  std::string to;
};

absl::Status Write(Context& context, const PackFiles& pack, const std::string& to) {
  if (!absl::EndsWith(to, ".zip")) return WritePack(pack, to, context.world.files);
  ASSIGN_OR_RETURN(const std::string zip, ZipPack(pack));
  return context.world.files.Create(to, zip);
}

absl::Status Export(Context& context, ReportSession& session, const ReportExportOptions& options) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.report));
  ASSIGN_OR_RETURN(const PackFiles pack, PackHere(context, session, *record));
  RETURN_IF_ERROR(Write(context, pack, options.to));
  const std::string digest = PackDigest(pack, context.world.crypto);
  if (context.output.json()) {
    context.output.Value(Json::Object{{"report", options.report},
                                      {"file", options.to},
                                      {"digest", digest},
                                      {"charter", PrintPin(session.desk->mission().pin)}});
    return absl::OkStatus();
  }
  context.output.Line(context.output.Say("report.exported", {options.report, options.to}),
                      Colour::kGreen);
  context.output.Line(context.output.Say("export.digest"));
  context.output.Line(digest, Colour::kBold);
  return absl::OkStatus();
}

}  // namespace

void AddReportExportVerb(CommandAdder& noun) {
  const auto options = std::make_shared<ReportExportOptions>();
  CLI::App& verb = noun.Verb("export", "report.export", [options](Context& context) {
    return WithReports(context,
                       [&](ReportSession& session) { return Export(context, session, *options); });
  });
  noun.Text(verb, "report", options->report, "report").required();
  noun.Text(verb, "folder", options->to, "report_pack").required();
}

}  // namespace liaison
