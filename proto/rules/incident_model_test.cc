// Random ladders, rosters, losses and inputs: the machine against a naive one that goes through the
// whole history each time (incident_oracle_testing.h), and every release against the real check,
// which the hub makes before it logs one. The seed is printed with every failure.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "proto/rules/directory_testing.h"
#include "proto/rules/incident_oracle_testing.h"
#include "proto/rules/incident_testing.h"
#include "proto/rules/release_check.h"
#include "proto/text/office_act.h"
#include "proto/text/policy_note.h"

namespace liaison {
namespace {

constexpr char kClimbOffice[] = "irn";
constexpr char kClimbZone[] = "Europe/Moscow";
const MailboxId kClimbSender = {"tur", Role::kDuty};
const PolicyRef kClimbPolicy = {.id = "L-ANY", .version = 1};

// A founded mission with a log, and one envelope that climbs.
class Climb {
 public:
  explicit Climb(uint64_t seed) : dice_(seed), world_(seed), seed_(seed) {
    world_.Advance(static_cast<int64_t>(dice_.Below(kTestDay_ms)));
    zones_.database = "2024a";
    zones_.zones.emplace(kClimbZone, facts_.zone);
    for (const char* office : {"irn", "rus", "tur"}) {
      for (const Role role : {Role::kDuty, Role::kHead, Role::kJwg}) {
        mailboxes_.push_back({office, role});
      }
    }
    LogPolicy();
    for (int i = 0; i < 2; ++i) LoseOrNot();
    for (int i = 0; i < 3; ++i) RosterOrNot();
    MakeHeader();
    plan_ = PlanFor(knows_policy_ ? &policy_ : nullptr, addressing_, header_.escalate,
                    world_.directory().mission());
    facts_.with_changes = plan_.renotify_on_handover;
    envelope_ = {Add(RecordKind::kEnvelope, "header"), world_.now_ms()};
  }

  void Run() {
    incident_ = {
        .raised_ms = envelope_.time_ms, .raised = envelope_.index, .due_ms = envelope_.time_ms};
    Timer(envelope_.index);
    for (int step = 0; step < 30 && !testing::Test::HasFailure(); ++step) {
      FlushSome();
      const int64_t until_ms = world_.now_ms() + Pause_ms();
      const bool outage = Chance(4);
      while (!outage && !testing::Test::HasFailure()) {
        const std::optional<int64_t> due = NextDue_ms();
        if (!due.has_value() || *due > until_ms) break;
        world_.Advance(std::max<int64_t>(*due - world_.now_ms(), 0));
        Timer(Add(RecordKind::kTimer, ""));
        FlushSome();
      }
      world_.Advance(std::max<int64_t>(until_ms - world_.now_ms(), 0));
      Input();
    }
  }

 private:
  bool Chance(uint64_t in) { return dice_.Below(in) == 0; }
  template <typename T>
  const T& Any(const std::vector<T>& of) {
    return of[dice_.Below(of.size())];
  }
  int64_t Pause_ms() {
    return Any<int64_t>({0, 0, 1, 500, 1000, 30000, 60000, 300000, 1200000, 3600000, 20000000});
  }

  LeafIndex Add(RecordKind kind, std::string body) {
    const LeafIndex index = world_.next();
    records_[index] = {.kind = kind, .time_ms = world_.now_ms(), .body = std::move(body)};
    world_.Skip();
    return index;
  }
  LeafIndex LogNote(const std::string& note) {
    const LeafIndex index = world_.next();
    records_[index] = {.kind = RecordKind::kNote, .time_ms = world_.now_ms(), .body = ""};
    EXPECT_EQ(world_.Log(note), absl::OkStatus());
    return index;
  }

