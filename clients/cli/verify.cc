// liaison verify FOLDER: checks an evidence pack; needs no key, no hub, no passphrase.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/attachment_view.h"
#include "clients/cli/commands.h"
#include "clients/cli/pinned_charter.h"
#include "clients/core/evidence/verify_pack.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct VerifyOptions {
  std::string folder;
  std::string digest;
  std::string charter;
};

Json VerdictJson(const PackVerdict& verdict) {
  Json::Array steps;
  for (const VerifyStep& step : verdict.steps) {
    steps.emplace_back(Json::Object{
        {"step", step.code}, {"ok", step.status.ok()}, {"reason", ReasonOf(step.status)}});
  }
  Json::Object value{{"genuine", verdict.genuine},
                     {"charter_pinned", verdict.charter_pinned},
                     {"digest", verdict.digest},
                     {"charter", PrintPin(verdict.charter_hash)},
                     {"steps", std::move(steps)}};
  if (verdict.genuine) {
    value["serial"] = verdict.notice->serial.ToString();
    value["index"] = static_cast<int64_t>(verdict.index.value());
    value["size"] = static_cast<int64_t>(verdict.size.value());
    value["time_ms"] = verdict.time_ms;
    if (!verdict.notice->attach.empty()) {
      value["attachments"] = AttachmentsJson(verdict.notice->attach);
    }
  }
  return value;
}

void ShowVerdict(Context& context, const PackVerdict& verdict) {
  Output& output = context.output;
  if (!verdict.digest.empty()) output.Line(output.Say("verify.digest", {verdict.digest}));
  for (const VerifyStep& step : verdict.steps) {
    const std::string what = output.Say(absl::StrCat("verify.step.", step.code));
    output.Line(absl::StrCat(step.status.ok() ? "  ✓ " : "  ✗ ", what),
                step.status.ok() ? Colour::kGreen : Colour::kRed);
    const ErrorDetail detail = DetailOf(step.status).value_or(ErrorDetail());
    const std::string why = absl::StrCat("verify.why.", detail.reason);
    if (!context.phrases.HasMessage(why)) continue;
    output.Line(absl::StrCat("    ", output.Say(why, {detail.subject})));
  }
  output.Line(output.Say("verify.charter", {PrintPin(verdict.charter_hash)}));
  if (!verdict.genuine) return;
  output.Line(
      output.Say("verify.genuine",
                 {verdict.notice->serial.ToString(), verdict.header->as.ToString(),
                  static_cast<int64_t>(verdict.index.value()), FormatUtcMs(verdict.time_ms)}),
      Colour::kBold);
  for (const NoticeAttachment& attach : verdict.notice->attach) {
    output.Line(absl::StrCat("  ", AttachmentText(context, attach)));
  }
  output.Line(output.Say("verify.revocations", {static_cast<int64_t>(verdict.size.value()) - 1}));
}

absl::Status VerifyFolder(Context& context, const VerifyOptions& options) {
  VerifyRequest request;
  if (!options.digest.empty()) request.digest = options.digest;
  ASSIGN_OR_RETURN(request.charter, PinnedCharter(context, options.charter));
  ASSIGN_OR_RETURN(const PackFiles files, ReadPack(options.folder, context.world.files));
  const PackVerdict verdict = VerifyPack(files, request, context.world.crypto);
  if (context.output.json()) {
    context.output.Value(VerdictJson(verdict));
  } else {
    ShowVerdict(context, verdict);
  }
  if (!verdict.genuine) {
    const absl::Status& why = verdict.steps.back().status;
    return MakeError(absl::StatusCode::kDataLoss,
                     absl::StrCat("this pack is not genuine: ", why.message()),
                     {.reason = "FORGED", .subject = options.folder, .field = ReasonOf(why)});
  }
  if (verdict.charter_pinned) return absl::OkStatus();
  return NotPinned(verdict.charter_hash);
}

}  // namespace

void AddVerifyCommand(CommandAdder& adder) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App& verb = adder.Verb(
      "verify", "verify", [options](Context& context) { return VerifyFolder(context, *options); });
  adder.Text(verb, "folder", options->folder, "pack_folder").required();
  adder.Text(verb, "--digest", options->digest, "digest");
  adder.Text(verb, "--charter", options->charter, "pin");
}

}  // namespace liaison
