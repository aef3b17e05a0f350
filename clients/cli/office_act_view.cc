#include "clients/cli/office_act_view.h"

#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace liaison {

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
  return value;
}

void ShowOfficeAct(Context& context, const ArchivedOfficeAct& archived) {
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
}

std::string FullDeviceName(const HomeConfig& config, absl::string_view device) {
  if (absl::StartsWith(device, absl::StrCat(config.ns, "/"))) return std::string(device);
  if (absl::StrContains(device, '/')) return absl::StrCat(config.ns, "/", device);
  const absl::StatusOr<DeviceName> own = ParseDeviceName(config.device);
  return absl::StrCat(config.ns, "/", own.ok() ? own->office : "", "/", device);
}

}  // namespace liaison
