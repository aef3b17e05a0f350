#include "plugins/escalation/obligations.h"

#include <algorithm>
#include <vector>

#include "absl/strings/strip.h"
#include "plugins/escalation/keys.h"

namespace liaison::escalation {
namespace {

namespace v1 = plugin::v1;

constexpr size_t kObligationsMax = 1000;

std::string KeyOf(absl::string_view id) { return absl::StrCat(kObligationPrefix, id); }

// The latest warning that lies in the past says as much as all before it.
void DropOlderWarnings(int64_t now_ms, google::protobuf::RepeatedField<int64_t>& warnings_ms) {
  const auto due = std::upper_bound(warnings_ms.begin(), warnings_ms.end(), now_ms);
  if (due - warnings_ms.begin() > 1) warnings_ms.erase(warnings_ms.begin(), due - 1);
}

}  // namespace

std::optional<Obligations::Duty> Obligations::Find(const std::string& id) {
  const std::optional<std::string> row = state_.Get(KeyOf(id));
  if (!row.has_value()) return std::nullopt;
  Duty duty{.id = id};
  duty.row.ParseFromString(*row);
  const absl::StatusOr<Obligation> obligation = ParseObligation(
      state_.Get(RulesKey(PolicyKindName(PolicyKind::kObligation), id, duty.row.version()))
          .value_or(""));
  if (!obligation.ok()) return std::nullopt;
  duty.obligation = *obligation;
  return duty;
}

void Obligations::OnPolicy(const PolicyNote& policy, absl::string_view note_hash) {
  const std::string& id = policy.policy.id;
  std::optional<Duty> before = Find(id);
  Duty duty = before.value_or(Duty{.id = id});
  const absl::StatusOr<Obligation> obligation = ParseObligation(policy.rules);
  if (!obligation.ok()) return;
  duty.obligation = *obligation;
  duty.row.set_version(policy.policy.version);
  duty.row.set_note(std::string(note_hash));
  const bool done = duty.row.phase() == ObligationRow::MET ||
                    duty.row.phase() == ObligationRow::LATE_MET ||
                    duty.row.phase() == ObligationRow::WAIVED;
  if (!done) Date(duty);
  if (before.has_value()) Say(duty, "VARIANT_CHANGED");
  Advance(duty);
  Store(duty);
}

void Obligations::OnZones() {
  for (const plugin::Row& row : state_.Scan(kObligationPrefix, "", kObligationsMax)) {
    std::optional<Duty> duty = Find(std::string(absl::StripPrefix(row.key, kObligationPrefix)));
    const bool waits = duty.has_value() && (duty->row.phase() == ObligationRow::OPEN ||
                                            duty->row.phase() == ObligationRow::UNDATED);
    if (!waits) continue;
    // Without room its timer does it.
    if (outcome_.HasRoom()) {
      Date(*duty);
      Advance(*duty);
      Store(*duty);
    } else {
      outcome_.SetTimer(row.key, now_ms_, Precedence::kRoutine);
    }
  }
}

void Obligations::Date(Duty& duty) {
  const absl::StatusOr<ObligationDates> dates =
      DatesOf(duty.obligation, book_.Zones(duty.obligation.zones));
  duty.row.clear_warnings_ms();
  if (!dates.ok()) {
    duty.row.set_phase(ObligationRow::UNDATED);
    Say(duty, "ZONE_UNKNOWN");
    return;
  }
  duty.row.set_phase(ObligationRow::OPEN);
  duty.row.set_breach_ms(dates->breach_ms);
  for (const int64_t warning_ms : dates->warnings_ms) duty.row.add_warnings_ms(warning_ms);
  DropOlderWarnings(now_ms_, *duty.row.mutable_warnings_ms());
}

void Obligations::OnAct(const ObligationAct& act) {
  std::optional<Duty> duty = Find(act.obligation.id);
  const MailboxId& acting = act.on_behalf.has_value() ? act.on_behalf->mailbox : act.head.as;
  if (!duty.has_value()) {
    AddToken(outcome_.Alert("NOT_OPEN", Precedence::kPriority, {acting}), "obligation",
             act.obligation.id);
    return;
  }
  Advance(*duty);
  const ObligationRow::Phase phase = duty->row.phase();
  const bool open = phase == ObligationRow::OPEN || phase == ObligationRow::UNDATED;
  if (!open && phase != ObligationRow::BREACHED) {
    AddToken(outcome_.Alert("NOT_OPEN", Precedence::kPriority, {acting}), "obligation", duty->id);
  } else if (act.verb == ObligationVerb::kWaive) {
    duty->row.set_phase(ObligationRow::WAIVED);
    SayInPublic(*duty, "WAIVED");
  } else {
    duty->row.set_phase(open ? ObligationRow::MET : ObligationRow::LATE_MET);
    SayInPublic(*duty, open ? "MET" : "LATE_MET");
  }
  Store(*duty);
}

void Obligations::OnTimer(const std::string& key) {
  std::optional<Duty> duty = Find(std::string(absl::StripPrefix(key, kObligationPrefix)));
  if (!duty.has_value()) return;
  duty->row.clear_timer_ms();
  if (duty->row.phase() == ObligationRow::UNDATED) Date(*duty);
  Advance(*duty);
  Store(*duty);
}

void Obligations::Advance(Duty& duty) {
  if (duty.row.phase() != ObligationRow::OPEN) return;
  auto& warnings_ms = *duty.row.mutable_warnings_ms();
  // Of several that an outage held up one is told.
  DropOlderWarnings(now_ms_, warnings_ms);
  if (!warnings_ms.empty() && warnings_ms.Get(0) <= now_ms_) {
    if (duty.row.breach_ms() > now_ms_) Say(duty, "OBLIGATION_DUE");
    warnings_ms.erase(warnings_ms.begin());
  }
  if (duty.row.breach_ms() > now_ms_) return;
  duty.row.set_phase(ObligationRow::BREACHED);
  v1::Alert& breached = SayInPublic(duty, "BREACHED");
  breached.mutable_ladder()->set_id(duty.obligation.ladder.id);
  breached.mutable_ladder()->set_version(duty.obligation.ladder.version);
}

void Obligations::Store(Duty& duty) {
  std::optional<int64_t> due_ms;
  if (duty.row.phase() == ObligationRow::OPEN) {
    due_ms = duty.row.warnings_ms().empty() ? duty.row.breach_ms() : duty.row.warnings_ms(0);
  }
  if (due_ms.has_value() && (!duty.row.has_timer_ms() || duty.row.timer_ms() != *due_ms)) {
    outcome_.SetTimer(KeyOf(duty.id), *due_ms, duty.obligation.precedence);
    duty.row.set_timer_ms(*due_ms);
  } else if (!due_ms.has_value() && duty.row.has_timer_ms()) {
    outcome_.CancelTimer(KeyOf(duty.id));
    duty.row.clear_timer_ms();
  }
  outcome_.Put(KeyOf(duty.id), duty.row.SerializeAsString());
}

v1::Alert& Obligations::Say(const Duty& duty, absl::string_view code) {
  std::vector<MailboxId> owed_by = book_.Resolve(duty.obligation.owed_by);
  v1::Alert& alert = outcome_.Alert(code, duty.obligation.precedence, owed_by);
  alert.add_refs(duty.row.note());
  AddToken(alert, "obligation", duty.id);
  AddNumber(alert, "version", static_cast<int64_t>(duty.row.version()));
  AddToken(alert, "variant", duty.obligation.governing.empty() ? "-" : duty.obligation.governing);
  if (duty.row.phase() != ObligationRow::UNDATED) AddNumber(alert, "due_ms", duty.row.breach_ms());
  return alert;
}

v1::Alert& Obligations::SayInPublic(const Duty& duty, absl::string_view code) {
  v1::Alert& alert = Say(duty, code);
  alert.set_public_(true);
  return alert;
}

}  // namespace liaison::escalation
