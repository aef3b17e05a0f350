#include "tests/escalation/engine_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/rules/ladder.h"
#include "proto/rules/time_zones.h"
#include "proto/text/note.h"
#include "proto/text/office_act.h"
#include "proto/text/policy_note.h"
#include "tests/escalation/alert_record.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr char kNs[] = "deescalation.example";
constexpr char kMission[] =
    R"({"name":"Test","operator":"neutral","parties":[{"kind":"guarantor","office":"irn"},)"
    R"({"kind":"concerned","office":"jor"},{"kind":"guarantor","office":"rus"},)"
    R"({"kind":"guarantor","office":"tur"},{"kind":"observer","office":"un"}],"zones":[]})";
constexpr const char* kRoles[] = {"duty", "head", "jwg"};

// A name of 32 bytes for anything.
std::string Stretched(absl::string_view text) {
  std::string bytes(32, '\0');
  for (size_t i = 0; i < text.size(); ++i) {
    bytes[i % 32] = static_cast<char>(bytes[i % 32] * 31 + text[i]);
  }
  return bytes;
}

std::string Office(absl::string_view mailbox) {
  return std::string(mailbox.substr(0, mailbox.find('/')));
}

// "irn/duty d04" -> "irn/duty".
std::string Mailbox(absl::string_view text) { return std::string(text.substr(0, text.find(' '))); }

// A note whose signature nobody here checks.
std::string Signed(std::string text) {
  return PrintNote({.text = std::move(text),
                    .signatures = {{.name = absl::StrCat(kNs, "/tur/d03"),
                                    .key_id = 1,
                                    .signature = std::string(64, 's')}}});
}

Hash HashFrom(absl::string_view bytes) {
  Hash hash;
  std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
  return hash;
}

}  // namespace

EngineStage::EngineStage() {
  for (const char* office : {"irn", "jor", "rus", "tur", "un"}) {
    for (int i = 0; i < 3; ++i) {
      devices_[absl::StrCat(office, "/", kRoles[i])].insert(absl::StrCat(office, "/d0", i + 1));
    }
  }
  devices_["irn/duty"].insert("irn/d04");
}

std::vector<plugkit::Record> EngineStage::Play(const plugkit::Script& script) {
  began_ms_ = absl::ToUnixMillis(BeginOf(script));
  now_ms_ = began_ms_ - 60000;
  plugin::Event charter = Make();
  charter.mutable_note()->set_type("charter");
  charter.mutable_note()->set_note(
      Signed(absl::StrCat(kNs, "/charter/v1\nserial 1\n\n", kMission, "\n")));
  Push(std::move(charter));
  for (const plugkit::Step& step : script.steps()) Do(step);
  return records_;
}

void EngineStage::Do(const plugkit::Step& step) {
  if (!step.at().empty()) {
    AdvanceTo(began_ms_ + absl::ToInt64Milliseconds(*ParseOffset(step.at())), false);
  } else if (now_ms_ < began_ms_) {
    AdvanceTo(began_ms_, false);
  }
  stopped_ = step.has_stop();
  if (step.has_envelope()) Send(step.envelope(), step.envelope().name());
  if (step.has_receipt()) Give(step.receipt());
  if (step.has_incident_act()) Act(step.incident_act());
  if (step.has_obligation_act()) Act(step.obligation_act());
  if (step.has_policy()) SetPolicy(step.policy());
  if (step.has_roster()) SetRoster(step.roster());
  if (step.has_note() && step.note().has_revoke()) Revoke(step.note().revoke());
  if (step.has_note() && step.note().has_certify()) Certify(step.note().certify());
  if (step.has_time_zones()) {
    plugin::Event event = Make();
    event.mutable_control()->set_kind(kTimeZonesControl);
    event.mutable_control()->set_data(step.time_zones().json());
    Push(std::move(event));
  }
  if (step.has_until()) {
    AdvanceTo(began_ms_ + absl::ToInt64Milliseconds(*ParseOffset(step.until())), true);
  }
  // What has come in is dealt with, then the timers of this instant.
  if (!stopped_) AdvanceTo(now_ms_, true);
}

