// A second, naive machine for an incident: at every question it goes through the whole history from
// the beginning, keeps nothing but lists of what happened, and asks them by walking. It knows no
// evidence.
#ifndef LIAISON_PROTO_RULES_INCIDENT_ORACLE_TESTING_H_
#define LIAISON_PROTO_RULES_INCIDENT_ORACLE_TESTING_H_

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/rules/incident_testing.h"

namespace liaison {

struct Happening {
  enum class What : uint8_t { kTimer, kReceipt, kEscalate, kWithdraw, kLookAgain, kReleased };
  What what = What::kTimer;  // the first: it was raised
  int64_t at_ms = 0;
  ReceiptState state = ReceiptState::kDelivered;
  MailboxId acting;
  std::optional<uint32_t> rung;
  uint32_t loop = 0;
  std::shared_ptr<const TestWorldFacts> facts;
};

class IncidentOracle {
 public:
  IncidentOracle(const LadderPlan& plan, const Addressing& addressing)
      : plan_(plan), addressing_(addressing) {}

  std::vector<Decision> Run(const std::vector<Happening>& history) {
    raised_ms_ = history.front().at_ms;
    for (const Happening& one : history) {
      now_ms_ = one.at_ms;
      facts_ = one.facts.get();
      Happen(one);
    }
    return out_;
  }

 private:
  enum class Phase : uint8_t { kOpen, kAcknowledged, kOver, kEnded };
  // A rung whose turn it was.
  struct Turn {
    size_t place = 0;
    uint32_t loop = 0;
    int64_t due_ms = 0;
    bool told = false;
    std::optional<std::string> jump;  // reason: it came early by itself
    bool released_known = false;      // its release was seen in the log
    bool delivered = false;
  };
  struct Watch {  // who is on duty in the turn's rung
    size_t turn = 0;
    int64_t next_ms = 0;  // 0: never
    std::vector<std::string> devices;
  };

  void Happen(const Happening& one) {
    switch (one.what) {
      case Happening::What::kTimer:
        return Timers();
      case Happening::What::kReceipt:
        return OnReceipt(one);
      case Happening::What::kEscalate:
        return OnEscalate(one);
      case Happening::What::kWithdraw:
        if (phase_ != Phase::kOver) Close("WITHDRAWN", std::nullopt, Phase::kOver);
        return;
      case Happening::What::kLookAgain:
        return OnLookAgain();
      case Happening::What::kReleased:
        if (!turns_.empty() && plan_.rungs[turns_.back().place].number == *one.rung &&
            turns_.back().loop == one.loop) {
          turns_.back().released_known = true;
        }
    }
  }

  // All that was due by now, the earliest first; a rung before a duty change before the last step.
  void Timers() {
    while (true) {
      std::vector<std::pair<int64_t, int>> dues;
      if (phase_ == Phase::kOpen) dues.emplace_back(NextTurn_ms(), 0);
      if (phase_ == Phase::kOpen && NextWatch_ms() != 0) dues.emplace_back(NextWatch_ms(), 1);
      if (plan_.unresolved.has_value() && !unresolved_ && phase_ != Phase::kOver) {
        dues.emplace_back(raised_ms_ + plan_.unresolved->after_ms, 2);
      }
      const auto first = std::min_element(dues.begin(), dues.end());
      if (first == dues.end() || first->first > now_ms_) return;
      if (first->second == 0) NextTurn(first->first);
      if (first->second == 1) DutyChange(first->first);
      if (first->second == 2) Unresolved(first->first);
    }
  }

  int64_t NextTurn_ms() const {
    if (turns_.empty()) return raised_ms_;
    const Turn& turn = turns_.back();
    return turn.due_ms + Wait_ms(turn.place);
  }
  int64_t Wait_ms(size_t place) const {
    return place + 1 == plan_.rungs.size()
               ? plan_.last_wait_ms
               : plan_.rungs[place + 1].after_ms - plan_.rungs[place].after_ms;
  }
  void NextTurn(int64_t due_ms) {
    if (!turns_.empty()) return Climb(turns_.back().place + 1, "DUE", due_ms);
    if (!plan_.wait_if_empty && Nobody(due_ms)) return Unstaffed(due_ms);
    Climb(0, "RAISED", due_ms);
  }

