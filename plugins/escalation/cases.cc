#include "plugins/escalation/cases.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "plugins/escalation/keys.h"
#include "plugins/escalation/rows.h"

namespace liaison::escalation {
namespace {

namespace v1 = plugin::v1;

constexpr int kFollowsMax = 64;  // as the hub follows a chain
constexpr size_t kSweepRows = 100;

MailboxId MailboxOf(const std::string& text) { return ParseMailbox(text).value_or(MailboxId()); }

std::string OfficeOf(const std::string& mailbox) { return MailboxOf(mailbox).office; }

IncidentRow* RowFor(Case& one, absl::string_view office) {
  for (IncidentRow& row : *one.mutable_incidents()) {
    if (row.office() == office) return &row;
  }
  return nullptr;
}

bool IsOver(const IncidentRow& row) {
  const auto phase = static_cast<IncidentPhase>(row.phase());
  return phase == IncidentPhase::kResolved || phase == IncidentPhase::kWithdrawn;
}

PolicyRef LadderOf(const Case& one) {
  return {.id = one.ladder_id(), .version = one.ladder_version()};
}

Addressing AddressingOf(const Case& one, const std::string& office) {
  Addressing addressing{.office = office, .precedence = static_cast<Precedence>(one.precedence())};
  if (!one.as().empty()) addressing.as = MailboxOf(one.as());
  for (const std::string& to : one.to()) addressing.to.push_back(MailboxOf(to));
  return addressing;
}

LadderPlan PlanOf(const Case& one, const Addressing& addressing, Book& book) {
  std::vector<EscalateLine> lines;
  for (const Line& line : one.escalate()) {
    lines.push_back({.office = line.office(),
                     .rung = line.rung(),
                     .after_s = line.after_s(),
                     .mailbox = MailboxOf(line.mailbox())});
  }
  const Mission* mission = book.mission();
  static const auto* const kNobody = new Mission();
  return PlanFor(book.Ladder(LadderOf(one)), addressing, lines,
                 mission == nullptr ? *kNobody : *mission);
}

// Whom the ladder may tell, as far as the header says.
std::vector<MailboxId> MailboxesOf(const Case& one, const std::string& office) {
  std::vector<MailboxId> mailboxes;
  for (const std::string& to : one.to()) mailboxes.push_back(MailboxOf(to));
  for (const Line& line : one.escalate()) {
    if (line.office() == office) mailboxes.push_back(MailboxOf(line.mailbox()));
  }
  return mailboxes;
}

Case CaseFrom(const v1::EnvelopeAccepted& envelope) {
  Case one;
  one.set_as(envelope.as());
  *one.mutable_to() = envelope.to();
  one.set_precedence(static_cast<uint32_t>(envelope.precedence()));
  if (!envelope.has_ladder()) return one;
  one.set_ladder_id(envelope.ladder().id());
  one.set_ladder_version(envelope.ladder().version());
  for (const v1::Escalate& escalate : envelope.escalate()) {
    Line& line = *one.add_escalate();
    line.set_office(escalate.office());
    line.set_rung(escalate.rung());
    line.set_after_s(escalate.after_s());
    line.set_mailbox(escalate.mailbox());
  }
  return one;
}

}  // namespace

std::optional<Case> Cases::Find(absl::string_view hash) {
  const std::optional<std::string> row = state_.Get(CaseKey(hash));
  if (!row.has_value()) return std::nullopt;
  Case one;
  one.ParseFromString(*row);
  return one;
}

void Cases::Store(absl::string_view hash, const Case& one) {
  std::string row = one.SerializeAsString();
  if (state_.Get(CaseKey(hash)) != row) outcome_.Put(CaseKey(hash), row);
}

void Cases::Accept(const v1::EnvelopeAccepted& envelope, absl::string_view first) {
  const std::string& hash = envelope.header_hash();
  Case one = Find(hash).value_or(CaseFrom(envelope));
  if (book_.Ladder(LadderOf(one)) == nullptr) {
    v1::Alert& unknown = outcome_.Alert("LADDER_UNKNOWN", static_cast<Precedence>(one.precedence()),
                                        {MailboxOf(one.as())});
    unknown.add_refs(hash);
    AddToken(unknown, "ladder", absl::StrCat(one.ladder_id(), ":", one.ladder_version()));
  }
  std::set<std::string> offices;
  for (const std::string& to : envelope.to()) offices.insert(OfficeOf(to));
  for (const std::string& office : offices) {
    const std::string joined = envelope.follows().empty() ? "" : JoinedBy(envelope, office, first);
    if (joined.empty()) {
      Raise(hash, one, office);
      continue;
    }
    Case followed = *Find(joined);
    IncidentRow& row = *RowFor(followed, office);
    row.set_count(row.count() + 1);
    Store(joined, followed);
    outcome_.Put(FollowsKey(hash), joined);
  }
  if (one.incidents().empty()) return;
  if (!envelope.follows().empty()) one.set_earlier(std::string(first));
  Store(hash, one);
}

std::string Cases::JoinedBy(const v1::EnvelopeAccepted& envelope, const std::string& office,
                            absl::string_view first) {
  std::string hash(first);
  for (int step = 0; step < kFollowsMax; ++step) {
    std::optional<Case> one = Find(hash);
    if (!one.has_value() || OfficeOf(one->as()) != OfficeOf(envelope.as())) return "";
    const IncidentRow* row = RowFor(*one, office);
    const bool alive = row != nullptr && !IsOver(*row);
    if (alive) {
      const bool more_urgent = static_cast<uint32_t>(envelope.precedence()) < one->precedence();
      return more_urgent ? "" : hash;
    }
    if (one->later().empty()) {
      if (hash == envelope.header_hash()) return "";
      one->set_later(envelope.header_hash());
      Store(hash, *one);
      return "";
    }
    hash = one->later();
  }
  return "";
}

void Cases::Raise(absl::string_view hash, Case& one, const std::string& office) {
  IncidentRow& row = *one.add_incidents();
  // Raised, and not yet told: what is done if there is no room for more.
  row = RowOf({.raised_ms = now_.time_ms, .raised = now_.index, .due_ms = now_.time_ms}, office);
  if (!outcome_.HasRoom()) return KeepTimer(hash, one, now_.time_ms, row);
  Run(hash, one, row, [&](IncidentMachine& machine) { machine.AdvanceTo(now_); });
}

void Cases::Open(const v1::AlertRecord& alert) {
  Case one;
  *one.mutable_to() = alert.mailboxes();
  one.set_precedence(static_cast<uint32_t>(alert.precedence()));
  one.set_ladder_id(alert.ladder().id());
  one.set_ladder_version(alert.ladder().version());
  one.set_plugin(alert.plugin());
  Raise(alert.hash(), one, "");
  Store(alert.hash(), one);
}

void Cases::OnDone(const v1::AlertRecord& done) {
  for (const std::string& raised : done.refs()) {
    const std::optional<Case> one = Find(raised);
    if (!one.has_value() || one->plugin().empty() || one->plugin() != done.plugin()) continue;
    RunAll(raised, [&](IncidentMachine& machine) { machine.Done(now_); });
  }
}

std::string Cases::CaseOf(absl::string_view target, absl::string_view first) {
  if (state_.Get(CaseKey(target)).has_value()) return std::string(target);
  const std::optional<std::string> followed = state_.Get(FollowsKey(target));
  return followed.has_value() ? *followed : std::string(first);
}

void Cases::OnReceipt(const v1::SignedAct& act, absl::string_view first) {
  const absl::StatusOr<ReceiptState> state = ParseReceiptState(act.state());
  if (!state.ok() || *state == ReceiptState::kRead || *state == ReceiptState::kCannotOpen) return;
  const MailboxId acting = MailboxOf(act.acting());
  const std::string hash = CaseOf(act.target(), first);
  // What makes a ladder climb early is held against the notice that climbs, by every reader: a
  // refusal of one that follows it proves nothing.
  if (*state == ReceiptState::kRefused && act.target() != hash) return;
  const auto give = [&](IncidentMachine& machine) { machine.Receipt(now_, *state, acting); };
  RunAll(hash, give);
  // A notice may have joined one incident and raised another.
  const std::optional<std::string> followed = state_.Get(FollowsKey(act.target()));
  if (followed.has_value() && *followed != hash) RunAll(*followed, give);
}

void Cases::OnAct(const IncidentAct& act) {
  if (act.verb != IncidentVerb::kEscalate) return;  // the hub lets no other pass
  // As of a refusal: it must name the notice that climbs, not one that follows it.
  const std::string hash(act.incident.view());
  std::optional<Case> one = Find(hash);
  IncidentRow* row = one.has_value() ? RowFor(*one, act.office) : nullptr;
  const MailboxId acting = act.on_behalf.has_value() ? act.on_behalf->mailbox : act.head.as;
  if (row == nullptr) {
    v1::Alert& none = outcome_.Alert("NOT_OPEN", Precedence::kPriority, {acting});
    none.add_refs(std::string(act.incident.view()));
    return;
  }
  Run(hash, *one, *row,
      [&](IncidentMachine& machine) { machine.Escalate(now_, act.rung, acting); });
  Store(hash, *one);
}

void Cases::OnRelease(const v1::ReleaseRecord& release) {
  std::optional<Case> one = Find(release.envelope());
  IncidentRow* row = one.has_value() ? RowFor(*one, release.office()) : nullptr;
  if (row == nullptr) return;
  Run(release.envelope(), *one, *row, [&](IncidentMachine& machine) {
    machine.Released(now_.index, release.rung(), release.loop());
  });
  Store(release.envelope(), *one);
}

void Cases::OnTimer(absl::string_view key) {
  absl::string_view rest = absl::StripPrefix(key, kCasePrefix);
  const absl::string_view hash = rest.substr(0, kHashBytes);
  const absl::string_view office = absl::StripPrefix(rest.substr(hash.size()), "/");
  std::optional<Case> one = Find(hash);
  IncidentRow* row = one.has_value() ? RowFor(*one, office) : nullptr;
  if (row == nullptr) return;
  row->clear_timer_ms();
  Run(hash, *one, *row, [&](IncidentMachine& machine) { machine.AdvanceTo(now_); });
  Store(hash, *one);
}

void Cases::Withdraw(absl::string_view hash, absl::string_view as) {
  std::optional<Case> one = Find(hash);
  if (!one.has_value() || OfficeOf(one->as()) != OfficeOf(std::string(as))) return;
  for (const std::string& row : one->counted()) outcome_.Erase(row);
  if (!one->counted().empty()) {
    one->clear_counted();
    Store(hash, *one);
  }
  RunAll(hash, [&](IncidentMachine& machine) { machine.Withdraw(now_); });
}

void Cases::NoteCounted(const std::string& hash, const std::string& as,
                        const v1::EnvelopeAccepted* envelope,
                        const google::protobuf::RepeatedPtrField<std::string>& window_rows) {
  if (window_rows.empty()) return;
  std::optional<Case> one = Find(hash);
  if (!one.has_value()) {
    one = envelope == nullptr ? Case() : CaseFrom(*envelope);
    one->set_as(as);
  }
  one->mutable_counted()->MergeFrom(window_rows);
  Store(hash, *one);
}

std::string Cases::Sweep(const std::string& after) {
  std::string last = after;
  const std::vector<plugin::Row> rows = state_.Scan(kCasePrefix, after, kSweepRows);
  for (const plugin::Row& row : rows) {
    if (!outcome_.HasRoom()) return last;
    RunAll(absl::StripPrefix(row.key, kCasePrefix),
           [&](IncidentMachine& machine) { machine.LookAgain(now_); });
    last = row.key;
  }
  return rows.size() < kSweepRows ? "" : last;
}

void Cases::RunAll(absl::string_view hash, Move move) {
  std::optional<Case> one = Find(hash);
  if (!one.has_value()) return;
  for (IncidentRow& row : *one->mutable_incidents()) Run(hash, *one, row, move);
  Store(hash, *one);
}

void Cases::Run(absl::string_view hash, Case& one, IncidentRow& row, Move move) {
  const std::string office = row.office();
  Incident incident = IncidentOf(row);
  const Addressing addressing = AddressingOf(one, office);
  book_.Fetch(LadderOf(one), MailboxesOf(one, office));
  const LadderPlan plan = PlanOf(one, addressing, book_);
  BookWorld world(book_, plan.renotify_on_handover);
  std::vector<Decision> decisions;
  IncidentMachine machine(plan, addressing, world, incident, decisions);
  move(machine);
  for (const Decision& decision : decisions) Do(hash, one, office, decision);
  const IncidentRow before = row;
  row = RowOf(incident, office);
  if (before.has_timer_ms()) row.set_timer_ms(before.timer_ms());
  KeepTimer(hash, one, machine.NextDue_ms(), row);
}

void Cases::KeepTimer(absl::string_view hash, const Case& one, std::optional<int64_t> due_ms,
                      IncidentRow& row) {
  const std::string key = IncidentTimerKey(hash, row.office());
  if (due_ms.has_value() && (!row.has_timer_ms() || row.timer_ms() != *due_ms)) {
    outcome_.SetTimer(key, *due_ms, static_cast<Precedence>(one.precedence()));
    row.set_timer_ms(*due_ms);
  } else if (!due_ms.has_value() && row.has_timer_ms()) {
    outcome_.CancelTimer(key);
    row.clear_timer_ms();
  }
}

void Cases::Do(absl::string_view hash, const Case& one, const std::string& office,
               const Decision& decision) {
  if (decision.kind == Decision::Kind::kRelease) {
    v1::Release& release = outcome_.Release();
    release.set_envelope(std::string(hash));
    release.set_office(office);
    release.set_rung(decision.rung);
    for (const MailboxId& mailbox : decision.mailboxes) {
      release.add_mailboxes(mailbox.ToString());
    }
    release.set_loop(decision.loop);
    release.set_reason(decision.reason);
    release.set_due_ms(decision.due_ms);
    if (decision.evidence.has_value()) release.set_evidence(decision.evidence->value() + 1);
    return;
  }
  v1::Alert& alert =
      outcome_.Alert(decision.code, static_cast<Precedence>(one.precedence()), decision.mailboxes);
  for (const std::string& device : decision.devices) alert.add_devices(device);
  alert.add_refs(std::string(hash));
  if (!office.empty()) AddToken(alert, "office", office);
  AddNumber(alert, "rung", decision.rung);
  AddNumber(alert, "loop", decision.loop);
  AddToken(alert, "reason", decision.reason);
  AddNumber(alert, "due_ms", decision.due_ms);
  if (decision.late_ms > 0) AddNumber(alert, "late_ms", decision.late_ms);
}

}  // namespace liaison::escalation
