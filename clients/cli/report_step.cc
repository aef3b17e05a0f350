// liaison report comment|freeze|reopen|sign|reserve|refuse|withdraw: what an office says to a
// draft.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/report.h"
#include "clients/cli/report_check.h"
#include "clients/cli/report_confirm.h"
#include "clients/cli/report_model_view.h"
#include "clients/cli/report_shelf.h"
#include "clients/cli/report_submit.h"
#include "clients/core/language/human_text.h"
#include "clients/core/report_desk/report_fetch.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr char kNeedsTwo[] = "NEEDS_TWO";

struct ReportStepOptions {
  std::string report;
  std::string text;
  std::string text_file;
  std::string out;   // the note with one line, for the second officer
  std::string with;  // that file, for this one's line
  bool despite_omissions = false;
};

bool IsAnswer(ReportVerb verb) {
  return verb == ReportVerb::kSign || verb == ReportVerb::kReserve || verb == ReportVerb::kRefuse;
}

ReportPart PartOf(ReportVerb verb) {
  if (verb == ReportVerb::kReserve) return ReportPart::kReservation;
  if (verb == ReportVerb::kRefuse) return ReportPart::kRefusal;
  return ReportPart::kComment;
}

absl::StatusOr<std::string> StepText(const Context& context, const ReportStepOptions& options,
                                     ReportVerb verb) {
  std::string text = options.text;
  if (!options.text_file.empty()) {
    ASSIGN_OR_RETURN(text, context.ReadFile(options.text_file));
  }
  if (text.empty()) {
    const bool needed = verb == ReportVerb::kReserve || verb == ReportVerb::kRefuse;
    if (needed) return Usage("report_text", options.report, "say why, with --text");
    return text;
  }
  return NormalizeHumanText("text", text, Lines::kMany);
}

// What is to be signed, before the officer's eyes: the figures as this desk assembles them.
// Whoever reserves knows what he reserves against; whoever only signs says that nothing is wrong.
absl::Status ShowBeforeAnswer(Context& context, ReportSession& session, const ReportState& state,
                              const ReportStepOptions& options, ReportVerb verb) {
  ASSIGN_OR_RETURN(const ReportDrafted* drafted, LastDraft(state));
  ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
  const absl::StatusOr<AssembledModel> own =
      AssembleAndCompare(context, shelf, state, drafted->draft);
  if (!own.ok() && verb == ReportVerb::kRefuse) {
    // Nobody is kept from saying no to what he cannot even make.
    context.output.Error(own.status());
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(own.status());
  if (!context.output.json()) {
    ShowModel(context, own->model);
    ShowSame(context, own->digest);
  }
  TellEarlyCut(context, own->model);
  TellFaults(context, own->faults);
  if (verb != ReportVerb::kSign) return absl::OkStatus();
  return NoFaults(options.report, own->faults, options.despite_omissions);
}

// A note that waits for somebody else's line counts for nothing yet, and may therefore be made.
absl::StatusOr<bool> MayBeMade(const ReportSession& session, const std::string& note,
                               const ReportStepOptions& options) {
  const absl::StatusOr<bool> repeats = RepeatsItself(session, note, options.report);
  if (ReasonOf(repeats.status()) == kNeedsTwo && !options.out.empty()) return false;
  return repeats;
}

absl::Status WriteForSecond(Context& context, const ReportStepOptions& options, ReportVerb verb,
                            const std::string& note) {
  RETURN_IF_ERROR(context.world.files.Create(options.out, note));
  const std::string command = absl::StrCat("liaison report ", ReportVerbName(verb), " ",
                                           options.report, " --with ", options.out);
  if (context.output.json()) {
    context.output.Value(Json::Object{{"report", options.report},
                                      {"act", std::string(ReportVerbName(verb))},
                                      {"file", options.out},
                                      {"next", command}});
  } else {
    context.output.Line(context.output.Say("report.for_second", {options.out, command}),
                        Colour::kYellow);
  }
  return absl::OkStatus();
}

// The first line, and the only one where one is enough.
absl::Status TakeFirstLine(Context& context, ReportSession& session, const ReportState& state,
                           const ReportSigner& signer, const ReportStepOptions& options,
                           ReportVerb verb) {
  std::optional<Hash> model;
  if (verb != ReportVerb::kWithdraw) {
    ASSIGN_OR_RETURN(const ReportDrafted* drafted, LastDraft(state));
    model = drafted->draft.model;
  }
  ASSIGN_OR_RETURN(const std::string words, StepText(context, options, verb));
  const ReportPaper paper{.part = PartOf(verb), .digest = model, .text = words, .attach = {}};
  std::optional<Hash> text;
  std::optional<Hash> named;
  if (!words.empty()) {
    ASSIGN_OR_RETURN(text, PaperBefore(context, session, state.open, signer.as, paper));
    named = text.value_or(Hash());
  }
  ASSIGN_OR_RETURN(const std::string judged,
                   SignReportStep(signer, options.report, verb, model, named));
  ASSIGN_OR_RETURN(const bool repeats, MayBeMade(session, judged, options));
  if (!repeats) {
    if (IsAnswer(verb)) RETURN_IF_ERROR(ShowBeforeAnswer(context, session, state, options, verb));
    RETURN_IF_ERROR(Confirmed(context, absl::StrCat("report.ask.", ReportVerbName(verb))));
    if (!words.empty()) {
      ASSIGN_OR_RETURN(text, SendPaper(context, session, state.open, signer.as, paper));
    }
    ASSIGN_OR_RETURN(const std::string note,
                     SignReportStep(signer, options.report, verb, model, text));
    if (!options.out.empty()) return WriteForSecond(context, options, verb, note);
    ASSIGN_OR_RETURN(const LeafIndex index, SubmitReportNote(session, note, options.report));
    ShowActed(context, session, options.report, ReportVerbName(verb), index);
  } else {
    ShowAlready(context, session, options.report, ReportVerbName(verb));
  }
  return text.has_value() ? MarkPaperDone(session, *text) : absl::OkStatus();
}

// A note of another act or report is not signed by mistake.
absl::Status CheckCarried(const std::string& ns, const std::string& bytes,
                          const ReportStepOptions& options, ReportVerb verb) {
  ASSIGN_OR_RETURN(const Note parsed, ParseNote(bytes, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const ReportNote note, ParseReportNote(ns, parsed.text));
  if (note.head.report == options.report && ReportActName(note) == ReportVerbName(verb)) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "the file says something else",
                   {.reason = "OTHER_NOTE",
                    .subject = absl::StrCat(note.head.report, " ", ReportActName(note)),
                    .field = "report"});
}

// The words that the first officer signed for, before the second one's eyes.
absl::Status ShowWords(Context& context, ReportSession& session, const std::string& first,
                       const ReportStepOptions& options, ReportVerb verb) {
  const std::string ns = session.desk->config().ns;
  ASSIGN_OR_RETURN(const Note parsed, ParseNote(first, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const ReportNote note, ParseReportNote(ns, parsed.text));
  if (!note.head.text.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<ReportLetter> letter,
                   FindReportLetter(session.desk->archive(), ns, *note.head.text));
  if (!letter.has_value() || letter->part != ReportPartName(PartOf(verb))) {
    return MakeError(absl::StatusCode::kNotFound, "what is to be signed with it is not here",
                     {.reason = "NOT_HELD", .subject = options.report, .field = "text"});
  }
  if (!context.output.json()) context.output.Line(SafeDisplay(letter->text, Lines::kMany));
  return absl::OkStatus();
}

absl::Status TakeSecondLine(Context& context, ReportSession& session, const ReportState& state,
                            const ReportSigner& signer, const ReportStepOptions& options,
                            ReportVerb verb) {
  const std::string ns = session.desk->config().ns;
  ASSIGN_OR_RETURN(const std::string first, context.ReadFile(options.with));
  RETURN_IF_ERROR(CheckCarried(ns, first, options, verb));
  ASSIGN_OR_RETURN(const std::string note, AddSecondLine(ns, first, signer.device));
  ASSIGN_OR_RETURN(const bool repeats, RepeatsItself(session, note, options.report));
  if (repeats) {
    ShowAlready(context, session, options.report, ReportVerbName(verb));
    return absl::OkStatus();
  }
  if (IsAnswer(verb)) RETURN_IF_ERROR(ShowBeforeAnswer(context, session, state, options, verb));
  RETURN_IF_ERROR(ShowWords(context, session, first, options, verb));
  RETURN_IF_ERROR(Confirmed(context, absl::StrCat("report.ask.", ReportVerbName(verb))));
  ASSIGN_OR_RETURN(const LeafIndex index, SubmitReportNote(session, note, options.report));
  ShowActed(context, session, options.report, ReportVerbName(verb), index);
  return absl::OkStatus();
}

absl::Status TakeReportStep(Context& context, ReportSession& session,
                            const ReportStepOptions& options, ReportVerb verb) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.report));
  ASSIGN_OR_RETURN(const ReportSigner signer,
                   ReportSignerHere(context, session, verb == ReportVerb::kComment));
  // The book is read anew on the way.
  const ReportState state = record->state;
  return options.with.empty() ? TakeFirstLine(context, session, state, signer, options, verb)
                              : TakeSecondLine(context, session, state, signer, options, verb);
}

}  // namespace