  void Climb(size_t place, const std::string& reason, int64_t due_ms) {
    const bool in_plan = place < plan_.rungs.size();
    ClimbOn(place, reason, due_ms, reason == "DUE" && in_plan && Early(place, due_ms));
  }
  // One rung after another, until one is there or must be waited for.
  void ClimbOn(size_t place, std::string reason, int64_t due_ms, bool base_early) {
    const bool asked = reason == "MANUAL" || reason == "REFUSED";
    for (; place < plan_.rungs.size(); ++place) {
      turns_.push_back({.place = place, .loop = loop_, .due_ms = due_ms});
      const std::vector<MailboxId> all = All(plan_.rungs[place]);
      const auto lost = std::count_if(all.begin(), all.end(), [&](auto& one) { return Lost(one); });
      const auto away = std::count_if(all.begin(), all.end(),
                                      [&](auto& one) { return !Lost(one) && Away(one, due_ms); });
      const bool nobodys = all.empty();
      const bool passed = nobodys || lost + away == static_cast<std::ptrdiff_t>(all.size());
      if (passed && away > 0 && !asked) reason = "EMPTY";
      if (passed && !nobodys && away == 0 && !asked && reason != "EMPTY") reason = "UNDELIVERABLE";
      // That the directory alone says does not make it early by itself if it was early already.
      const bool by_itself =
          asked || reason == "EMPTY" || (reason == "UNDELIVERABLE" && !base_early);
      if (by_itself) turns_.back().jump = reason;
      if (!passed) return Tell(plan_.rungs[place], reason, due_ms, by_itself);
      if (nobodys || (away > 0 && plan_.wait_if_empty)) return;
      turns_.back().jump.reset();  // only where it rests
      if (away > 0) Say("EMPTY", plan_.rungs[place].number, "EMPTY", due_ms, Owners());
    }
    TheEnd(due_ms);
  }

  void TheEnd(int64_t due_ms) {
    if (Told().empty()) return Unstaffed(due_ms);
    if (loop_ < plan_.repeat && !Nobody(due_ms)) {
      ++loop_;
      return ClimbOn(0, "REPEAT", due_ms, false);
    }
    phase_ = Phase::kEnded;
    const uint32_t rung = plan_.rungs.back().number;
    Say("EXHAUSTED", rung, "EXHAUSTED", due_ms, Owners());
    Late(rung, "EXHAUSTED", due_ms);
  }

  void Tell(const PlannedRung& rung, const std::string& reason, int64_t due_ms, bool by_itself) {
    const bool first = rung.number == plan_.rungs.front().number;
    const bool step = plan_.unresolved.has_value() && rung.number == plan_.unresolved->number;
    std::set<MailboxId> alarm;
    std::vector<MailboxId> content;
    for (const MailboxId& one : rung.unsealed) {
      if (!Lost(one)) alarm.insert(one);
    }
    for (const MailboxId& one : rung.sealed) {
      if (Lost(one)) continue;
      if (first) alarm.insert(one);
      if (!first) content.push_back(one);
    }
    Watch watch{.turn = turns_.size(), .next_ms = 0, .devices = {}};
    watch.devices = Devices(rung, now_ms_, &watch.next_ms);
    if (!step) watches_.push_back(watch);
    if (!step) turns_.back().told = true;
    if (!content.empty()) {
      Decision& release = Say("", rung.number, reason, due_ms, content);
      release.kind = Decision::Kind::kRelease;
      const bool early = due_ms < raised_ms_ + rung.after_ms;
      if (early && !by_itself) release.reason = ReasonOfEarly(reason);
    }
    if (!alarm.empty()) {
      // As the plan has them; those of rung 1 sorted.
      std::vector<MailboxId> mailboxes(alarm.begin(), alarm.end());
      Say("NOTIFY", rung.number, reason, due_ms, mailboxes).devices = watch.devices;
    }
    Late(rung.number, reason, due_ms);
  }

  // It is early because one before was: that one's release if it was seen, else what made it early.
  std::string ReasonOfEarly(const std::string& reason) const {
    for (auto turn = turns_.rbegin() + 1; turn != turns_.rend() && turn->loop == loop_; ++turn) {
      if (turn->released_known) return reason;
      if (turn->jump.has_value()) return *turn->jump;
    }
    return "?";
  }

