#include "plugins/escalation/escalation.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "plugins/escalation/cases.h"
#include "plugins/escalation/keys.h"
#include "plugins/escalation/obligations.h"
#include "plugins/escalation/outcome.h"
#include "plugins/escalation/patterns.h"
#include "plugins/escalation/rows.pb.h"
#include "proto/text/note.h"
#include "proto/text/policy_note.h"

namespace liaison::escalation {
namespace {

namespace v1 = plugin::v1;

// The four slots, twice while weeks change; a header with more is nobody's honest one.
constexpr int kTagsMax = 8;
constexpr size_t kLostMax = 16;  // roles of an office

// "NS/kind/v1" -> "NS"; the hub has checked the line.
std::string NameSpaceOf(absl::string_view text) {
  return std::string(text.substr(0, text.find('/')));
}

// "NS/tur/d07" in the subject line of a certificate or prekey -> "tur"; empty: there is none.
std::string SubjectOffice(absl::string_view text) {
  constexpr absl::string_view kSubject = "\nsubject ";
  const size_t at = text.find(kSubject);
  if (at == absl::string_view::npos) return "";
  absl::string_view line = text.substr(at + kSubject.size());
  line = line.substr(0, line.find('\n'));
  const std::vector<absl::string_view> parts = absl::StrSplit(line, '/');
  return parts.size() == 3 ? std::string(parts[1]) : "";
}

// One event.
class Handling {
 public:
  Handling(const plugin::Event& event, plugin::State& state, plugin::Effects& effects,
           Memory& memory)
      : event_(event),
        now_{.index = LeafIndex(event.seq()), .time_ms = event.time_ms()},
        state_(state),
        outcome_(effects),
        book_(state, memory),
        cases_(state, book_, outcome_, now_),
        patterns_(state, book_, outcome_),
        obligations_(state, book_, outcome_, event.time_ms()) {}

  void Run() {
    if (event_.has_envelope()) OnEnvelope(event_.envelope());
    if (event_.has_act()) OnAct(event_.act());
    if (event_.has_note()) OnNote(event_.note());
    if (event_.has_release()) cases_.OnRelease(event_.release());
    if (event_.has_alert()) OnAlert(event_.alert());
    if (event_.has_timer()) OnTimer(event_.timer().key());
    if (event_.has_control() && event_.control().kind() == kTimeZonesControl) {
      OnZones(event_.control().data());
    }
  }

 private:
  void OnEnvelope(const v1::EnvelopeAccepted& envelope) {
    // Sealed anew for some readers: the first one climbs, and was counted.
    if (!envelope.reseal().empty()) return;
    NoteLost(envelope.undeliverable());
    if (envelope.has_ladder()) cases_.Accept(envelope, event_.order_key());
    Todo todo;
    todo.set_as(envelope.as());
    todo.set_time_ms(event_.time_ms());
    for (const v1::Tag& tag : envelope.tags()) {
      if (todo.tags_size() == kTagsMax) break;
      TagRow& row = *todo.add_tags();
      row.set_slot(tag.slot());
      row.set_value(tag.value());
    }
    *todo.mutable_withdraws() = envelope.withdraws();
    Work(envelope.header_hash(), std::move(todo), &envelope);
  }

  // As much as there is room for; the rest by a timer that is due already. `envelope` is at hand
  // only at its own event, and only needed to open a case for what was counted.
  void Work(const std::string& hash, Todo todo, const v1::EnvelopeAccepted* envelope) {
    google::protobuf::RepeatedPtrField<std::string> counted;
    while (!todo.tags().empty() && outcome_.HasRoom()) {
      patterns_.Count(hash, todo.tags(0), todo.time_ms(), counted);
      todo.mutable_tags()->DeleteSubrange(0, 1);
    }
    cases_.NoteCounted(hash, todo.as(), envelope, counted);
    while (!todo.withdraws().empty() && outcome_.HasRoom()) {
      cases_.Withdraw(todo.withdraws(0), todo.as());
      todo.mutable_withdraws()->DeleteSubrange(0, 1);
    }
    const std::string key = absl::StrCat(kTodoPrefix, hash);
    if (todo.tags().empty() && todo.withdraws().empty()) {
      if (envelope == nullptr) outcome_.Erase(key);
      return;
    }
    outcome_.Put(key, todo.SerializeAsString());
    outcome_.SetTimer(key, event_.time_ms(), Precedence::kFlash);
  }

  void OnAct(const v1::SignedAct& act) {
    if (act.type() == kReceiptKind) return cases_.OnReceipt(act, event_.order_key());
    const absl::StatusOr<Note> note = ParseNote(act.act(), kMaxActBytes);
    if (!note.ok()) return;
    const absl::StatusOr<OfficeAct> parsed = ParseOfficeAct(NameSpaceOf(note->text), note->text);
    if (!parsed.ok()) return;
    if (const auto* incident = std::get_if<IncidentAct>(&*parsed)) {
      cases_.OnAct(*incident);
    } else if (const auto* obligation = std::get_if<ObligationAct>(&*parsed)) {
      obligations_.OnAct(*obligation);
    } else if (const auto* roster = std::get_if<RosterAct>(&*parsed)) {
      OnRoster(*roster);
    }
  }

  void OnAlert(const v1::AlertRecord& alert) {
    if (alert.has_ladder()) return cases_.Open(alert);
    if (alert.code() == kDoneCode) cases_.OnDone(alert);
  }