  // As many targets as it takes; rung 1 is `to`.
  void LogPolicy() {
    const size_t rungs = 1 + dice_.Below(6);
    std::vector<std::string> texts;
    for (size_t i = 0; i < rungs; ++i) {
      const int64_t wait_s = Any<int64_t>({1, 1, 2, 60, 600, 1800, 7200});
      texts.push_back(absl::StrFormat(
          R"({"targets":[%s],"wait_s":{"flash":%d,"immediate":%d,"priority":%d,"routine":%d}})",
          i == 0 ? R"("to")" : Targets(), wait_s, wait_s, wait_s, wait_s));
    }
    std::string rules = absl::StrFormat(
        R"({"ack":"any","catch_up":"strict","on_empty":"%s","on_undeliverable":"advance",)"
        R"("renotify_on_handover":%s,"repeat":%d,"rungs":[%s])",
        Chance(3) ? "wait" : "advance", Chance(2) ? "true" : "false", dice_.Below(3),
        absl::StrJoin(texts, ","));
    if (Chance(2)) {
      absl::StrAppendFormat(&rules, R"(,"unresolved":{"after_s":%d,"targets":[%s]})",
                            Any<int64_t>({1, 60, 1200, 86400}), Targets());
    }
    rules += "}";
    const absl::StatusOr<LadderPolicy> policy = ParseLadderPolicy(rules);
    ASSERT_EQ(policy.status(), absl::OkStatus()) << rules;
    policy_ = *policy;
    knows_policy_ = !Chance(6);
    if (!knows_policy_) return;
    PolicyNote note{.kind = PolicyKind::kLadder, .ns = world_.mission().ns()};
    note.hub = absl::StrCat(note.ns, "/log");
    note.policy = kClimbPolicy;
    note.from = world_.mission().FullName("irn/d03");
    note.as = {"irn", Role::kJwg};
    note.seen.size = TreeSize(1);
    note.rules = rules;
    LogNote(world_.SignBy(PrintPolicyNote(note), {"irn/d03", "tur/d03"}));
  }
  // Sometimes those of an office that is no party: nobody.
  std::string Targets() {
    std::set<std::string> targets = {Chance(8) ? "xyz/head" : Any(mailboxes_).ToString()};
    if (Chance(2)) targets.insert(Any(mailboxes_).ToString());
    return absl::StrCat("\"", absl::StrJoin(targets, "\",\""), "\"");
  }

  // Of the policy's lines some are left out, and some come sooner or later.
  void MakeHeader() {
    header_.ns = world_.mission().ns();
    header_.as = kClimbSender;
    header_.to = {{kClimbOffice, Role::kDuty}};
    if (Chance(3)) header_.to.push_back({kClimbOffice, Role::kJwg});
    header_.precedence = Precedence::kFlash;
    header_.from = world_.mission().FullName("tur/d01");
    header_.ladder = kClimbPolicy;
    const Mission& mission = world_.directory().mission();
    std::set<uint32_t> unsealed;
    int64_t sooner_s = Chance(3) ? Any<int64_t>({1, 60, 600}) : 0;
    for (EscalateLine line :
         EscalateLines(policy_, header_.as, header_.to, header_.precedence, mission)) {
      if (Chance(5)) unsealed.insert(line.rung);
      if (unsealed.count(line.rung) > 0 || Chance(6)) continue;
      line.after_s -= static_cast<uint32_t>(std::min<int64_t>(sooner_s, line.after_s));
      header_.escalate.push_back(line);
    }
    addressing_ = {.as = kClimbSender,
                   .to = header_.to,
                   .office = kClimbOffice,
                   .precedence = header_.precedence};
  }