  int64_t NextWatch_ms() const {
    if (watches_.empty() || !plan_.renotify_on_handover) return 0;
    return watches_.back().turn == turns_.size() ? watches_.back().next_ms : 0;
  }
  void DutyChange(int64_t at_ms) {
    const PlannedRung& rung = plan_.rungs[turns_.back().place];
    Watch watch{.turn = turns_.size(), .next_ms = 0, .devices = {}};
    watch.devices = Devices(rung, at_ms, &watch.next_ms);
    const std::vector<std::string> before = watches_.back().devices;
    watches_.push_back(watch);
    std::vector<std::string> news;
    for (const std::string& one : watch.devices) {
      if (std::find(before.begin(), before.end(), one) == before.end()) news.push_back(one);
    }
    if (news.empty()) return;
    std::set<MailboxId> there;
    for (const MailboxId& one : All(rung)) {
      if (!Lost(one) && !Away(one, at_ms)) there.insert(one);
    }
    Say("HANDOVER", rung.number, "HANDOVER", at_ms, {there.begin(), there.end()}).devices = news;
  }

  void Unresolved(int64_t due_ms) {
    unresolved_ = true;
    const PlannedRung& step = *plan_.unresolved;
    const std::vector<MailboxId> all = All(step);
    if (std::all_of(all.begin(), all.end(), [&](auto& one) { return Lost(one); })) {
      Say("EMPTY", step.number, "UNDELIVERABLE", due_ms, Owners());
      return;
    }
    Tell(step, "UNRESOLVED", due_ms, true);
  }

  void OnReceipt(const Happening& one) {
    if (phase_ == Phase::kOver) return;
    const bool current = !turns_.empty() && Has(All(plan_.rungs[turns_.back().place]), one.acting);
    const bool sender = one.acting.office == addressing_.as.office && !addressing_.office.empty();
    const bool theirs = Told().count(one.acting) > 0 || one.acting.office == addressing_.office;
    if (one.state == ReceiptState::kDelivered && current) turns_.back().delivered = true;
    if (one.state == ReceiptState::kRefused && current && phase_ == Phase::kOpen) {
      if (NextTurn_ms() <= now_ms_) return Timers();
      return Climb(turns_.back().place + 1, "REFUSED", now_ms_);
    }
    if (one.state == ReceiptState::kResolved && (theirs || sender)) {
      Close("RESOLVED", one.acting, Phase::kOver);
    }
    const bool taken =
        one.state == ReceiptState::kAcknowledged || one.state == ReceiptState::kPassedOn;
    if (taken && theirs) Close("ACKNOWLEDGED", one.acting, Phase::kAcknowledged);
  }

  void Close(const std::string& reason, std::optional<MailboxId> acting, Phase phase) {
    const Phase before = phase_;
    if (before == Phase::kOpen) Skipped();
    phase_ = phase;
    if (before == Phase::kAcknowledged) return;
    std::set<MailboxId> alarmed = Told();
    if (acting.has_value()) alarmed.erase(*acting);
    if (alarmed.empty()) return;
    Say("STAND_DOWN", CurrentRung(), reason, now_ms_, {alarmed.begin(), alarmed.end()});
  }

  void Skipped() {
    if (turns_.empty()) return;
    const Turn& turn = turns_.back();
    const int64_t first_ms = NextTurn_ms();
    uint32_t last = 0;
    int64_t due_ms = first_ms;
    for (size_t place = turn.place + 1; place < plan_.rungs.size(); ++place) {
      due_ms = first_ms + plan_.rungs[place].after_ms - plan_.rungs[turn.place + 1].after_ms;
      if (due_ms < now_ms_) last = plan_.rungs[place].number;
    }
    if (last == 0) return;
    Say("SKIPPED", last, "ANSWERED", first_ms, Owners()).late_ms = now_ms_ - first_ms;
  }

  void OnEscalate(const Happening& one) {
    const size_t next = turns_.empty() ? 0 : turns_.back().place + 1;
    size_t to = next;
    if (one.rung.has_value()) {
      for (to = 0; to < plan_.rungs.size() && plan_.rungs[to].number != *one.rung;) ++to;
    }
    std::string code;
    if (to < next) code = "ALREADY_ESCALATED";
    if (to >= plan_.rungs.size()) code = "NO_SUCH_RUNG";
    if (phase_ == Phase::kOver) code = "NOT_OPEN";
    if (!code.empty()) {
      Say(code, one.rung.value_or(CurrentRung()), "MANUAL", now_ms_, {one.acting});
      return;
    }
    phase_ = Phase::kOpen;
    Climb(to, "MANUAL", now_ms_);
  }

  void OnLookAgain() {
    if (phase_ != Phase::kOpen || turns_.empty()) return;
    const Turn turn = turns_.back();
    const std::vector<MailboxId> all = All(plan_.rungs[turn.place]);
    const bool lost =
        !all.empty() && std::all_of(all.begin(), all.end(), [&](auto& one) { return Lost(one); });
    if (!lost || turn.delivered || NextTurn_ms() <= now_ms_) return;
    ClimbOn(turn.place + 1, "UNDELIVERABLE", now_ms_, Early(turn.place, now_ms_));
  }

