#include "clients/core/incoming/alert_words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/core/incoming/alarm_list.h"
#include "proto/text/hash.h"

namespace liaison {
namespace {

// What a person reads in the morning: nothing is asked of him.
constexpr absl::string_view kQuietCodes[] = {
    kStandDownCode,   "EMPTY",    "LATE", "SKIPPED", "ALREADY_ESCALATED", "NO_SUCH_RUNG",
    "LADDER_UNKNOWN", "NOT_OPEN", "MET",  "WAIVED",  "LATE_MET",          "VARIANT_CHANGED"};

template <typename T>
std::optional<T> ParamOf(const Alert& alert, absl::string_view name) {
  for (const AlertParam& param : alert.params) {
    const T* const value = std::get_if<T>(&param.value);
    if (param.name == name && value != nullptr) return *value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int64_t> NumberParam(const Alert& alert, absl::string_view name) {
  return ParamOf<int64_t>(alert, name);
}

std::optional<std::string> TextParam(const Alert& alert, absl::string_view name) {
  return ParamOf<std::string>(alert, name);
}

bool AsksForAnswer(const Alert& alert) {
  return !alert.refs.empty() && (alert.code == kNotifyCode || alert.code == kHandoverCode);
}

bool IsStandDown(const Alert& alert) { return !alert.refs.empty() && alert.code == kStandDownCode; }

bool IsForDevice(const Alert& alert, absl::string_view device) {
  return alert.devices.empty() ||
         std::find(alert.devices.begin(), alert.devices.end(), device) != alert.devices.end();
}

bool MayRing(const Alert& alert) {
  return MayRing(alert.precedence) && std::find(std::begin(kQuietCodes), std::end(kQuietCodes),
                                                alert.code) == std::end(kQuietCodes);
}

std::optional<std::string> NotificationKey(const Alert& alert) {
  if (!AsksForAnswer(alert)) return std::nullopt;
  std::string key = absl::StrCat(
      alert.code, " ", ToHex(alert.refs.front()), " ", NumberParam(alert, "loop").value_or(0), " ",
      NumberParam(alert, "rung").value_or(0), " ", TextParam(alert, "reason").value_or(""));
  for (const MailboxId& mailbox : alert.mailboxes) absl::StrAppend(&key, " ", mailbox.ToString());
  for (const std::string& device : alert.devices) absl::StrAppend(&key, " ", device);
  return key;
}

}  // namespace liaison
