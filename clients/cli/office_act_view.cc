#include "clients/cli/office_act_view.h"

#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/hub_view.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

void AddIncidentAct(const IncidentAct& act, Json::Object& value) {
  value["event"] = "incident_act";
  value["incident"] = ToHex(act.incident);
  value["office"] = act.office;
  value["verb"] = std::string(IncidentVerbName(act.verb));
  if (act.rung.has_value()) value["rung"] = int64_t{*act.rung};
  value["reason"] = act.reason;
}

void AddObligationAct(const ObligationAct& act, Json::Object& value) {
  value["event"] = "obligation_act";
  value["obligation"] = act.obligation.id;
  value["version"] = static_cast<int64_t>(act.obligation.version);
  value["verb"] = std::string(ObligationVerbName(act.verb));
  if (!act.reason.empty()) value["reason"] = act.reason;
}

// Whose duty it tells; what it says more is read by proto/rules/roster.h.
std::string RosterMailbox(const Context& context, const RosterAct& act) {
  const absl::StatusOr<Json> roster = ParseCanonicalJson(act.roster);
  const Json* const member = roster.ok() ? roster->Find("mailbox") : nullptr;
  const std::string* const name = member != nullptr ? member->string() : nullptr;
  return name != nullptr ? context.phrases.MailboxLabel(context.language(), *name) : "";
}

}  // namespace

Json OfficeActJson(const ArchivedOfficeAct& archived) {
  const ActHead& head = HeadOf(archived.act);
  Json::Object value{{"act", ToHex(archived.hash)},
                     {"from", head.from},
                     {"as", head.as.ToString()},
                     {"index", static_cast<int64_t>(archived.index.value())},
                     {"time_ms", archived.time_ms}};
  if (const auto* delegation = std::get_if<Delegation>(&archived.act)) {
    value["event"] = "delegation";
    value["to"] = delegation->to;
    value["until_time_s"] = delegation->until_s;
  }
  if (const auto* handover = std::get_if<Handover>(&archived.act)) {
    value["event"] = "handover";
    value["to"] = handover->to;
    Json::Array open;
    for (const Hash& header : handover->open) open.emplace_back(ToHex(header));
    value["open"] = std::move(open);
  }
  if (const auto* act = std::get_if<IncidentAct>(&archived.act)) AddIncidentAct(*act, value);
  if (const auto* act = std::get_if<ObligationAct>(&archived.act)) AddObligationAct(*act, value);
  if (const auto* roster = std::get_if<RosterAct>(&archived.act)) {
    value["event"] = "roster";
    value["id"] = roster->id;
    value["version"] = static_cast<int64_t>(roster->version);
    value["roster"] = ParseCanonicalJson(roster->roster).value_or(Json());
  }
  return value;
}

void ShowOfficeAct(Context& context, const ArchivedOfficeAct& archived, Archive& archive) {
  Output& output = context.output;
  if (output.json()) return output.Value(OfficeActJson(archived));
  const ActHead& head = HeadOf(archived.act);
  const MessageArg mailbox = MessageArg::Composed(context.Mailbox(head.as));
  if (const auto* delegation = std::get_if<Delegation>(&archived.act)) {
    output.Line(output.Say("act.delegation",
                           {delegation->to, mailbox, head.from, FormatUtc(delegation->until_s)}));
  }
  if (const auto* handover = std::get_if<Handover>(&archived.act)) {
    output.Line(
        output.Say("act.handover", {mailbox, head.from, handover->to, FormatUtcMs(archived.time_ms),
                                    static_cast<int64_t>(handover->open.size())}));
  }
  const std::string when = FormatUtcMs(archived.time_ms);
  if (const auto* act = std::get_if<IncidentAct>(&archived.act)) {
    const char* key = act->rung.has_value() ? "act.escalate_rung" : "act.escalate";
    output.Line(output.Say(key, {NameOf(act->incident, archive), mailbox, when, act->reason,
                                 int64_t{act->rung.value_or(0)}}));
  }
  if (const auto* act = std::get_if<ObligationAct>(&archived.act)) {
    output.Line(output.Say(absl::StrCat("act.", ObligationVerbName(act->verb)),
                           {act->obligation.id, act->obligation.version, mailbox, when}));
  }
  if (const auto* act = std::get_if<RosterAct>(&archived.act)) {
    output.Line(output.Say(
        "act.roster", {act->id, act->version, MessageArg::Composed(RosterMailbox(context, *act)),
                       head.from, when}));
  }
}

std::string FullDeviceName(const HomeConfig& config, absl::string_view device) {
  if (absl::StartsWith(device, absl::StrCat(config.ns, "/"))) return std::string(device);
  if (absl::StrContains(device, '/')) return absl::StrCat(config.ns, "/", device);
  const absl::StatusOr<DeviceName> own = ParseDeviceName(config.device);
  return absl::StrCat(config.ns, "/", own.ok() ? own->office : "", "/", device);
}

}  // namespace liaison
