// liaison report verify FILE|REPORT: a finished report checked level by level. It needs no hub and
// no key; a desk's home gives the pin, the own copy of the log, and keys for what was sent to it.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/pinned_charter.h"
#include "clients/cli/progress.h"
#include "clients/cli/report.h"
#include "clients/cli/report_evidence.h"
#include "clients/cli/report_session.h"
#include "clients/cli/report_verdict_view.h"
#include "clients/core/report_desk/opened_row.h"
#include "clients/core/report_pack/report_drawing.h"
#include "clients/core/report_pack/verify_report.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct ReportVerifyOptions {
  std::string file;
  std::string require;
  std::string charter;
};

bool HasHome(const Context& context) {
  return ReadHomeConfig(HomePaths(context.home), context.world.files).ok();
}

// The desk of this home, where there is one and somebody who can unlock it; else nullptr.
absl::StatusOr<std::unique_ptr<Desk>> DeskHere(const Context& context) {
  if (!HasHome(context)) return std::unique_ptr<Desk>();
  absl::StatusOr<std::unique_ptr<Desk>> desk = context.OpenDesk();
  if (desk.ok()) return std::move(*desk);
  // Nobody types here, or it is no desk: what follows needs no key.
  const std::string reason = ReasonOf(desk.status());
  if (reason == "NO_PASSPHRASE" || reason == "NO_KEY_STORE" || reason == "NOT_JOINED") {
    return std::unique_ptr<Desk>();
  }
  return desk.status();
}

// What other versions drew is no contradiction.
void CheckPages(Context& context, const ReportFile& file, ReportVerdict& verdict) {
  if (file.pdf.empty() || verdict.contradicted || verdict.unknown_key) return;
  const absl::Status drawn =
      CheckRendering(file.pdf, file.attachments, file.pack, *verdict.state, context.phrases);
  const ErrorDetail detail = DetailOf(drawn).value_or(ErrorDetail());
  verdict.checks.push_back({.id = "rendering",
                            .level = ReportLevel::kNone,
                            .status = drawn,
                            .detail = detail.subject,
                            .made = drawn.ok() || absl::IsDataLoss(drawn)});
  verdict.Judge();
}

// The hub's word about the end, or an own copy of the log, of which nothing can be left out.
bool ShowsTheEnd(const ReportVerdict& verdict) {
  return verdict.announced ||
         std::any_of(verdict.checks.begin(), verdict.checks.end(),
                     [](const ReportCheck& check) { return check.id == "own_log" && check.made; });
}

absl::Status ErrorOf(const ReportVerifyOptions& options, const ReportVerdict& verdict) {
  const ReportCheck* failed = verdict.FirstFailed();
  if (verdict.contradicted) {
    return MakeError(absl::StatusCode::kDataLoss,
                     absl::StrCat("this report is not what was signed: ", failed->status.message()),
                     {.reason = "REPORT_FORGED", .subject = failed->detail, .field = failed->id});
  }
  if (verdict.unknown_key) {
    return MakeError(absl::StatusCode::kUnauthenticated, failed->status.message(),
                     {.reason = "REPORT_SIGNER", .subject = failed->detail, .field = failed->id});
  }
  if (!verdict.charter_pinned) return NotPinned(verdict.charter_hash);
  if (!ShowsTheEnd(verdict)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     "nothing here shows that the report ended so",
                     {.reason = "NOT_ANNOUNCED", .subject = verdict.state->head.report});
  }
  if (const ReportCheck* kept = verdict.FirstNotMade()) return kept->status;
  if (options.require != "opened" || verdict.rows_sealed == 0) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kInvalidArgument, "not every row was opened",
      {.reason = "ROWS_SEALED", .subject = absl::StrCat(verdict.rows_sealed), .field = "opened"});
}

// `desk`: nullptr where there are no keys.
absl::Status VerifyIt(Context& context, const ReportVerifyOptions& options, const ReportFile& file,
                      Desk* desk) {
  ReportVerifyRequest request;
  ASSIGN_OR_RETURN(request.charter, PinnedCharter(context, options.charter));
  if (desk != nullptr) {
    request.mirror = &desk->mirror();
    request.opened = [desk](const ReportRow& row) {
      return OpenedRow(desk->archive(), desk->config().ns, row);
    };
    request.zone_rules = [desk](const ReportPeriod& period) {
      return desk->archive().ZoneRulesOf(period.tz, period.zone);
    };
  }
  TransferMeter meter(context.output.Say("report.verify.progress"));
  request.progress = [&meter](size_t done, size_t all) { meter.At(done, all); };
  ReportVerdict verdict = VerifyReport(file.pack, request, context.world.crypto);
  CheckPages(context, file, verdict);
  if (context.output.json()) {
    context.output.Value(ReportVerdictJson(verdict));
  } else {
    ShowReportVerdict(context, verdict);
  }
  return ErrorOf(options, verdict);
}

// What this desk would export.
absl::Status VerifyOwn(Context& context, const ReportVerifyOptions& options) {
  return WithReports(context, [&](ReportSession& session) -> absl::Status {
    ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.file));
    ReportFile file;
    ASSIGN_OR_RETURN(file.pack, PackHere(context, session, *record));
    return VerifyIt(context, options, file, session.desk.get());
  });
}

absl::Status Verify(Context& context, const ReportVerifyOptions& options) {
  const absl::StatusOr<ReportFile> file = ReadReportFile(context, options.file);
  const bool may_be_number = options.file.find_first_of("./") == std::string::npos;
  if (ReasonOf(file.status()) == "NOT_A_REPORT" && may_be_number && HasHome(context)) {
    return VerifyOwn(context, options);
  }
  RETURN_IF_ERROR(file.status());
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, DeskHere(context));
  return VerifyIt(context, options, *file, desk.get());
}

}  // namespace

void AddReportVerifyVerb(CommandAdder& noun) {
  const auto options = std::make_shared<ReportVerifyOptions>();
  CLI::App& verb = noun.Verb("verify", "report.verify",
                             [options](Context& context) { return Verify(context, *options); });
  noun.Text(verb, "file", options->file, "report_file").required();
  noun.Text(verb, "--require", options->require, "report_require").check(CLI::IsMember({"opened"}));
  noun.Text(verb, "--charter", options->charter, "pin");
}

}  // namespace liaison
