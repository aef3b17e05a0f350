#include "clients/cli/climb_view.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/time_text.h"
#include "clients/core/outgoing/tags.h"

namespace liaison {
namespace {

std::string MailboxNames(const Context& context, const std::vector<MailboxId>& mailboxes) {
  std::vector<std::string> names;
  for (const MailboxId& mailbox : mailboxes) names.push_back(context.Mailbox(mailbox));
  return absl::StrJoin(names, " + ");
}

std::vector<MailboxId> ToldAt(const PlannedRung& rung) {
  std::vector<MailboxId> all = rung.sealed;
  all.insert(all.end(), rung.unsealed.begin(), rung.unsealed.end());
  return all;
}

// "Iran, head of office after 10 min".
std::string StepText(const Context& context, const PlannedRung& rung, const char* key) {
  return context.output.Say(key, {MessageArg::Composed(MailboxNames(context, ToldAt(rung))),
                                  MessageArg::Composed(SpanText(context, rung.after_ms))});
}

std::string PlanText(const Context& context, const LadderPlan& plan) {
  std::vector<std::string> steps;
  for (const PlannedRung& rung : plan.rungs) {
    if (rung.number > 1) steps.push_back(StepText(context, rung, "send.climb_step"));
  }
  if (plan.unresolved.has_value()) {
    steps.push_back(StepText(context, *plan.unresolved, "send.climb_unresolved"));
  }
  return steps.empty() ? context.output.Say("send.climb_nobody") : absl::StrJoin(steps, "; ");
}

Json::Array MailboxesJson(const std::vector<MailboxId>& mailboxes) {
  Json::Array array;
  for (const MailboxId& mailbox : mailboxes) array.emplace_back(mailbox.ToString());
  return array;
}

Json RungJson(const PlannedRung& rung) {
  return Json::Object{{"rung", static_cast<int64_t>(rung.number)},
                      {"after_s", rung.after_ms / 1000},
                      {"sealed", MailboxesJson(rung.sealed)},
                      {"unsealed", MailboxesJson(rung.unsealed)}};
}

}  // namespace

void ShowClimb(Context& context, const LadderChoice& choice, const NoticeDraft& draft,
               const Mission& mission) {
  Output& output = context.output;
  if (!choice.missing_default.empty()) {
    output.Note(output.Say("warn.no_ladder", {choice.missing_default}), Colour::kYellow);
  }
  if (!choice.ladder.has_value()) return;
  const PolicyRef& ref = choice.ladder->ref;
  std::set<MailboxId> unsealed;
  for (const auto& [office, plan] : PlansOf(*choice.ladder, draft, mission)) {
    output.Line(output.Say(
        "send.climbs",
        {MessageArg::Composed(context.phrases.Label(context.language(), "office", office)),
         absl::StrCat(ref.id, " ", ref.version), MessageArg::Composed(PlanText(context, plan))}));
    for (const PlannedRung& rung : plan.rungs) {
      unsealed.insert(rung.unsealed.begin(), rung.unsealed.end());
    }
    if (plan.unresolved.has_value()) {
      unsealed.insert(plan.unresolved->unsealed.begin(), plan.unresolved->unsealed.end());
    }
  }
  if (unsealed.empty()) return;
  const std::string names = MailboxNames(context, {unsealed.begin(), unsealed.end()});
  output.Note(output.Say("warn.operator_rung", {MessageArg::Composed(names)}), Colour::kYellow);
}

void AddClimb(const LadderChoice& choice, const NoticeDraft& draft, const Mission& mission,
              Json::Object& value) {
  if (!choice.missing_default.empty()) value["missing_ladder"] = choice.missing_default;
  if (!choice.ladder.has_value()) return;
  Json::Array offices;
  for (const auto& [office, plan] : PlansOf(*choice.ladder, draft, mission)) {
    Json::Array rungs;
    for (const PlannedRung& rung : plan.rungs) rungs.push_back(RungJson(rung));
    Json::Object one{{"office", office}, {"rungs", std::move(rungs)}};
    if (plan.unresolved.has_value()) one["unresolved"] = RungJson(*plan.unresolved);
    offices.emplace_back(std::move(one));
  }
  value["ladder"] = Json::Object{{"id", choice.ladder->ref.id},
                                 {"version", static_cast<int64_t>(choice.ladder->ref.version)},
                                 {"offices", std::move(offices)}};
}

bool TellTags(Context& context, const Desk& desk, const NoticeDraft& draft) {
  const Mission& mission = desk.mirror().directory().mission();
  if (!WantsTags(mission, draft)) return false;
  Output& output = context.output;
  if (!desk.has_tag_seed()) {
    output.Note(output.Say("warn.no_tags"), Colour::kYellow);
    return false;
  }
  const bool by_party = mission.FindParty(mission.operated_by) != nullptr;
  output.Note(by_party ? output.Say("warn.tags_readable",
                                    {MessageArg::Composed(context.phrases.Label(
                                        context.language(), "office", mission.operated_by))})
                       : output.Say("warn.tags"),
              Colour::kYellow);
  return true;
}

}  // namespace liaison
