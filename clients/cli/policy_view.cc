#include "clients/cli/policy_view.h"

#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "clients/cli/time_text.h"
#include "proto/base/status_macros.h"
#include "proto/rules/obligation.h"
#include "proto/rules/pattern.h"

namespace liaison {
namespace {

MessageArg Span(const Context& context, int64_t seconds) {
  return MessageArg::Composed(SpanText(context, seconds * 1000));
}

std::string PrecedenceLabel(const Context& context, Precedence precedence) {
  return context.phrases.Label(context.language(), "precedence", PrecedenceName(precedence));
}

std::string LadderName(const PolicyRef& ladder) {
  return absl::StrCat(ladder.id, " ", ladder.version);
}

std::string TargetText(const Context& context, const LadderTarget& target) {
  // In the order of LadderTarget::Group.
  static constexpr std::array<const char*, 5> kGroups = {
      "target.to", "target.addressee", "target.others", "target.guarantors", "target.sender"};
  if (target.group == LadderTarget::Group::kMailbox) return context.Mailbox(target.mailbox);
  const std::string role =
      context.phrases.Label(context.language(), "role", RoleName(target.mailbox.role));
  return context.output.Say(kGroups.at(static_cast<size_t>(target.group)),
                            {MessageArg::Composed(role)});
}

MessageArg TargetsText(const Context& context, const std::vector<LadderTarget>& targets) {
  std::vector<std::string> texts;
  for (const LadderTarget& target : targets) texts.push_back(TargetText(context, target));
  return MessageArg::Composed(absl::StrJoin(texts, " + "));
}

MessageArg WaitsText(const Context& context, const LadderRung& rung) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < kPrecedences; ++i) {
    texts.push_back(absl::StrCat(PrecedenceLabel(context, static_cast<Precedence>(i)), " ",
                                 SpanText(context, rung.wait_s.at(i) * 1000)));
  }
  return MessageArg::Composed(absl::StrJoin(texts, " · "));
}

absl::Status ShowLadder(Context& context, absl::string_view rules) {
  ASSIGN_OR_RETURN(const LadderPolicy policy, ParseLadderPolicy(rules));
  Output& output = context.output;
  for (size_t i = 0; i < policy.rungs.size(); ++i) {
    const LadderRung& rung = policy.rungs[i];
    output.Line(absl::StrCat("  ", output.Say("ladder.rung", {static_cast<int64_t>(i + 1),
                                                              TargetsText(context, rung.targets)})),
                Colour::kBold);
    const bool last = i + 1 == policy.rungs.size();
    output.Line(absl::StrCat("    ", output.Say(last ? "ladder.last_waits" : "ladder.waits",
                                                {WaitsText(context, rung)})));
  }
  if (policy.repeat > 0) {
    output.Line(
        absl::StrCat("  ", output.Say("ladder.repeat", {static_cast<int64_t>(policy.repeat)})));
  }
  if (policy.unresolved.has_value()) {
    output.Line(absl::StrCat(
        "  ", output.Say("ladder.unresolved", {Span(context, policy.unresolved->after_s),
                                               TargetsText(context, policy.unresolved->targets)})));
  }
  output.Line(absl::StrCat(
      "  ", output.Say(policy.wait_if_empty ? "ladder.empty_waits" : "ladder.empty_advances")));
  if (policy.renotify_on_handover) {
    output.Line(absl::StrCat("  ", output.Say("ladder.renotify")));
  }
  output.Line(absl::StrCat("  ", output.Say("ladder.always")));
  return absl::OkStatus();
}

absl::Status ShowPattern(Context& context, absl::string_view rules) {
  ASSIGN_OR_RETURN(const PatternPolicy policy, ParsePatternPolicy(rules));
  Output& output = context.output;
  output.Line(absl::StrCat(
      "  ", output.Say("pattern.rule",
                       {static_cast<int64_t>(policy.count),
                        MessageArg::Composed(output.Say(absl::StrCat("tag_slot.", policy.slot))),
                        Span(context, policy.window_ms / 1000),
                        MessageArg::Composed(PrecedenceLabel(context, policy.precedence)),
                        LadderName(policy.ladder)})));
  return absl::OkStatus();
}