void EngineStage::Send(const plugkit::Envelope& envelope, const std::string& name) {
  plugin::Event event = Make();
  v1::EnvelopeAccepted& out = *event.mutable_envelope();
  const std::string hash = HashOf(name);
  out.set_header_hash(hash);
  out.set_as(envelope.as());
  *out.mutable_to() = envelope.to();
  std::sort(out.mutable_to()->begin(), out.mutable_to()->end());
  *out.mutable_info() = envelope.info();
  const Precedence precedence = envelope.precedence().empty()
                                    ? Precedence::kRoutine
                                    : *ParsePrecedence(envelope.precedence());
  out.set_precedence(static_cast<v1::Precedence>(precedence));
  out.set_ack_within_s(-1);
  std::vector<EscalateLine> lines;
  std::vector<MailboxId> to;
  for (const std::string& mailbox : out.to()) to.push_back(*ParseMailbox(mailbox));
  if (!envelope.ladder().empty()) {
    const std::vector<std::string> words = absl::StrSplit(envelope.ladder(), ' ');
    out.mutable_ladder()->set_id(words[0]);
    out.mutable_ladder()->set_version(std::stoull(words[1]));
    const auto known = ladders_.find(envelope.ladder());
    if (known != ladders_.end() && envelope.escalate().empty()) {
      lines = EscalateLines(known->second, *ParseMailbox(Mailbox(envelope.as())), to, precedence,
                            *ParseMission(kMission));
    }
  }
  for (const plugkit::Escalate& line : envelope.escalate()) {
    lines.push_back(
        {.office = line.office(),
         .rung = line.rung(),
         .after_s = static_cast<uint32_t>(absl::ToInt64Seconds(*ParseOffset(line.after()))),
         .mailbox = *ParseMailbox(line.mailbox())});
  }
  std::set<std::string> readers(out.to().begin(), out.to().end());
  for (const EscalateLine& line : lines) {
    v1::Escalate& escalate = *out.add_escalate();
    escalate.set_office(line.office);
    escalate.set_rung(line.rung);
    escalate.set_after_s(line.after_s);
    escalate.set_mailbox(line.mailbox.ToString());
    readers.insert(line.mailbox.ToString());
  }
  for (const std::string& reader : readers) {
    if (devices_[reader].empty()) out.add_undeliverable(reader);
  }
  for (const plugkit::Tag& tag : envelope.tags()) {
    v1::Tag& blind = *out.add_tags();
    blind.set_slot(tag.slot());
    blind.set_value(Stretched(absl::StrCat(tag.slot(), ":", tag.value())).substr(0, 16));
  }
  for (const std::string& followed : envelope.follows()) out.add_follows(HashOf(followed));
  for (const std::string& taken : envelope.withdraws()) out.add_withdraws(HashOf(taken));
  office_[hash] = Office(out.as());
  if (!out.follows().empty() && office_[out.follows(0)] == office_[hash]) {
    follows_[hash] = out.follows(0);
  }
  event.set_order_key(FirstOf(hash));
  Push(std::move(event));
}

void EngineStage::Give(const plugkit::Receipt& receipt) {
  plugin::Event event = Make();
  v1::SignedAct& act = *event.mutable_act();
  act.set_type("receipt");
  act.set_as(Mailbox(receipt.as()));
  act.set_acting(act.as());
  act.set_target(TargetOf(receipt.target(), act.as()));
  act.set_state(receipt.state());
  event.set_order_key(FirstOf(act.target()));
  Push(std::move(event));
}

void EngineStage::Act(const plugkit::IncidentAct& step) {
  IncidentAct act{.head = {.ns = kNs, .hub = absl::StrCat(kNs, "/log")}};
  act.head.as = *ParseMailbox(Mailbox(step.as()));
  act.head.from = absl::StrCat(kNs, "/", act.head.as.office, "/d01");
  const std::string target = TargetOf(step.target(), act.head.as.ToString());
  act.incident = HashFrom(target);
  act.office = step.office();
  if (step.rung() != 0) act.rung = step.rung();
  act.reason = "manual";
  act.head.stream = {.to = step.office().empty() ? "hub" : "tur/duty", .counter = 1};
  act.head.seen = {.size = TreeSize(1)};
  plugin::Event event = Make();
  event.mutable_act()->set_type("incident-act");
  event.mutable_act()->set_act(Signed(PrintOfficeAct(act)));
  event.mutable_act()->set_target(target);
  event.set_order_key(FirstOf(target));
  Push(std::move(event));
}

void EngineStage::Act(const plugkit::ObligationAct& step) {
  ObligationAct act{.head = {.ns = kNs, .hub = absl::StrCat(kNs, "/log")}};
  act.head.as = *ParseMailbox(Mailbox(step.as()));
  act.head.from = absl::StrCat(kNs, "/", act.head.as.office, "/d03");
  act.obligation = {.id = step.id(), .version = step.version() == 0 ? 1 : step.version()};
  act.verb = step.act() == "waive" ? ObligationVerb::kWaive : ObligationVerb::kComplete;
  act.reason = step.reason();
  act.head.stream = {.to = "hub", .counter = 1};
  act.head.seen = {.size = TreeSize(1)};
  plugin::Event event = Make();
  event.mutable_act()->set_type("obligation-act");
  event.mutable_act()->set_act(Signed(PrintOfficeAct(act)));
  Push(std::move(event));
}

