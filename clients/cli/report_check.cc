#include "clients/cli/report_check.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/report_model_view.h"
#include "clients/cli/report_view.h"
#include "clients/core/report/assemble.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kLeastDigits = 8;

// The draft itself may not be here: then only that it differs is known.
void TellDifferences(Context& context, ReportShelf& shelf, const std::string& report,
                     const ReportDraft& draft, const DigestedModel& own) {
  const absl::StatusOr<DigestedModel> drafted = shelf.Drafted(report, draft);
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

absl::StatusOr<DigestedModel> AssembleAndCompare(Context& context, ReportShelf& shelf,
                                                 const ReportState& state,
                                                 const ReportDraft& draft) {
  ASSIGN_OR_RETURN(DigestedModel own, shelf.AssembleHere(state, draft));
  if (own.digest == draft.model) return own;
  TellDifferences(context, shelf, state.head.report, draft, own);
  return MakeError(absl::StatusCode::kDataLoss, "the same sheets give another model here",
                   {.reason = "MODEL_DIFFERS", .subject = state.head.report, .field = ""});
}

void ShowSame(Context& context, const Hash& digest) {
  context.output.Line(
      absl::StrCat("  ", context.output.Say("report.same_here", {DigestGroups(digest)})),
      Colour::kGreen);
}

}  // namespace liaison