std::string DueText(const Context& context, const ObligationVariant& variant) {
  // In the order of Period::Unit.
  static constexpr std::array<const char*, 3> kUnits = {"due.days", "due.weeks", "due.months"};
  if (const auto* day = std::get_if<absl::CivilDay>(&variant.due)) {
    return context.output.Say("due.by", {absl::FormatCivilTime(*day)});
  }
  const Period& period = std::get<Period>(variant.due);
  return context.output.Say(kUnits.at(static_cast<size_t>(period.unit)),
                            {static_cast<int64_t>(period.count)});
}

void ShowVariants(Context& context, const Obligation& duty) {
  Output& output = context.output;
  for (const ObligationVariant& variant : duty.variants) {
    output.Line(
        absl::StrCat("  ", output.Say("obligation.variant",
                                      {variant.id, MessageArg::Composed(DueText(context, variant)),
                                       variant.text, variant.source})));
  }
  output.Line(absl::StrCat("  ", duty.governing.empty()
                                     ? output.Say("obligation.none_governs")
                                     : output.Say("obligation.governing", {duty.governing})));
}

absl::Status ShowObligation(Context& context, absl::string_view rules) {
  ASSIGN_OR_RETURN(const Obligation duty, ParseObligation(rules));
  Output& output = context.output;
  output.Line(
      absl::StrCat("  ", output.Say("obligation.of", {duty.title, duty.instrument, duty.clause,
                                                      absl::FormatCivilTime(duty.signed_on)})));
  output.Line(
      absl::StrCat("  ", output.Say(duty.zones.size() == 1 ? "obligation.zone" : "obligation.zones",
                                    {absl::StrJoin(duty.zones, ", ")})));
  ShowVariants(context, duty);
  std::vector<std::string> warnings;
  for (const int64_t before_s : duty.warn_before_s) {
    warnings.push_back(SpanText(context, before_s * 1000));
  }
  if (!warnings.empty()) {
    output.Line(absl::StrCat(
        "  ",
        output.Say("obligation.warnings", {MessageArg::Composed(absl::StrJoin(warnings, ", "))})));
  }
  output.Line(
      absl::StrCat("  ", output.Say("obligation.owed_by", {TargetsText(context, duty.owed_by)})));
  output.Line(absl::StrCat(
      "  ", output.Say("obligation.breach",
                       {MessageArg::Composed(PrecedenceLabel(context, duty.precedence)),
                        LadderName(duty.ladder)})));
  return absl::OkStatus();
}

}  // namespace

std::string PolicyTitle(const Context& context, const PolicyNote& policy) {
  return context.output.Say(absl::StrCat("policy.", PolicyKindName(policy.kind)),
                            {policy.policy.id, static_cast<int64_t>(policy.policy.version)});
}

absl::Status ShowPolicy(Context& context, const PolicyNote& policy) {
  Output& output = context.output;
  output.Line(PolicyTitle(context, policy), Colour::kBold);
  output.Line(absl::StrCat(
      "  ", output.Say("policy.proposed",
                       {MessageArg::Composed(context.Mailbox(policy.as)), policy.from})));
  switch (policy.kind) {
    case PolicyKind::kLadder:
      return ShowLadder(context, policy.rules);
    case PolicyKind::kPattern:
      return ShowPattern(context, policy.rules);
    case PolicyKind::kObligation:
      break;
  }
  return ShowObligation(context, policy.rules);
}

Json::Object PolicyJson(const PolicyNote& policy) {
  Json::Object value{{"kind", std::string(PolicyKindName(policy.kind))},
                     {"id", policy.policy.id},
                     {"version", static_cast<int64_t>(policy.policy.version)},
                     {"from", policy.from},
                     {"as", policy.as.ToString()}};
  const absl::StatusOr<Json> rules = ParseCanonicalJson(policy.rules);
  if (rules.ok()) value["rules"] = *rules;
  return value;
}

}  // namespace liaison