void AddReportStepVerbs(CommandAdder& noun) {
  const auto add = [&noun](ReportVerb verb) {
    const std::string name(ReportVerbName(verb));
    const auto options = std::make_shared<ReportStepOptions>();
    CLI::App& app =
        noun.Verb(name, absl::StrCat("report.", name), [options, verb](Context& context) {
          return WithReports(context, [&](ReportSession& session) {
            return TakeReportStep(context, session, *options, verb);
          });
        });
    noun.Text(app, "report", options->report, "report").required();
    return std::pair<CLI::App*, std::shared_ptr<ReportStepOptions>>(&app, options);
  };
  const auto with_text = [&noun](CLI::App& app, ReportStepOptions& options) {
    CLI::Option& text = noun.Text(app, "--text", options.text, "report_text");
    noun.Text(app, "--text-file", options.text_file, "report_text_file").excludes(&text);
  };
  const auto with_second = [&noun](CLI::App& app, ReportStepOptions& options) {
    CLI::Option& out = noun.Text(app, "--out", options.out, "report_out");
    noun.Text(app, "--with", options.with, "report_with").excludes(&out);
  };
  for (const ReportVerb verb :
       {ReportVerb::kComment, ReportVerb::kFreeze, ReportVerb::kReopen, ReportVerb::kSign,
        ReportVerb::kReserve, ReportVerb::kRefuse, ReportVerb::kWithdraw}) {
    const auto [app, options] = add(verb);
    if (verb != ReportVerb::kFreeze && verb != ReportVerb::kSign) with_text(*app, *options);
    if (IsAnswer(verb) || verb == ReportVerb::kReopen) with_second(*app, *options);
    if (verb == ReportVerb::kSign) {
      noun.Flag(*app, "--despite-omissions", options->despite_omissions,
                "report_despite_omissions");
    }
  }
}

}  // namespace liaison
