#include "plugins/sdk/effects.h"

#include <cstddef>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace liaison::plugin {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kTokenBytesMax = 64;

bool IsToken(absl::string_view token) {
  if (token.empty() || token.size() > kTokenBytesMax) return false;
  for (const char c : token) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && !absl::StrContains("_./:-", c)) {
      return false;
    }
  }
  return true;
}

std::string KeyMistake(absl::string_view key, const v1::Limits& limits) {
  if (key.empty()) return "empty key";
  if (key.size() <= limits.key_bytes_max()) return "";
  return absl::StrCat("key of ", key.size(), " bytes, at most ", limits.key_bytes_max());
}

std::string RowMistake(absl::string_view key, absl::string_view value, uint32_t value_bytes_max,
                       const v1::Limits& limits) {
  if (std::string mistake = KeyMistake(key, limits); !mistake.empty()) return mistake;
  if (value.size() <= value_bytes_max) return "";
  return absl::StrCat("value of ", value.size(), " bytes, at most ", value_bytes_max);
}

// A hub from before that limit was told does not tell it.
uint32_t PayloadBytesMax(const v1::Limits& limits) {
  return limits.timer_payload_bytes_max() == 0 ? limits.value_bytes_max()
                                               : limits.timer_payload_bytes_max();
}

std::string ReleaseMistake(const v1::Release& release) {
  if (release.envelope().size() != kHashBytes) return "release without the header's hash";
  if (release.office().empty()) return "release without office";
  if (release.mailboxes().empty()) return "release to nobody";
  if (release.reason().empty()) return "release without reason";
  return "";
}

std::string AlertMistake(const v1::Alert& alert) {
  if (!IsToken(alert.code())) return absl::StrCat("alert code \"", alert.code(), "\"");
  if (alert.mailboxes().empty() && !alert.public_()) {
    return absl::StrCat("alert ", alert.code(), " to nobody");
  }
  for (const std::string& ref : alert.refs()) {
    if (ref.size() != kHashBytes) return absl::StrCat("alert ", alert.code(), ": ref is no hash");
  }
  for (const v1::Param& param : alert.params()) {
    const bool right = param.value_case() == v1::Param::kInteger ||
                       (param.value_case() == v1::Param::kToken && IsToken(param.token()));
    if (param.name().empty() || !right) {
      return absl::StrCat("alert ", alert.code(), ": param \"", param.name(), "\"");
    }
  }
  return "";
}

std::string EffectMistake(const v1::Effect& effect, const v1::Limits& limits) {
  switch (effect.effect_case()) {
    case v1::Effect::kPut:
      return RowMistake(effect.put().key(), effect.put().value(), limits.value_bytes_max(), limits);
    case v1::Effect::kDelete:
      return KeyMistake(effect.delete_().key(), limits);
    case v1::Effect::kSetTimer:
      return RowMistake(effect.set_timer().key(), effect.set_timer().payload(),
                        PayloadBytesMax(limits), limits);
    case v1::Effect::kCancelTimer:
      return KeyMistake(effect.cancel_timer().key(), limits);
    case v1::Effect::kRelease:
      return ReleaseMistake(effect.release());
    case v1::Effect::kAlert:
      return AlertMistake(effect.alert());
    case v1::Effect::kGauge:
      return IsToken(effect.gauge().name()) ? "" : "gauge name";
    case v1::Effect::EFFECT_NOT_SET:
      break;
  }
  return "empty effect";
}

}  // namespace

void Effects::Put(absl::string_view key, absl::string_view value) {
  v1::Put& put = *result_.add_effects()->mutable_put();
  put.set_key(std::string(key));
  put.set_value(std::string(value));
  state_.Write(key, std::string(value));
}

void Effects::Erase(absl::string_view key) {
  result_.add_effects()->mutable_delete_()->set_key(std::string(key));
  state_.Write(key, std::nullopt);
}

v1::SetTimer& Effects::SetTimer(absl::string_view key, int64_t due_ms, absl::string_view payload) {
  v1::SetTimer& timer = *result_.add_effects()->mutable_set_timer();
  timer.set_key(std::string(key));
  timer.set_due_ms(due_ms);
  timer.set_payload(std::string(payload));
  timer.set_precedence(v1::ROUTINE);
  timer.set_order_key(order_key_);
  return timer;
}

void Effects::CancelTimer(absl::string_view key) {
  result_.add_effects()->mutable_cancel_timer()->set_key(std::string(key));
}

v1::Release& Effects::Release() { return *result_.add_effects()->mutable_release(); }

v1::Alert& Effects::Alert(absl::string_view code, v1::Precedence precedence) {
  v1::Alert& alert = *result_.add_effects()->mutable_alert();
  alert.set_code(std::string(code));
  alert.set_precedence(precedence);
  return alert;
}

void Effects::Gauge(absl::string_view name, int64_t value) {
  v1::Gauge& gauge = *result_.add_effects()->mutable_gauge();
  gauge.set_name(std::string(name));
  gauge.set_value(value);
}

void Effects::CannotProcess(absl::string_view reason) {
  if (!refused_) result_.set_reason(std::string(reason));
  refused_ = true;
}

void Effects::Log(absl::string_view line) { log_.emplace_back(line); }

std::string Mistake(const v1::EventResult& result, const v1::Limits& limits) {
  if (static_cast<uint32_t>(result.effects_size()) > limits.effects_per_event_max()) {
    return absl::StrCat(result.effects_size(), " effects, at most ",
                        limits.effects_per_event_max());
  }
  for (int i = 0; i < result.effects_size(); ++i) {
    if (const std::string mistake = EffectMistake(result.effects(i), limits); !mistake.empty()) {
      return absl::StrCat("effect ", i, ": ", mistake);
    }
  }
  return "";
}

}  // namespace liaison::plugin