  void Unstaffed(int64_t due_ms) {
    phase_ = Phase::kEnded;
    std::set<MailboxId> mailboxes;
    for (const MailboxId& one : Owners()) mailboxes.insert(one);
    if (!addressing_.office.empty()) mailboxes.insert({addressing_.office, Role::kHead});
    Say("UNSTAFFED", 0, "UNSTAFFED", due_ms, {mailboxes.begin(), mailboxes.end()});
  }
  void Late(uint32_t rung, const std::string& reason, int64_t due_ms) {
    if (now_ms_ < due_ms + 60000) return;
    Say("LATE", rung, reason, due_ms, Owners()).late_ms = now_ms_ - due_ms;
  }
  Decision& Say(std::string code, uint32_t rung, std::string reason, int64_t due_ms,
                std::vector<MailboxId> mailboxes) {
    Decision said{.code = std::move(code)};
    said.mailboxes = std::move(mailboxes);
    said.rung = rung;
    said.loop = loop_;
    said.reason = std::move(reason);
    said.due_ms = due_ms;
    out_.push_back(std::move(said));
    return out_.back();
  }

  std::set<MailboxId> Told() const {
    std::set<MailboxId> told;
    for (const Decision& one : out_) {
      const bool release = one.kind == Decision::Kind::kRelease;
      if (release || one.code == "NOTIFY") told.insert(one.mailboxes.begin(), one.mailboxes.end());
    }
    return told;
  }
  std::vector<MailboxId> Owners() const {
    if (!addressing_.office.empty()) return {addressing_.as};
    std::set<MailboxId> told = Told();
    if (told.empty()) {
      for (const PlannedRung& rung : plan_.rungs) {
        for (const MailboxId& one : All(rung)) told.insert(one);
      }
    }
    return {told.begin(), told.end()};
  }
  uint32_t CurrentRung() const {
    return turns_.empty() ? 0 : plan_.rungs[turns_.back().place].number;
  }
  static std::vector<MailboxId> All(const PlannedRung& rung) {
    std::vector<MailboxId> all = rung.unsealed;
    all.insert(all.end(), rung.sealed.begin(), rung.sealed.end());
    return all;
  }
  static bool Has(const std::vector<MailboxId>& all, const MailboxId& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }
  bool Early(size_t place, int64_t due_ms) const {
    return due_ms < raised_ms_ + plan_.rungs[place].after_ms;
  }
  bool Lost(const MailboxId& mailbox) const { return facts_->lost.count(mailbox) > 0; }
  bool Away(const MailboxId& mailbox, int64_t at_ms) const {
    const auto found = facts_->rosters.find(mailbox);
    return found != facts_->rosters.end() &&
           OnDuty(found->second.roster, facts_->zone, at_ms).empty();
  }
  bool Nobody(int64_t at_ms) const {
    for (const PlannedRung& rung : plan_.rungs) {
      for (const MailboxId& one : All(rung)) {
        if (!Lost(one) && !Away(one, at_ms)) return false;
      }
    }
    return true;
  }
  std::vector<std::string> Devices(const PlannedRung& rung, int64_t at_ms, int64_t* next_ms) const {
    std::set<std::string> devices;
    bool everybody = false;
    for (const MailboxId& one : All(rung)) {
      const auto found = facts_->rosters.find(one);
      if (found == facts_->rosters.end()) {
        everybody = true;
        continue;
      }
      const Roster& roster = found->second.roster;
      for (const std::string& device : OnDuty(roster, facts_->zone, at_ms)) devices.insert(device);
      if (!facts_->with_changes) continue;
      const int64_t change_ms = NextDutyChange_ms(roster, facts_->zone, at_ms).value_or(0);
      if (change_ms != 0 && (*next_ms == 0 || change_ms < *next_ms)) *next_ms = change_ms;
    }
    if (everybody) return {};
    return {devices.begin(), devices.end()};
  }

  const LadderPlan& plan_;
  const Addressing& addressing_;
  int64_t raised_ms_ = 0;
  int64_t now_ms_ = 0;
  const TestWorldFacts* facts_ = nullptr;
  Phase phase_ = Phase::kOpen;
  uint32_t loop_ = 0;
  bool unresolved_ = false;
  std::vector<Turn> turns_;
  std::vector<Watch> watches_;
  std::vector<Decision> out_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_INCIDENT_ORACLE_TESTING_H_
