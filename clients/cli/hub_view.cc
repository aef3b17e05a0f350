#include "clients/cli/hub_view.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/alarm.h"
#include "clients/cli/notice_sheet.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/time_text.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

std::string ByText(const Context& context, const By& by) {
  return by.plugin.empty() ? context.output.Say("alert.by_hub")
                           : context.output.Say("alert.by_plugin", {by.plugin, by.version});
}

Json ByJson(const By& by) {
  Json::Object value{{"plugin", by.plugin}};
  if (by.plugin.empty()) return value;
  value["version"] = by.version;
  value["bundle"] = ToHex(by.bundle);
  return value;
}

// What a parameter's value means to people, where it is more than a number or a name.
MessageArg ParamValue(const Context& context, const AlertParam& param) {
  if (const auto* number = std::get_if<int64_t>(&param.value)) {
    if (param.name == "due_ms" || param.name == "at_ms") return FormatUtcMs(*number);
    if (param.name == "before_s") return MessageArg::Composed(SpanText(context, *number * 1000));
    if (param.name == "late_ms" || param.name == "window_ms")
      return MessageArg::Composed(SpanText(context, *number));
    return *number;
  }
  const std::string& text = std::get<std::string>(param.value);
  if (param.name == "reason") return MessageArg::Composed(ReasonText(context, text));
  for (const auto& [name, table] :
       {std::pair("slot", "tag_slot."), std::pair("state", "map.phase."),
        std::pair("state", "report.phase."), std::pair("outcome", "report.outcome."),
        std::pair("due", "report.due.")}) {
    const std::string key = absl::StrCat(table, text);
    if (param.name == name && context.phrases.HasMessage(key)) {
      return MessageArg::Composed(context.output.Say(key));
    }
  }
  if (param.name == "office") {
    return MessageArg::Composed(context.phrases.Label(context.language(), "office", text));
  }
  return text;
}

// "plugin escalation", or "escalation=..." where the name has no words of its own.
std::string ParamText(const Context& context, const AlertParam& param) {
  const std::string key = absl::StrCat("alert.param.", param.name);
  const MessageArg value = ParamValue(context, param);
  if (context.phrases.HasMessage(key)) return context.output.Say(key, {value});
  return Isolate(context.language(), absl::StrCat(param.name, "=", value.text()));
}

Colour ColourOfAlert(const Alert& alert) {
  return alert.precedence == Precedence::kFlash ? Colour::kRed : Colour::kYellow;
}

std::string StateText(const Context& context, const std::vector<ArchivedReceipt>& receipts) {
  if (receipts.empty()) return context.output.Say("inbox.new");
  return context.phrases.Label(context.language(), "receipt_state",
                               ReceiptStateName(receipts.back().state));
}

Json::Array NamesJson(const std::vector<MailboxId>& mailboxes) {
  Json::Array names;
  for (const MailboxId& mailbox : mailboxes) names.emplace_back(mailbox.ToString());
  return names;
}

void ShowLine(Context& context, const ShownAlert& shown) {
  const ArchivedAlert& archived = shown.archived;
  const Language language = context.language();
  const Alert& alert = archived.alert;
  context.output.Line(
      absl::StrCat(Isolate(language, AlarmDigits(archived.hash)), "  ",
                   context.phrases.Label(language, "precedence", PrecedenceName(alert.precedence)),
                   "  ", ByText(context, alert.head.by), "  ", AlertText(context, alert), "  ",
                   FormatUtcMs(archived.time_ms), "  ", StateText(context, shown.receipts)),
      ColourOfAlert(alert));
}

// What tells a person nothing: the first round of a ladder, a reason that is the alert's own name,
// no variant that governs.
bool IsPlain(const Alert& alert, const AlertParam& param) {
  const auto* number = std::get_if<int64_t>(&param.value);
  if (number != nullptr) return param.name == "loop" && *number == 0;
  const std::string& text = std::get<std::string>(param.value);
  return (param.name == "reason" && text == alert.code) || (param.name == "variant" && text == "-");
}

}  // namespace

std::string NameOf(const Hash& hash, Archive& archive) {
  const absl::StatusOr<std::optional<ArchivedNotice>> notice = archive.FindHeader(hash);
  const bool here = notice.ok() && notice->has_value() && !(*notice)->serial.empty();
  return here ? (*notice)->serial : AlarmDigits(hash);
}

