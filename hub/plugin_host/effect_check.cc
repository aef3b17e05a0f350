#include "hub/plugin_host/effect_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr size_t kMailboxesMax = 64;
constexpr auto kIntegerMax = static_cast<int64_t>(kMaxCount);
constexpr size_t kRefsMax = 64;
constexpr size_t kParamsMax = 16;
constexpr size_t kOrderKeyBytesMax = 64;
// The longest head that a record may have, and more.
constexpr size_t kHeadBytesMax = 1024;

absl::Status NotAllowed(absl::string_view field, absl::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, message,
                   {.reason = "CAPABILITY", .subject = "", .field = std::string(field)});
}
absl::Status TooMuch(absl::string_view field, absl::string_view message) {
  return MakeError(absl::StatusCode::kResourceExhausted, message,
                   {.reason = "QUOTA", .subject = "", .field = std::string(field)});
}
absl::Status Senseless(absl::string_view field, absl::string_view message) {
  return Malformed(field, "EFFECT", message);
}

absl::Status CheckKey(absl::string_view field, absl::string_view key, size_t bytes_max) {
  if (key.empty()) return Senseless(field, "a key has at least one byte");
  if (key.size() <= bytes_max) return absl::OkStatus();
  return TooMuch(field, absl::StrCat("a key of ", key.size(), " bytes, at most ", bytes_max));
}

absl::StatusOr<Precedence> ToPrecedence(int value) {
  if (value >= 0 && value < static_cast<int>(kPrecedences)) return static_cast<Precedence>(value);
  return Senseless("precedence", "not a precedence");
}

// Sorted and unique, as the record has them: a plugin's order carries no meaning.
template <typename Mailboxes>
absl::StatusOr<std::vector<MailboxId>> ToMailboxes(const Mailboxes& texts,
                                                   const EffectWorld& world) {
  if (texts.empty()) return Senseless("mailboxes", "no mailbox is named");
  if (texts.size() > int{kMailboxesMax}) return TooMuch("mailboxes", "more than 64 mailboxes");
  std::vector<MailboxId> mailboxes;
  for (const std::string& text : texts) {
    const absl::StatusOr<MailboxId> mailbox = ParseMailbox(text);
    if (!mailbox.ok()) return Senseless("mailboxes", "not a mailbox");
    if (!world.HasOffice(mailbox->office)) {
      return Senseless("mailboxes", absl::StrCat("there is no office ", mailbox->office));
    }
    mailboxes.push_back(*mailbox);
  }
  std::sort(mailboxes.begin(), mailboxes.end());
  mailboxes.erase(std::unique(mailboxes.begin(), mailboxes.end()), mailboxes.end());
  return mailboxes;
}

absl::StatusOr<Hash> ToHash(absl::string_view field, absl::string_view bytes) {
  absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(bytes);
  if (hash.ok()) return hash;
  return Senseless(field, absl::StrCat(field, " must be 32 bytes"));
}

class Checker {
 public:
  Checker(const EventFacts& event, const PluginManifest& manifest, const EffectWorld& world)
      : event_(event), manifest_(manifest), world_(world) {}

  absl::StatusOr<CheckedEffect> Check(const v1::Effect& effect) const {
    switch (effect.effect_case()) {
      case v1::Effect::kPut:
        return CheckPut(effect.put());
      case v1::Effect::kDelete:
        RETURN_IF_ERROR(CheckKey("delete", effect.delete_().key(), kStateKeyBytesMax));
        return StateChange{effect.delete_().key(), std::nullopt};
      case v1::Effect::kSetTimer:
        return CheckTimer(effect.set_timer());
      case v1::Effect::kCancelTimer:
        RETURN_IF_ERROR(CheckKey("cancel_timer", effect.cancel_timer().key(), kTimerKeyBytesMax));
        return TimerChange{effect.cancel_timer().key(), std::nullopt};
      case v1::Effect::kRelease:
        return CheckRelease(effect.release());
      case v1::Effect::kAlert:
        return CheckAlert(effect.alert());
      case v1::Effect::kGauge:
        if (!IsName(effect.gauge().name())) return Senseless("gauge", "not a name");
        return GaugeEffect{effect.gauge().name(), effect.gauge().value()};
      case v1::Effect::EFFECT_NOT_SET:
        break;
    }
    return Senseless("effect", "an effect that this hub does not know");
  }

 private:
  static absl::StatusOr<CheckedEffect> CheckPut(const v1::Put& put) {
    RETURN_IF_ERROR(CheckKey("put", put.key(), kStateKeyBytesMax));
    if (put.value().size() > kValueBytesMax) {
      return TooMuch("put", absl::StrCat("a value of ", put.value().size(), " bytes, at most ",
                                         kValueBytesMax));
    }
    return StateChange{put.key(), put.value()};
  }