void EngineStage::SetPolicy(const plugkit::Policy& step) {
  const uint64_t version = step.version() == 0 ? 1 : step.version();
  PolicyNote note{.kind = *PolicyKindOf(step.kind()),
                  .ns = kNs,
                  .hub = absl::StrCat(kNs, "/log"),
                  .policy = {.id = step.id(), .version = version},
                  .from = absl::StrCat(kNs, "/irn/d03"),
                  .as = {.office = "irn", .role = Role::kJwg},
                  .seen = {.size = TreeSize(1)},
                  .rules = *RulesText(step.rules())};
  if (version > 1) note.prev = HashFrom(Stretched("before"));
  if (note.kind == PolicyKind::kLadder) {
    ladders_[absl::StrCat(step.id(), " ", version)] = *ParseLadderPolicy(note.rules);
  }
  plugin::Event event = Make();
  event.mutable_note()->set_type(step.kind());
  event.mutable_note()->set_hash(Stretched(absl::StrCat(step.id(), version)));
  event.mutable_note()->set_note(Signed(PrintPolicyNote(note)));
  Push(std::move(event));
}

void EngineStage::SetRoster(const plugkit::Roster& step) {
  RosterAct act{.head = {.ns = kNs, .hub = absl::StrCat(kNs, "/log")}, .id = "R"};
  act.head.as = {.office = Office(step.mailbox()), .role = Role::kHead};
  act.head.from = absl::StrCat(kNs, "/", act.head.as.office, "/d02");
  act.head.stream = {.to = "hub", .counter = 1};
  act.head.seen = {.size = TreeSize(1)};
  act.roster = *RulesText(step.rules());
  plugin::Event event = Make();
  event.mutable_act()->set_type("roster");
  event.mutable_act()->set_act(Signed(PrintOfficeAct(act)));
  Push(std::move(event));
}

void EngineStage::Revoke(const std::string& device) {
  for (auto& [mailbox, devices] : devices_) devices.erase(device);
  SayKeysChanged(Office(device), "revoke");
}

void EngineStage::Certify(const std::string& device_and_role) {
  const std::vector<std::string> words = absl::StrSplit(device_and_role, ' ');
  devices_[absl::StrCat(Office(words[0]), "/", words[1])].insert(words[0]);
  SayKeysChanged(Office(words[0]), "prekey");
}

void EngineStage::SayKeysChanged(const std::string& office, const std::string& kind) {
  plugin::Event event = Make();
  v1::SignedNote& note = *event.mutable_note();
  note.set_type(kind);
  note.set_note(Signed(absl::StrCat(kNs, "/", kind, "/v1\nsubject ", kNs, "/", office, "/d01\n")));
  for (const std::string& mailbox : Lost(office)) note.add_undeliverable(mailbox);
  Push(std::move(event));
}

std::vector<std::string> EngineStage::Lost(const std::string& office) const {
  std::vector<std::string> lost;
  for (const auto& [mailbox, devices] : devices_) {
    if (Office(mailbox) == office && devices.empty()) lost.push_back(mailbox);
  }
  return lost;
}

std::string EngineStage::HashOf(const std::string& name) {
  const std::string hash = Stretched(absl::StrCat("header ", name));
  names_[hash] = name;
  return hash;
}

std::string EngineStage::TargetOf(const std::string& target, const std::string& mailbox) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(target, absl::MaxSplits('#', 1));
  if (parts.second.empty()) return HashOf(target);
  int left = std::stoi(parts.second);
  for (const Told& alert : alerts_) {
    const bool to_it =
        std::find(alert.mailboxes.begin(), alert.mailboxes.end(), mailbox) != alert.mailboxes.end();
    if (alert.code == parts.first && to_it && --left == 0) return alert.hash;
  }
  ADD_FAILURE() << "no alert " << target << " reached " << mailbox;
  return HashOf(target);
}

std::string EngineStage::FirstOf(const std::string& hash) const {
  std::string first = hash;
  if (const auto about = about_.find(first); about != about_.end()) first = about->second;
  for (auto next = follows_.find(first); next != follows_.end(); next = follows_.find(first)) {
    first = next->second;
  }
  return first;
}

