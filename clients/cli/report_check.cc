#include "clients/cli/report_check.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/report_model_view.h"
#include "clients/cli/report_view.h"
#include "clients/cli/time_text.h"
#include "clients/core/report/assemble.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kLeastDigits = 8;
constexpr size_t kMostFaults = 20;  // that are told one by one

// The draft itself may not be here: then only that it differs is known.
void TellDifferences(Context& context, ReportShelf& shelf, const ReportState& state,
                     const ReportDraft& draft, const DigestedModel& own) {
  const absl::StatusOr<DigestedModel> drafted = shelf.Drafted(state, draft);
  if (!drafted.ok()) return context.output.Error(drafted.status());
  for (const FigureChange& change : DiffModels(drafted->model, own.model)) {
    context.output.Note(absl::StrCat("  ", ChangeText(context, change)), Colour::kRed);
  }
}

}  // namespace

absl::StatusOr<const ReportDrafted*> LastDraft(const ReportState& state) {
  if (state.Draft() != nullptr) return state.Draft();
  return MakeError(absl::StatusCode::kFailedPrecondition, "there is no draft yet",
                   {.reason = "NO_DRAFT", .subject = state.head.report, .field = ""});
}

absl::StatusOr<const ReportDrafted*> FindDraft(const ReportState& state, const std::string& name) {
  if (name.empty()) return LastDraft(state);
  for (size_t i = 0; i < state.drafts.size(); ++i) {
    const ReportDrafted& drafted = state.drafts[i];
    if (name == absl::StrCat("d", i + 1) ||
        (name.size() >= kLeastDigits && absl::StartsWith(ToHex(drafted.draft.model), name))) {
      return &drafted;
    }
  }
  return MakeError(absl::StatusCode::kNotFound, "there is no such draft",
                   {.reason = "NO_SUCH_DRAFT", .subject = name, .field = "report"});
}

absl::StatusOr<AssembledModel> AssembleAndCompare(Context& context, ReportShelf& shelf,
                                                  const ReportState& state,
                                                  const ReportDraft& draft) {
  ASSIGN_OR_RETURN(AssembledModel own, shelf.AssembleHere(state, draft));
  const std::string& report = state.head.report;
  if (own.digest != draft.model) {
    TellFaults(context, own.faults);
    TellDifferences(context, shelf, state, draft, own);
    return MakeError(absl::StatusCode::kDataLoss, "the same sheets give another model here",
                     {.reason = "MODEL_DIFFERS", .subject = report, .field = ""});
  }
  if (own.bytes.size() != draft.size) {
    return MakeError(absl::StatusCode::kDataLoss, "the model is not as long as its note says",
                     {.reason = "DRAFT_SIZE", .subject = report, .field = ""});
  }
  // Whoever signs it has it, whether its author ever sends it or not.
  RETURN_IF_ERROR(shelf.store().AddDocument(own.digest, own.bytes));
  return own;
}

void ShowSame(Context& context, const Hash& digest) {
  context.output.Line(
      absl::StrCat("  ", context.output.Say("report.same_here", {DigestGroups(digest)})),
      Colour::kGreen);
}

void TellFaults(Context& context, const std::vector<SheetFault>& faults) {
  const size_t told = std::min(faults.size(), kMostFaults);
  for (size_t i = 0; i < told; ++i) {
    const absl::Status error = SheetFaultError(faults[i]);
    if (!faults[i].later) {
      context.output.Error(error);
    } else {
      const Language language = context.language();
      context.output.Note(context.phrases.ErrorMessage(language, error), Colour::kYellow);
    }
  }
  if (told == faults.size()) return;
  context.output.Note(
      context.output.Say("report.check.more", {static_cast<int64_t>(faults.size() - told)}),
      Colour::kRed);
}

void TellEarlyCut(Context& context, const ReportModel& model) {
  if (model.cut_ms >= model.period.end_ms) return;
  context.output.Note(
      context.output.Say("report.check.early_cut",
                         {static_cast<int64_t>(model.cut.value()), FormatUtcMs(model.cut_ms),
                          FormatUtcMs(model.period.end_ms)}),
      Colour::kYellow);
}

Json FaultsJson(const std::vector<SheetFault>& faults) {
  Json::Array all;
  for (const SheetFault& fault : faults) {
    all.emplace_back(Json::Object{{"office", fault.office},
                                  {"serial", fault.serial},
                                  {"later", fault.later},
                                  {"reason", ReasonOf(SheetFaultError(fault))}});
  }
  return all;
}

absl::Status NoFaults(const std::string& report, const std::vector<SheetFault>& faults,
                      bool despite_omissions) {
  size_t untrue = 0;
  size_t omitted = 0;
  for (const SheetFault& fault : faults) {
    if (!fault.later) ++(IsOmission(fault.kind) ? omitted : untrue);
  }
  if (untrue + omitted == 0 || (untrue == 0 && despite_omissions)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss, "what this desk holds contradicts the sheets",
                   {.reason = untrue > 0 ? "SHEETS_CONTRADICTED" : "SHEETS_OMIT",
                    .subject = report,
                    .field = absl::StrCat(untrue + omitted)});
}

}  // namespace liaison