  absl::StatusOr<CheckedEffect> CheckTimer(const v1::SetTimer& timer) const {
    if (!manifest_.kinds.contains(RecordKind::kTimer)) {
      return NotAllowed("set_timer", "the manifest does not subscribe to TIMER");
    }
    RETURN_IF_ERROR(CheckKey("set_timer", timer.key(), kTimerKeyBytesMax));
    if (timer.due_ms() < 0 || timer.due_ms() > kMaxTime_ms) {
      return Senseless("set_timer", "due_ms is not a time");
    }
    if (timer.payload().size() > kTimerPayloadBytesMax ||
        timer.order_key().size() > kOrderKeyBytesMax) {
      return TooMuch("set_timer", "payload or order key is too long");
    }
    ASSIGN_OR_RETURN(const Precedence precedence, ToPrecedence(timer.precedence()));
    return TimerChange{timer.key(), TimerChange::Setting{timer.due_ms(), precedence,
                                                         timer.payload(), timer.order_key()}};
  }

  absl::Status CheckHops() const {
    if (event_.hops < kHopsMax) return absl::OkStatus();
    return NotAllowed("hops", "plugins answer each other: the chain of causes is 8 records long");
  }

  absl::StatusOr<CheckedEffect> CheckRelease(const v1::Release& effect) const {
    if (!manifest_.release) {
      return NotAllowed("release", "the manifest does not say release: true");
    }
    RETURN_IF_ERROR(CheckHops());
    Release release;
    ASSIGN_OR_RETURN(release.envelope, ToHash("envelope", effect.envelope()));
    release.office = effect.office();
    release.rung = effect.rung();
    release.loop = effect.loop();
    ASSIGN_OR_RETURN(release.mailboxes, ToMailboxes(effect.mailboxes(), world_));
    release.due_ms = effect.due_ms();
    release.reason = effect.reason();
    if (effect.evidence() != 0) release.evidence = LeafIndex(effect.evidence() - 1);
    if (!ParseUpperCode(release.reason).ok() && !ParseLowerCode(release.reason).ok()) {
      return Senseless("release", "the reason is not a code");
    }
    if (release.due_ms < 0 || release.due_ms > kMaxTime_ms) {
      return Senseless("release", "due_ms is not a time");
    }
    ASSIGN_OR_RETURN(std::string text, CheckGrammar(release, PrintRelease, ParseRelease));
    ASSIGN_OR_RETURN(std::shared_ptr<const EnvelopeHeader> header, world_.CheckRelease(release));
    return ReleaseEffect{std::move(release), std::move(header), std::move(text)};
  }

  absl::StatusOr<CheckedEffect> CheckAlert(const v1::Alert& effect) const {
    if (!manifest_.alert_codes.contains(effect.code())) {
      return NotAllowed("alert", "the manifest does not list this code");
    }
    RETURN_IF_ERROR(CheckHops());
    AlertEffect checked{.alert = {}, .is_public = effect.public_()};
    Alert& alert = checked.alert;
    alert.code = effect.code();
    ASSIGN_OR_RETURN(alert.precedence, ToPrecedence(effect.precedence()));
    ASSIGN_OR_RETURN(alert.mailboxes, ToMailboxes(effect.mailboxes(), world_));
    RETURN_IF_ERROR(AddDevices(effect, alert));
    RETURN_IF_ERROR(AddRefs(effect, alert));
    RETURN_IF_ERROR(AddParams(effect, alert));
    if (effect.has_ladder()) {
      if (!manifest_.any_ladder && !manifest_.ladders.contains(effect.ladder().id())) {
        return NotAllowed("ladder", "the manifest does not list this ladder");
      }
      alert.ladder = PolicyRef{effect.ladder().id(), effect.ladder().version()};
    }
    ASSIGN_OR_RETURN(checked.text, CheckGrammar(alert, PrintAlert, ParseAlert));
    return checked;
  }

  // Everybody who reads the log must be able to read the record. Its text, without the namespace
  // that it begins with.
  template <typename Record, typename Print, typename Parse>
  absl::StatusOr<std::string> CheckGrammar(Record record, Print print, Parse parse) const {
    record.head.ns = std::string(world_.ns());
    std::string text = print(record);
    if (text.size() + kHeadBytesMax > kMaxActBytes) return TooMuch("effect", "too long a record");
    const auto parsed = parse(world_.ns(), text);
    if (!parsed.ok()) return Senseless("effect", parsed.status().message());
    return text.erase(0, record.head.ns.size());
  }

  static absl::Status AddDevices(const v1::Alert& effect, Alert& alert) {
    if (effect.devices().size() > int{kMailboxesMax}) return TooMuch("devices", "more than 64");
    for (const std::string& device : effect.devices()) {
      if (!ParseDeviceName(device).ok()) return Senseless("devices", "not a device");
      alert.devices.push_back(device);
    }
    std::sort(alert.devices.begin(), alert.devices.end());
    alert.devices.erase(std::unique(alert.devices.begin(), alert.devices.end()),
                        alert.devices.end());
    return absl::OkStatus();
  }

