// liaison draft list|release|void: notices that await a second officer's signature. `send` makes
// them, `show` shows them, `refuse` returns them.
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/submitted.h"
#include "clients/core/desk/drafts.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

void ShowDraftLine(Context& context, const OfficeDraft& draft) {
  Output& output = context.output;
  const Notice& notice = draft.frozen.notice;
  const std::string serial = notice.serial.ToString();
  const std::string state(DraftStateName(draft.state));
  if (output.json()) {
    output.Value(Json::Object{{"serial", serial},
                              {"draft", draft.carrier.serial},
                              {"notice", ToHex(draft.frozen.notice_hash)},
                              {"author", notice.author},
                              {"kind", notice.kind},
                              {"state", state},
                              {"lapses_time_s", DraftLapses_s(notice)}});
    return;
  }
  const Language language = context.language();
  output.Line(absl::StrCat(Isolate(language, serial), "  ",
                           context.phrases.Label(language, "precedence",
                                                 PrecedenceName(draft.carrier.precedence)),
                           "  ",
                           context.world.forms.KindLabel(
                               {.kind = notice.kind, .version = notice.kind_version}, language),
                           "  ", Isolate(language, notice.author), "  ",
                           context.phrases.Label(language, "draft_state", state), "  ",
                           output.Say("draft.lapses", {FormatUtc(DraftLapses_s(notice))})),
              draft.state == DraftState::kWaiting ? Colour::kYellow : Colour::kNone);
}

absl::Status ListAll(Context& context) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const std::vector<OfficeDraft> drafts, ListDrafts(*desk, context.world));
  for (const OfficeDraft& draft : drafts) ShowDraftLine(context, draft);
  if (drafts.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("draft.none"));
  }
  return line;
}

// Opens the desk with the draft that `handle` names, does `act`, and sends what that has queued.
absl::Status Act(Context& context, const std::string& handle,
                 absl::StatusOr<OutboxItem> (*act)(Context&, Desk&, const OfficeDraft&),
                 absl::Status (*show)(Context&, const OfficeDraft&, const OutboxItem&,
                                      const absl::Status&)) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const OfficeDraft draft, FindDraft(*desk, context.world, handle));
  ASSIGN_OR_RETURN(const OutboxItem queued, act(context, *desk, draft));
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(queued.id));
  return show(context, draft, item, flushed);
}

absl::StatusOr<OutboxItem> SignSecond(Context& context, Desk& desk, const OfficeDraft& draft) {
  return ReleaseDraft(desk, context.world, draft);
}

absl::Status ShowReleased(Context& context, const OfficeDraft& draft, const OutboxItem& item,
                          const absl::Status& flushed) {
  const std::string serial = draft.frozen.notice.serial.ToString();
  if (!context.output.json()) {
    context.output.Line(context.output.Say("draft.released", {serial}));
  }
  return ShowSubmitted(context, draft.frozen.notice.ns, item, flushed, {{"draft_of", serial}});
}

absl::StatusOr<OutboxItem> GiveUp(Context& /*context*/, Desk& desk, const OfficeDraft& draft) {
  return VoidDraft(desk, draft);
}

absl::Status ShowVoid(Context& context, const OfficeDraft& draft, const OutboxItem& item,
                      const absl::Status& flushed) {
  const std::string serial = draft.frozen.notice.serial.ToString();
  if (context.output.json()) {
    context.output.Value(
        Json::Object{{"void", serial}, {"state", std::string(OutboxStateName(item.state))}});
  } else {
    context.output.Line(context.output.Say("draft.voided", {serial}));
  }
  return StatusOfSent(item, flushed, serial, "answer");
}

}  // namespace

void AddDraftCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("draft");
  noun.Verb("list", "draft.list", ListAll);
  const auto released = std::make_shared<std::string>();
  CLI::App& release_verb = noun.Verb("release", "draft.release", [released](Context& context) {
    return Act(context, *released, SignSecond, ShowReleased);
  });
  noun.Text(release_verb, "notice", *released, "draft_handle").required();
  const auto voided = std::make_shared<std::string>();
  CLI::App& void_verb = noun.Verb("void", "draft.void", [voided](Context& context) {
    return Act(context, *voided, GiveUp, ShowVoid);
  });
  noun.Text(void_verb, "notice", *voided, "draft_handle").required();
}

}  // namespace liaison
