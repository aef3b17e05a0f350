// What an alert of the hub's ladders means to a siren: whether it rings, at whose device, what it
// ends, and when two say the same. Pure. Source: ESCALATION rule 2 and its table of codes.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_ALERT_WORDS_H_
#define LIAISON_CLIENTS_CORE_INCOMING_ALERT_WORDS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/text/record.h"

namespace liaison {

inline constexpr absl::string_view kNotifyCode = "NOTIFY";
inline constexpr absl::string_view kHandoverCode = "HANDOVER";
inline constexpr absl::string_view kStandDownCode = "STAND_DOWN";

// A parameter by name; nullopt: it has none of that name and type.
std::optional<int64_t> NumberParam(const Alert& alert, absl::string_view name);
std::optional<std::string> TextParam(const Alert& alert, absl::string_view name);

// It asks for an answer to what it is about, its first ref: NOTIFY, HANDOVER.
bool AsksForAnswer(const Alert& alert);
bool IsStandDown(const Alert& alert);
// It names the device, or none, which means all of its mailboxes.
bool IsForDevice(const Alert& alert, absl::string_view device);
// By its code and precedence: it is not only said for information.
bool MayRing(const Alert& alert);

// Two alerts with the same key are one notification to a person. nullopt: not one that asks for an
// answer; it is told as often as it comes.
std::optional<std::string> NotificationKey(const Alert& alert);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_ALERT_WORDS_H_