std::string ReasonText(const Context& context, absl::string_view reason) {
  for (const char* table : {"release.", "map.reason."}) {
    const std::string key = absl::StrCat(table, reason);
    if (context.phrases.HasMessage(key)) return context.output.Say(key);
  }
  return SafeDisplay(reason, Lines::kOne);
}

std::string AlertText(const Context& context, const Alert& alert) {
  // Plugins may have other words for the same code.
  std::string key = absl::StrCat("alert.", alert.head.by.plugin, ".", alert.code);
  if (!context.phrases.HasMessage(key)) key = absl::StrCat("alert.", alert.code);
  std::vector<std::string> params;
  for (const AlertParam& param : alert.params) {
    if (!IsPlain(alert, param)) params.push_back(ParamText(context, param));
  }
  return absl::StrCat(context.phrases.HasMessage(key) ? context.output.Say(key)
                                                      : Isolate(context.language(), alert.code),
                      params.empty() ? "" : ": ", absl::StrJoin(params, "; "));
}

std::string AlertHandle(const ArchivedAlert& alert) { return AlarmDigits(alert.hash); }

absl::StatusOr<std::vector<ShownAlert>> WithReceipts(std::vector<ArchivedAlert> alerts,
                                                     Archive& archive) {
  std::vector<ShownAlert> shown;
  for (ArchivedAlert& alert : alerts) {
    ASSIGN_OR_RETURN(std::vector<ArchivedReceipt> receipts, archive.ReceiptsOf(alert.hash));
    shown.push_back({.archived = std::move(alert), .receipts = std::move(receipts)});
  }
  return shown;
}

void ShowAlert(Context& context, Desk& desk, const ShownAlert& shown) {
  Output& output = context.output;
  if (output.json()) return output.Value(AlertJson(shown));
  const ArchivedAlert& archived = shown.archived;
  const Language language = context.language();
  const Alert& alert = archived.alert;
  const auto row = [&](absl::string_view key, absl::string_view value) {
    output.Line(absl::StrCat("  ", output.Say(key), ": ", value));
  };
  output.Line(AlertText(context, alert), ColourOfAlert(alert));
  row("caption.from", ByText(context, alert.head.by));
  row("caption.precedence",
      context.phrases.Label(language, "precedence", PrecedenceName(alert.precedence)));
  row("caption.to", Mailboxes(context, alert.mailboxes));
  for (const std::string& device : alert.devices) row("caption.device", Isolate(language, device));
  for (const Hash& ref : alert.refs) {
    row("caption.about", Isolate(language, NameOf(ref, desk.archive())));
  }
  if (alert.head.cause.has_value()) {
    row("caption.cause", Isolate(language, absl::StrCat(alert.head.cause->value())));
  }
  row("caption.time", Isolate(language, FormatUtcMs(archived.time_ms)));
  row("caption.log_position",
      Isolate(language, absl::StrCat(archived.index.value(), " / ", desk.mirror().size().value())));
  row("caption.hash", Isolate(language, ToHex(archived.hash)));
  output.Line(absl::StrCat("  ", output.Say("alert.unsigned")), Colour::kYellow);
  if (shown.receipts.empty()) return;
  output.Line(output.Say("caption.receipts"), Colour::kBold);
  for (const ArchivedReceipt& receipt : shown.receipts) {
    output.Line(absl::StrCat(
        "  ", Isolate(language, When(context, receipt)), "  ",
        context.phrases.Label(language, "receipt_state", ReceiptStateName(receipt.state)), "  ",
        context.Mailbox(receipt.as), "  ", Isolate(language, receipt.from)));
  }
}