  void OnRoster(const RosterAct& act) {
    const absl::StatusOr<Roster> roster = ParseRoster(act.roster);
    if (!roster.ok()) return;  // the hub has read it
    RosterRow row;
    row.set_rules(act.roster);
    row.set_index(event_.seq());
    outcome_.Put(absl::StrCat(kRosterPrefix, roster->mailbox.ToString()), row.SerializeAsString());
    if (book_.Zone(roster->zone) != nullptr) return;
    v1::Alert& unknown = outcome_.Alert("ZONE_UNKNOWN", Precedence::kPriority, {act.head.as});
    // "Etc/GMT+3" is none.
    if (!absl::StrContains(roster->zone, '+')) AddToken(unknown, "zone", roster->zone);
  }

  void OnNote(const v1::SignedNote& signed_note) {
    const absl::StatusOr<Note> note = ParseNote(signed_note.note(), kMaxPublicNoteBytes);
    if (!note.ok()) return;
    if (signed_note.type() == "charter") {
      // At the founding nobody has a device; each office's first certificate says who has none.
      const bool founding = !state_.Get(kSetupKey).has_value();
      OnCharter(note->text);
      if (founding) return;
    }
    if (PolicyKindOf(signed_note.type()).has_value()) OnPolicy(signed_note, note->text);
    ForgetFound(SubjectOffice(note->text), signed_note.undeliverable());
    const bool any_case = !state_.Scan(kCasePrefix, "", 1).empty();
    if (NoteLost(signed_note.undeliverable()) && any_case) {
      outcome_.Put(kSweepKey, "");
      outcome_.SetTimer(kSweepKey, event_.time_ms(), Precedence::kFlash);
    }
  }

  void OnCharter(absl::string_view text) {
    // The JSON tail behind the blank line.
    const size_t blank = text.find("\n\n");
    if (blank == absl::string_view::npos) return;
    Setup setup;
    setup.set_ns(NameSpaceOf(text));
    setup.set_mission(std::string(absl::StripSuffix(text.substr(blank + 2), "\n")));
    if (!ParseMission(setup.mission()).ok()) return;
    outcome_.Put(kSetupKey, setup.SerializeAsString());
  }

  void OnPolicy(const v1::SignedNote& signed_note, absl::string_view text) {
    const absl::StatusOr<PolicyNote> policy = ParsePolicyNote(NameSpaceOf(text), text);
    if (!policy.ok()) return;
    outcome_.Put(RulesKey(signed_note.type(), policy->policy.id, policy->policy.version),
                 policy->rules);
    if (policy->kind == PolicyKind::kPattern) {
      outcome_.Put(absl::StrCat(kPatternPrefix, policy->policy.id),
                   absl::StrCat(policy->policy.version));
    } else if (policy->kind == PolicyKind::kObligation) {
      obligations_.OnPolicy(*policy, signed_note.hash());
    }
  }

  template <typename Mailboxes>
  bool NoteLost(const Mailboxes& mailboxes) {
    bool news = false;
    for (const std::string& mailbox : mailboxes) {
      const std::string key = absl::StrCat(kLostPrefix, mailbox);
      if (state_.Get(key).has_value()) continue;
      outcome_.Put(key, absl::StrCat(event_.seq()));
      news = true;
    }
    return news;
  }

  // Of the note's office all but `lost` can be reached.
  template <typename Mailboxes>
  void ForgetFound(const std::string& office, const Mailboxes& lost) {
    if (office.empty()) return;
    const std::string prefix = absl::StrCat(kLostPrefix, office, "/");
    for (const plugin::Row& row : state_.Scan(prefix, "", kLostMax)) {
      const std::string mailbox(absl::StripPrefix(row.key, kLostPrefix));
      if (std::find(lost.begin(), lost.end(), mailbox) == lost.end()) outcome_.Erase(row.key);
    }
  }

  void OnTimer(const std::string& key) {
    if (absl::StartsWith(key, kCasePrefix)) return cases_.OnTimer(key);
    if (absl::StartsWith(key, kWindowPrefix)) return patterns_.OnTimer(key, event_.time_ms());
    if (absl::StartsWith(key, kObligationPrefix)) return obligations_.OnTimer(key);
    if (absl::StartsWith(key, kTodoPrefix)) {
      Todo todo;
      todo.ParseFromString(state_.Get(key).value_or(""));
      return Work(std::string(absl::StripPrefix(key, kTodoPrefix)), std::move(todo), nullptr);
    }
    if (key == kSweepKey) {
      const std::string last = cases_.Sweep(state_.Get(kSweepKey).value_or(""));
      if (last.empty()) return outcome_.Erase(kSweepKey);
      outcome_.Put(kSweepKey, last);
      outcome_.SetTimer(kSweepKey, event_.time_ms(), Precedence::kFlash);
    }
  }

  void OnZones(const std::string& data) {
    const absl::StatusOr<TimeZones> zones = ParseTimeZones(data);
    if (!zones.ok()) return;  // the hub has read it
    for (const auto& [name, rules] : zones->zones) {
      if (!outcome_.HasRoom()) return;
      TimeZones one{.database = zones->database};
      one.zones.emplace(name, rules);
      outcome_.Put(absl::StrCat(kZonePrefix, name), PrintTimeZones(one));
    }
    obligations_.OnZones();
  }

  const plugin::Event& event_;
  const Instant now_;
  plugin::State& state_;
  Outcome outcome_;
  Book book_;
  Cases cases_;
  Patterns patterns_;
  Obligations obligations_;
};

}  // namespace

void Escalation::OnEvent(const plugin::Event& event, plugin::State& state,
                         plugin::Effects& effects) {
  Handling(event, state, effects, memory_).Run();
}

}  // namespace liaison::escalation