  static absl::Status AddRefs(const v1::Alert& effect, Alert& alert) {
    if (effect.refs().size() > int{kRefsMax}) return TooMuch("refs", "more than 64");
    for (const std::string& ref : effect.refs()) {
      ASSIGN_OR_RETURN(const Hash hash, ToHash("refs", ref));
      alert.refs.push_back(hash);
    }
    std::sort(alert.refs.begin(), alert.refs.end());
    alert.refs.erase(std::unique(alert.refs.begin(), alert.refs.end()), alert.refs.end());
    return absl::OkStatus();
  }

  static absl::Status AddParams(const v1::Alert& effect, Alert& alert) {
    if (effect.params().size() > int{kParamsMax}) return TooMuch("params", "more than 16");
    for (const v1::Param& param : effect.params()) {
      if (!ParseLowerCode(param.name()).ok()) return Senseless("params", "the name is not a code");
      if (param.value_case() == v1::Param::kInteger) {
        // Its absolute value does not exist where it is the smallest.
        if (param.integer() > kIntegerMax || param.integer() < -kIntegerMax) {
          return Senseless("params", "the number does not fit into 53 bits");
        }
        alert.params.push_back({param.name(), param.integer()});
      } else if (IsToken(param.token())) {
        alert.params.push_back({param.name(), param.token()});
      } else {
        return Senseless("params", "a text is 1 to 64 of A-Z a-z 0-9 _ . / : -");
      }
    }
    std::sort(alert.params.begin(), alert.params.end(),
              [](const AlertParam& a, const AlertParam& b) { return a.name < b.name; });
    const auto twice = std::adjacent_find(
        alert.params.begin(), alert.params.end(),
        [](const AlertParam& a, const AlertParam& b) { return a.name == b.name; });
    if (twice != alert.params.end()) return Senseless("params", "a name stands twice");
    return absl::OkStatus();
  }

  // Coded words only: free text of a plugin reaches no officer.
  static bool IsToken(absl::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
             absl::string_view("_./:-").find(c) != absl::string_view::npos;
    });
  }

  const EventFacts& event_;
  const PluginManifest& manifest_;
  const EffectWorld& world_;
};

// Tag and length-prefixed fields.
class CanonicalPrinter {
 public:
  void operator()(const StateChange& change) {
    Begin(change.value.has_value() ? 1 : 2);
    Text(change.key);
    if (change.value.has_value()) Text(*change.value);
  }
  void operator()(const TimerChange& change) {
    Begin(change.setting.has_value() ? 3 : 4);
    Text(change.key);
    if (!change.setting.has_value()) return;
    Number(static_cast<uint64_t>(change.setting->due_ms));
    Number(static_cast<uint64_t>(change.setting->precedence));
    Text(change.setting->payload);
    Text(change.setting->order_key);
  }
  // A record's text is canonical already; here without what differs on replay.
  void operator()(const ReleaseEffect& effect) {
    Begin(5);
    Text(effect.text);
  }
  void operator()(const AlertEffect& effect) {
    Begin(effect.is_public ? 7 : 6);
    Text(effect.text);
  }
  void operator()(const GaugeEffect& effect) {
    Begin(8);
    Text(effect.name);
    Number(static_cast<uint64_t>(effect.value));
  }
  std::string Take() { return std::move(out_); }

 private:
  void Begin(char tag) { out_.push_back(tag); }
  void Number(uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) out_.push_back(static_cast<char>(value >> shift));
  }
  void Text(absl::string_view text) {
    Number(text.size());
    out_.append(text.data(), text.size());
  }

  std::string out_;
};

// Of what becomes a record, else empty; a public alert's does not differ.
absl::string_view RecordText(const CheckedEffect& effect) {
  if (const ReleaseEffect* release = std::get_if<ReleaseEffect>(&effect)) return release->text;
  const AlertEffect* alert = std::get_if<AlertEffect>(&effect);
  if (alert == nullptr) return "";
  return alert->text;
}

}  // namespace

absl::StatusOr<std::vector<CheckedEffect>> CheckEffects(const v1::EventResult& result,
                                                        const EventFacts& event,
                                                        const PluginManifest& manifest,
                                                        const EffectWorld& world) {
  if (result.effects().size() > int{kEffectsPerEventMax}) {
    return TooMuch("effects", absl::StrCat(result.effects().size(), " effects, at most ",
                                           kEffectsPerEventMax));
  }
  const Checker checker(event, manifest, world);
  std::vector<CheckedEffect> effects;
  std::set<std::string> said;
  for (const v1::Effect& effect : result.effects()) {
    ASSIGN_OR_RETURN(CheckedEffect checked, checker.Check(effect));
    // Exactly once is told by cause and content: one event says one thing once.
    const absl::string_view text = RecordText(checked);
    if (!text.empty() && !said.emplace(text).second) {
      return Senseless("effects", "the same release or alert twice");
    }
    effects.push_back(std::move(checked));
  }
  return effects;
}

std::string CanonicalEffects(const std::vector<CheckedEffect>& effects) {
  CanonicalPrinter printer;
  for (const CheckedEffect& effect : effects) std::visit(printer, effect);
  return printer.Take();
}

}  // namespace liaison