Json AlertJson(const ShownAlert& shown) {
  const ArchivedAlert& archived = shown.archived;
  const Alert& alert = archived.alert;
  Json::Object value{{"event", "alert"},
                     {"alert", ToHex(archived.hash)},
                     {"code", alert.code},
                     {"by", ByJson(alert.head.by)},
                     {"precedence", std::string(PrecedenceName(alert.precedence))},
                     {"mailboxes", NamesJson(alert.mailboxes)},
                     {"index", static_cast<int64_t>(archived.index.value())},
                     {"time_ms", archived.time_ms}};
  Json::Object params;
  for (const AlertParam& param : alert.params) {
    const auto* number = std::get_if<int64_t>(&param.value);
    params[param.name] = number != nullptr
                             ? Json(*number)
                             : Json(SafeDisplay(std::get<std::string>(param.value), Lines::kOne));
  }
  value["params"] = std::move(params);
  Json::Array refs;
  for (const Hash& ref : alert.refs) refs.emplace_back(ToHex(ref));
  value["refs"] = std::move(refs);
  Json::Array devices;
  for (const std::string& device : alert.devices) devices.emplace_back(device);
  value["devices"] = std::move(devices);
  if (alert.head.cause.has_value()) {
    value["cause"] = static_cast<int64_t>(alert.head.cause->value());
  }
  Json::Array states;
  for (const ArchivedReceipt& receipt : shown.receipts) {
    Json state = ReceiptJson(receipt);
    (*state.mutable_object())["as"] = receipt.as.ToString();
    states.push_back(std::move(state));
  }
  value["receipts"] = std::move(states);
  return value;
}

void ListAlerts(Context& context, const std::vector<ShownAlert>& alerts) {
  for (const ShownAlert& alert : alerts) {
    if (context.output.json()) {
      context.output.Value(AlertJson(alert));
    } else {
      ShowLine(context, alert);
    }
  }
}

ReleaseText ReleaseTextOf(const Context& context, const JudgedRelease& judged,
                          absl::string_view serial) {
  const Release& release = judged.said.release;
  ReleaseText text;
  text.told = context.output.Say(
      "release.told", {serial, MessageArg::Composed(Mailboxes(context, release.mailboxes)),
                       static_cast<int64_t>(release.rung), FormatUtcMs(release.due_ms),
                       FormatUtcMs(judged.said.time_ms),
                       MessageArg::Composed(ReasonText(context, release.reason))});
  if (!judged.unchecked.empty()) {
    text.unchecked = context.output.Say(absl::StrCat("release.unchecked.", judged.unchecked));
  }
  if (!judged.lie.empty()) {
    text.lie = FindingText(
        context, {.code = judged.lie, .subject = absl::StrCat(release.office, " ", release.rung)});
  }
  return text;
}

void ShowRelease(Context& context, const ArchivedRelease& release, Archive& archive) {
  if (context.output.json()) {
    Json value = ReleaseJson(release);
    (*value.mutable_object())["event"] = "release";
    (*value.mutable_object())["header"] = ToHex(release.release.envelope);
    context.output.Value(value);
    return;
  }
  const std::string serial = NameOf(release.release.envelope, archive);
  context.output.Line(ReleaseTextOf(context, {.said = release}, serial).told, Colour::kYellow);
}

Json ReleaseJson(const ArchivedRelease& archived) {
  const Release& release = archived.release;
  Json::Object value{{"index", static_cast<int64_t>(archived.index.value())},
                     {"time_ms", archived.time_ms},
                     {"by", ByJson(release.head.by)},
                     {"office", release.office},
                     {"rung", static_cast<int64_t>(release.rung)},
                     {"loop", static_cast<int64_t>(release.loop)},
                     {"mailboxes", NamesJson(release.mailboxes)},
                     {"due_ms", release.due_ms},
                     {"reason", release.reason}};
  if (release.evidence.has_value()) {
    value["evidence"] = static_cast<int64_t>(release.evidence->value());
  }
  return value;
}

void AddReleases(Desk& desk, const ArchivedNotice& notice, Json& value) {
  const absl::StatusOr<std::vector<JudgedRelease>> judged =
      JudgedReleasesOf(notice, desk.archive(), desk.mirror());
  if (!judged.ok() || judged->empty()) return;
  Json::Array releases;
  for (const JudgedRelease& one : *judged) {
    Json release = ReleaseJson(one.said);
    if (!one.unchecked.empty()) (*release.mutable_object())["unchecked"] = one.unchecked;
    if (!one.lie.empty()) (*release.mutable_object())["lie"] = one.lie;
    releases.push_back(std::move(release));
  }
  (*value.mutable_object())["releases"] = std::move(releases);
}

}  // namespace liaison