  // What the world does.
  void LoseOrNot() {
    const MailboxId& mailbox = Any(mailboxes_);
    if (Chance(3) || facts_.lost.count(mailbox) > 0) return;
    const std::vector<std::string> devices =
        world_.directory().DevicesOf(mailbox, world_.directory().size());
    LeafIndex last;
    for (const std::string& device : devices) {
      const std::string name = device.substr(world_.mission().ns().size() + 1);
      last =
          LogNote(world_.Revoke(name, RevokeReason::kLost, absl::StrCat(mailbox.office, "/r01")));
    }
    facts_.lost[mailbox] = last;
  }
  void RosterOrNot() {
    const MailboxId& mailbox = Any(mailboxes_);
    if (Chance(3)) return;
    RosterAct act{.head = Head(mailbox)};
    act.id = absl::StrCat("R-", ++rosters_);
    const auto shift = [&](const char* device) {
      return absl::StrFormat(R"({"days":[1,2,3,4,5,6,7],"devices":["%s"],"from":%s,"until":%s})",
                             device, Minute(), Minute());
    };
    std::string shifts = shift("d01");
    if (Chance(2)) absl::StrAppend(&shifts, ",", shift("d04"));
    if (Chance(5)) shifts.clear();
    act.roster = absl::StrFormat(R"({"mailbox":"%s","overrides":[],"shifts":[%s],"zone":"%s"})",
                                 mailbox.ToString(), shifts, kClimbZone);
    const absl::StatusOr<Roster> roster = ParseRoster(act.roster);
    ASSERT_EQ(roster.status(), absl::OkStatus()) << act.roster;
    facts_.rosters[mailbox] = {.roster = *roster, .index = AddAct(PrintOfficeAct(act), mailbox)};
  }
  // Not far from now.
  std::string Minute() {
    const int64_t day_min = world_.now_ms() / 60000 + static_cast<int64_t>(dice_.Below(400));
    return absl::StrFormat(R"("%02d:%02d")", day_min / 60 % 24, day_min % 60);
  }
  ActHead Head(const MailboxId& as) {
    ActHead head{.ns = header_.ns, .hub = absl::StrCat(world_.mission().ns(), "/log")};
    head.ns = world_.mission().ns();
    head.from = world_.mission().FullName(absl::StrCat(as.office, "/d01"));
    head.as = as;
    head.stream = {.to = "hub", .counter = 1, .prev = Hash()};
    head.seen.size = TreeSize(1);
    return head;
  }
  // Nobody here verifies who signs.
  LeafIndex AddAct(const std::string& text, const MailboxId& as) {
    return Add(RecordKind::kAct,
               world_.mission().signer(absl::StrCat(as.office, "/d01")).SignNote(text));
  }