void EngineStage::AdvanceTo(int64_t time_ms, bool inclusive) {
  while (!stopped_) {
    Drain();
    if (due_.empty() || due_.begin()->due_ms + (inclusive ? 0 : 1) > time_ms) break;
    const Due due = *due_.begin();
    const SetTimer timer = timers_.at(due.key);
    due_.erase(due_.begin());
    timers_.erase(due.key);
    now_ms_ = std::max(now_ms_, due.due_ms);
    plugin::Event event = Make();
    event.set_order_key(timer.order_key);
    event.mutable_timer()->set_key(due.key);
    event.mutable_timer()->set_due_ms(due.due_ms);
    Push(std::move(event));
  }
  now_ms_ = std::max(now_ms_, time_ms);
}

plugin::Event EngineStage::Make() {
  plugin::Event event;
  event.set_seq(seq_++);
  event.set_time_ms(now_ms_);
  return event;
}

void EngineStage::Push(plugin::Event event) { events_.push_back(std::move(event)); }

void EngineStage::Drain() {
  while (!events_.empty()) {
    const plugin::Event event = std::move(events_.front());
    events_.pop_front();
    Handle(event);
  }
}

void EngineStage::Handle(const plugin::Event& event) {
  std::string mistake;
  const v1::EventResult result = Answer(engine_, event, rows_, mistake);
  EXPECT_EQ(mistake, "") << event.ShortDebugString();
  std::set<std::string> said;
  for (const v1::Effect& effect : result.effects()) {
    if (!effect.has_release() && !effect.has_alert()) continue;
    EXPECT_TRUE(said.insert(effect.SerializeAsString()).second) << "twice";
    EXPECT_LE(effect.alert().devices_size(), 64);
  }
  for (const v1::Effect& effect : result.effects()) Apply(effect);
}

void EngineStage::Apply(const v1::Effect& effect) {
  absl::StrAppend(&effects_, effect.SerializeAsString());
  rows_.Apply(effect);
  if (effect.has_set_timer() || effect.has_cancel_timer()) {
    const std::string& key =
        effect.has_set_timer() ? effect.set_timer().key() : effect.cancel_timer().key();
    if (const auto old = timers_.find(key); old != timers_.end()) {
      due_.erase(old->second.due);
      timers_.erase(old);
    }
  }
  if (effect.has_set_timer()) {
    const v1::SetTimer& set = effect.set_timer();
    const Due due{.due_ms = set.due_ms(), .precedence = set.precedence(), .key = set.key()};
    timers_[set.key()] = {.due = due, .order_key = set.order_key()};
    due_.insert(due);
  }
  if (effect.has_release()) Record(effect.release());
  if (effect.has_alert()) Record(effect.alert());
}

void EngineStage::Record(const v1::Release& release) {
  plugkit::Record& record = records_.emplace_back();
  record.set_at(PrintOffset(absl::Milliseconds(now_ms_ - began_ms_)));
  record.set_kind("RELEASE");
  record.set_plugin("escalation");
  record.set_envelope(names_[release.envelope()]);
  record.set_office(release.office());
  record.set_rung(release.rung());
  record.set_loop(release.loop());
  record.set_reason(release.reason());
  *record.mutable_mailboxes() = release.mailboxes();
  plugin::Event event = Make();
  v1::ReleaseRecord& out = *event.mutable_release();
  out.set_plugin("escalation");
  out.set_envelope(release.envelope());
  out.set_office(release.office());
  out.set_rung(release.rung());
  out.set_loop(release.loop());
  event.set_order_key(FirstOf(release.envelope()));
  Push(std::move(event));
}

void EngineStage::Record(const v1::Alert& alert) {
  records_.push_back(
      RecordOf(alert, {.plugin = "escalation",
                       .ns = kNs,
                       .began_ms = began_ms_,
                       .now_ms = now_ms_,
                       .name_of = [this](const std::string& hash) { return names_[hash]; }}));
  plugin::Event event = Make();
  v1::AlertRecord& out = *event.mutable_alert();
  const std::string hash = Stretched(absl::StrCat("alert ", event.seq()));
  out.set_hash(hash);
  out.set_plugin("escalation");
  out.set_code(alert.code());
  out.set_precedence(alert.precedence());
  *out.mutable_mailboxes() = alert.mailboxes();
  *out.mutable_refs() = alert.refs();
  if (alert.has_ladder()) *out.mutable_ladder() = alert.ladder();
  if (!alert.has_ladder() && alert.refs_size() == 1) about_[hash] = alert.refs(0);
  event.set_order_key(FirstOf(hash));
  alerts_.push_back({.code = alert.code(),
                     .mailboxes = {alert.mailboxes().begin(), alert.mailboxes().end()},
                     .hash = hash});
  Push(std::move(event));
}

}  // namespace liaison