  void Input() {
    const uint64_t kind = dice_.Below(20);
    if (kind < 8) return Receive();
    if (kind < 11) return Escalate();
    if (kind == 11 && Chance(3)) {
      const Instant now{Add(RecordKind::kEnvelope, "takes it back"), world_.now_ms()};
      return Do({.what = Happening::What::kWithdraw}, now,
                [&](IncidentMachine& machine) { machine.Withdraw(now); });
    }
    if (kind < 17) {
      LoseOrNot();
      const Instant now{LeafIndex(world_.next().value() - 1), world_.now_ms()};
      return Do({.what = Happening::What::kLookAgain}, now,
                [&](IncidentMachine& machine) { machine.LookAgain(now); });
    }
    RosterOrNot();
  }
  // The hub lets pass what readers say, and of others only the sender's office.
  void Receive() {
    Receipt receipt;
    receipt.state = Any<ReceiptState>(
        {ReceiptState::kDelivered, ReceiptState::kDelivered, ReceiptState::kRead,
         ReceiptState::kRefused, ReceiptState::kRefused, ReceiptState::kAcknowledged,
         ReceiptState::kPassedOn, ReceiptState::kResolved, ReceiptState::kCannotOpen});
    const bool ends = receipt.state == ReceiptState::kAcknowledged ||
                      receipt.state == ReceiptState::kPassedOn ||
                      receipt.state == ReceiptState::kResolved;
    if (ends && !Chance(4)) receipt.state = ReceiptState::kRefused;
    const MailboxId acting = Chance(3) ? Any(mailboxes_) : Any(Readers());
    const std::vector<MailboxId> readers = Readers();
    if (receipt.state == ReceiptState::kRefused &&
        std::find(readers.begin(), readers.end(), acting) == readers.end()) {
      return;
    }
    const ActHead head = Head(acting);
    receipt.ns = head.ns;
    receipt.hub = head.hub;
    receipt.from = head.from;
    receipt.as = acting;
    receipt.target = Sha256("header");
    receipt.index = envelope_.index;
    if (receipt.state == ReceiptState::kRefused) receipt.reason = "not_for_us";
    receipt.stream = {.to = kClimbSender.ToString(), .counter = 1, .prev = Hash()};
    receipt.seen = head.seen;
    const Instant now{AddAct(PrintReceipt(receipt), acting), world_.now_ms()};
    Do({.what = Happening::What::kReceipt, .state = receipt.state, .acting = acting}, now,
       [&](IncidentMachine& machine) { machine.Receipt(now, receipt.state, acting); });
  }
  std::vector<MailboxId> Readers() const {
    std::vector<MailboxId> readers = header_.to;
    for (const EscalateLine& line : header_.escalate) readers.push_back(line.mailbox);
    return readers;
  }
  void Escalate() {
    const MailboxId acting = Chance(2) ? kClimbSender : MailboxId{kClimbOffice, Role::kDuty};
    IncidentAct act{.head = Head(acting)};
    act.head.stream.to = kClimbSender.ToString();
    act.incident = Sha256("header");
    act.office = kClimbOffice;
    act.reason = "urgent";
    if (Chance(2)) act.rung = 1 + dice_.Below(8);
    const Instant now{AddAct(PrintOfficeAct(act), acting), world_.now_ms()};
    Do({.what = Happening::What::kEscalate, .acting = acting, .rung = act.rung}, now,
       [&](IncidentMachine& machine) { machine.Escalate(now, act.rung, acting); });
  }

  std::optional<int64_t> NextDue_ms() {
    TestWorld world(facts_);
    std::vector<Decision> none;
    return IncidentMachine(plan_, addressing_, world, incident_, none).NextDue_ms();
  }
  void Timer(LeafIndex index) {
    const Instant now{index, world_.now_ms()};
    Do({.what = Happening::What::kTimer}, now,
       [&](IncidentMachine& machine) { machine.AdvanceTo(now); });
  }

  // A part at a time is as good as all at once.
  template <typename Move>
  void Do(Happening one, Instant now, const Move& move) {
    one.at_ms = now.time_ms;
    one.facts = std::make_shared<const TestWorldFacts>(facts_);
    history_.push_back(one);
    std::vector<Decision> decisions;
    {
      TestWorld world(facts_);
      IncidentMachine machine(plan_, addressing_, world, incident_, decisions);
      const bool overdue = incident_.due_ms <= now.time_ms;
      move(machine);
      const bool timers = one.what == Happening::What::kTimer ||
                          (overdue && one.state == ReceiptState::kRefused && !decisions.empty());
      while (timers && machine.NextDue_ms().value_or(now.time_ms + 1) <= now.time_ms) {
        machine.AdvanceTo(now);
      }
    }
    for (Decision& decision : decisions) {
      if (decision.kind == Decision::Kind::kRelease) pending_.push_back(decision);
      CheckKey(decision);
      all_.push_back(std::move(decision));
    }
    const std::vector<Decision> expected = IncidentOracle(plan_, addressing_).Run(history_);
    ASSERT_EQ(DecisionTexts(all_, envelope_.time_ms), DecisionTexts(expected, envelope_.time_ms))
        << Story();
  }

  // At most one notification a key, for ever.
  void CheckKey(const Decision& decision) {
    const bool release = decision.kind == Decision::Kind::kRelease;
    if (!release && decision.code != "NOTIFY") return;
    for (const MailboxId& mailbox : decision.mailboxes) {
      const auto key = absl::StrCat(decision.loop, " ", decision.rung, " ", mailbox.ToString());
      EXPECT_TRUE(keys_.insert(key).second) << key << Story();
    }
  }

  // What the plugin wanted comes into the log after other records, and then back to it.
  void FlushSome() {
    while (!pending_.empty() && !Chance(4) && !testing::Test::HasFailure()) {
      world_.Advance(static_cast<int64_t>(dice_.Below(3) * dice_.Below(1000)));
      const Decision decision = pending_.front();
      pending_.erase(pending_.begin());
      const LeafIndex index = LogRelease(decision);
      Do({.what = Happening::What::kReleased, .rung = decision.rung, .loop = decision.loop},
         {index, world_.now_ms()},
         [&](IncidentMachine& machine) { machine.Released(index, decision.rung, decision.loop); });
    }
  }
  LeafIndex LogRelease(const Decision& decision) {
    Release release{.envelope = Sha256("header"), .office = kClimbOffice, .rung = decision.rung};
    release.head.ns = header_.ns;
    release.loop = decision.loop;
    release.mailboxes = decision.mailboxes;
    release.due_ms = decision.due_ms;
    release.reason = decision.reason;
    release.evidence = decision.evidence;
    const absl::StatusOr<ReleaseVerdict> verdict = CheckRelease(
        release, {world_.next(), world_.now_ms()}, header_, {envelope_.index, envelope_.time_ms},
        world_.directory(),
        [&](LeafIndex index) -> absl::StatusOr<std::optional<EvidenceRecord>> {
          return records_.at(index);
        },
        &zones_);
    EXPECT_EQ(verdict.status(), absl::OkStatus())
        << DecisionText(decision, envelope_.time_ms) << " evidence "
        << (decision.evidence.has_value() ? decision.evidence->value() : 0) << Story();
    if (verdict.ok()) {
      EXPECT_EQ(verdict->unchecked, "") << Story();
    }
    return Add(RecordKind::kRelease, PrintRelease(release));
  }

  std::string Story() const {
    std::string story = absl::StrCat("\nseed ", seed_, ", envelope ", envelope_.index.value());
    for (const PlannedRung& rung : plan_.rungs) {
      absl::StrAppend(&story, "\nrung ", rung.number, " after ", rung.after_ms, " sealed ",
                      rung.sealed.size(), " unsealed ", rung.unsealed.size());
    }
    for (const Happening& one : history_) {
      absl::StrAppend(&story, "\n", one.at_ms - envelope_.time_ms, " what ",
                      static_cast<int>(one.what), " ", ReceiptStateName(one.state), " ",
                      one.acting.ToString(), " rung ", one.rung.value_or(0), " lost");
      for (const auto& [mailbox, index] : one.facts->lost) {
        absl::StrAppend(&story, " ", mailbox.ToString(), "@", index.value());
      }
    }
    for (const Decision& one : all_) {
      absl::StrAppend(&story, "\n", DecisionText(one, envelope_.time_ms), " evidence ",
                      one.evidence.has_value() ? one.evidence->value() : 0);
    }
    return story;
  }

  SeededRandom dice_;
  FoundedMission world_;
  const uint64_t seed_;
  TimeZones zones_;
  TestWorldFacts facts_;
  std::vector<MailboxId> mailboxes_;
  int rosters_ = 0;
  LadderPolicy policy_;
  bool knows_policy_ = true;
  EnvelopeHeader header_;
  Addressing addressing_;
  LadderPlan plan_;
  Instant envelope_;
  std::map<LeafIndex, EvidenceRecord> records_;
  Incident incident_;
  std::vector<Happening> history_;
  std::vector<Decision> pending_;  // releases that are not in the log yet
  std::vector<Decision> all_;
  std::set<std::string> keys_;
};

TEST(IncidentModel, DecidesAsTheNaiveOneAndNoReleaseIsRefused) {
  for (uint64_t seed = 1; seed <= 200 && !HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Climb(seed).Run();
  }
}

}  // namespace
}  // namespace liaison
