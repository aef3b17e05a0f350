// The naive double of the report machine: it keeps every act that had effect and derives all else
// from that list anew whenever it is asked. For tests.
#ifndef LIAISON_PROTO_RULES_REPORT_ORACLE_TESTING_H_
#define LIAISON_PROTO_RULES_REPORT_ORACLE_TESTING_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/report_testing.h"

namespace liaison {

class ReportOracle {
 public:
  // What is said because of a leaf, "<ms> <text>" each.
  std::vector<std::string> Take(const ReportLeaf& leaf) {
    said_.clear();
    PassUntil(leaf.at.time_ms);
    if (const auto* revoked = std::get_if<ReportRevoked>(&leaf.what)) {
      if (revoked->reason != RevokeReason::kReplaced) ended_.insert(revoked->device);
      return said_;
    }
    const auto& note = std::get<ReportNoteLeaf>(leaf.what);
    const std::string why_not = WhyNot(note);
    if (!why_not.empty()) {
      Say(leaf.at.time_ms, absl::StrCat("err ", why_not, " ", note.note.head.as.ToString()));
      return said_;
    }
    const std::string before = Phase();
    const std::set<std::string> answered = Answered();
    acts_.push_back({.at = leaf.at, .leaf = note});
    if (Name(note) == "reopen") {
      for (const std::string& office : answered) {
        Say(leaf.at.time_ms, absl::StrCat("VOIDED(", office, ")"));
      }
    }
    SayDone(leaf.at.time_ms, note);
    if (Phase() != before) SayPhase(leaf.at.time_ms);
    return said_;
  }
  std::vector<std::string> AdvanceTo(int64_t time_ms) {
    said_.clear();
    PassUntil(time_ms);
    return said_;
  }

  std::string Phase() const {
    if (acts_.empty()) return "none";
    if (Withdrawn().size() >= 2) return "withdrawn";
    const size_t all = Opening().signs.size();
    if (Answers().size() == all || passed_sign_due_)
      return Agreeing() >= Threshold() ? "final" : "failed";
    if (IsFrozen()) return "signing";
    return Find("draft") == nullptr ? "collecting" : "draft";
  }
  // Answers that count, by office: "sign", with its note.
  std::map<std::string, std::pair<std::string, Hash>> Answers() const {
    std::map<std::string, std::pair<std::string, Hash>> answers;
    for (const Act& act : acts_) {
      const std::string name = Name(act.leaf);
      if (name == "reopen") answers.clear();
      if (IsAnswerName(name)) answers[Office(act.leaf)] = {name, act.leaf.hash};
    }
    return answers;
  }
  std::string Outcome() const {
    if (Phase() != "final") return "none";
    std::multiset<std::string> names;
    for (const auto& [office, answer] : Answers()) names.insert(answer.first);
    const size_t all = Opening().signs.size();
    if (names.count("sign") == all) return "unanimous";
    return names.count("sign") + names.count("reserve") == all ? "with_reservations" : "partial";
  }

 private:
  struct Act {
    Instant at;
    ReportNoteLeaf leaf;
  };
  struct Moment {
    int64_t at_ms = 0;
    int rank = 0;  // of the due
    int64_t before_h = 0;
  };

  static std::string Name(const ReportNoteLeaf& leaf) {
    return std::string(ReportActName(leaf.note));
  }
  static std::string Office(const ReportNoteLeaf& leaf) { return leaf.note.head.as.office; }
  static bool IsAnswerName(const std::string& name) {
    return name == "sign" || name == "reserve" || name == "refuse";
  }
  const ReportOpen& Opening() const { return std::get<ReportOpen>(acts_.front().leaf.note.act); }
  // The last act of this name.
  const Act* Find(const std::string& name) const {
    const auto found = std::find_if(acts_.rbegin(), acts_.rend(),
                                    [&](const Act& act) { return Name(act.leaf) == name; });
    return found == acts_.rend() ? nullptr : &*found;
  }
  bool IsFrozen() const {
    for (auto act = acts_.rbegin(); act != acts_.rend(); ++act) {
      if (Name(act->leaf) == "reopen") return false;
      if (Name(act->leaf) == "freeze") return true;
    }
    return false;
  }
  std::set<std::string> Withdrawn() const {
    std::set<std::string> offices;
    for (const Act& act : acts_) {
      if (Name(act.leaf) == "withdraw") offices.insert(Office(act.leaf));
    }
    return offices;
  }
  std::set<std::string> Answered() const {
    std::set<std::string> offices;
    if (acts_.empty()) return offices;
    for (const auto& [office, answer] : Answers()) offices.insert(office);
    return offices;
  }
  size_t Agreeing() const {
    size_t agreeing = 0;
    for (const auto& [office, answer] : Answers()) agreeing += answer.first == "refuse" ? 0 : 1;
    return agreeing;
  }
  size_t Threshold() const { return Opening().threshold; }
  std::map<std::string, Hash> Sheets() const {
    std::map<std::string, Hash> sheets;
    for (const Act& act : acts_) {
      if (const auto* one = std::get_if<ReportContribute>(&act.leaf.note.act)) {
        sheets[Office(act.leaf)] = one->sheet;
      }
    }
    return sheets;
  }
  // The last comment of each office since the last draft.
  std::map<std::string, ReportNoteLeaf> Comments() const {
    std::map<std::string, ReportNoteLeaf> comments;
    for (const Act& act : acts_) {
      if (Name(act.leaf) == "draft") comments.clear();
      if (Name(act.leaf) == "comment") comments[Office(act.leaf)] = act.leaf;
    }
    return comments;
  }
  // Nothing that was contributed is left out without being named.
  bool IsWhole(const ReportDraft& draft) const {
    std::map<std::string, Hash> used;
    for (const ReportSheetRef& one : draft.sheets) used[one.office] = one.sheet;
    std::map<std::string, Hash> contributed = Sheets();
    for (const std::string& office : draft.aside) {
      if (contributed.erase(office) == 0) return false;
    }
    return used == contributed;
  }

  // Of contributions, reviews and answers, in this order.
  std::vector<std::string> Late(int rank) const {
    const std::string phase = Phase();
    std::vector<std::string> late;
    if (rank == 0 && (phase == "collecting" || phase == "draft")) {
      for (const std::string& office : Opening().owes) {
        if (!Sheets().contains(office)) late.push_back(office);
      }
    }
    if (rank == 1 && phase == "draft") {
      for (const std::string& office : Opening().owes) {
        if (!Comments().contains(office)) late.push_back(office);
      }
    }
    if (rank == 2 && phase == "signing") {
      for (const std::string& office : Opening().signs) {
        if (!Answers().contains(office)) late.push_back(office);
      }
    }
    return late;
  }
  std::vector<Moment> Moments() const {
    std::vector<Moment> moments;
    const ReportDues& dues = Opening().dues;
    const int64_t opened_ms = acts_.front().at.time_ms;
    int rank = 0;
    for (const std::optional<int64_t>& due_s : {dues.contribution_s, dues.review_s, dues.sign_s}) {
      if (due_s.has_value()) {
        for (const int64_t before_h : {48, 24, 2}) {
          const int64_t at_ms = *due_s * 1000 - before_h * kReportHour_ms;
          if (at_ms >= opened_ms) moments.push_back({at_ms, rank, before_h});
        }
        moments.push_back({std::max(*due_s * 1000, opened_ms), rank, 0});
      }
      ++rank;
    }
    std::stable_sort(moments.begin(), moments.end(),
                     [](const Moment& one, const Moment& next) { return one.at_ms < next.at_ms; });
    return moments;
  }
  bool IsOver() const {
    const std::string phase = Phase();
    return phase == "final" || phase == "failed" || phase == "withdrawn";
  }
  void PassUntil(int64_t time_ms) {
    if (acts_.empty()) return;
    const std::vector<Moment> moments = Moments();
    for (; passed_ < moments.size() && moments[passed_].at_ms < time_ms; ++passed_) {
      if (!IsOver()) Pass(moments[passed_]);
    }
  }
  void Pass(const Moment& moment) {
    static const char* const kNames[] = {"contribution", "review", "sign"};
    const std::string due = kNames[moment.rank];
    for (const std::string& office : Late(moment.rank)) {
      if (moment.before_h > 0) {
        Say(moment.at_ms, absl::StrCat("REMINDER(", due, ",", office, ",-", moment.before_h, "h)"));
      } else {
        Say(moment.at_ms, absl::StrCat("MISSED(", due, ",", office, ")"));
        missing_.insert({due, office});
      }
    }
    if (moment.before_h == 0 && moment.rank == 0) passed_contribution_due_ = true;
    if (moment.before_h > 0 || moment.rank != 2) return;
    passed_sign_due_ = true;
    SayPhase(moment.at_ms);
  }
  void SayDone(int64_t time_ms, const ReportNoteLeaf& leaf) {
    const std::string due = Name(leaf) == "contribute" ? "contribution"
                            : Name(leaf) == "comment"  ? "review"
                                                       : "";
    if (missing_.erase({due, Office(leaf)}) == 0) return;
    Say(time_ms, absl::StrCat("DONE(", due, ",", Office(leaf), ")"));
  }
  void SayPhase(int64_t time_ms) {
    const std::string phase = Phase();
    Say(time_ms, phase == "final"    ? absl::StrCat("FINAL(", Outcome(), ")")
                 : phase == "failed" ? "FAILED"
                                     : phase);
    if (phase == "signing" || IsOver()) {  // what is missing cannot come any more
      for (const auto& [due, office] : std::exchange(missing_, {})) {
        Say(time_ms, absl::StrCat("DONE(", due, ",", office, ")"));
      }
    }
  }

  std::string WhyNot(const ReportNoteLeaf& leaf) const {
    const std::string name = Name(leaf);
    if (name == "open" && !acts_.empty()) return "EXISTS";
    if (name != "open" && acts_.empty()) return "UNKNOWN_REPORT";
    const std::string unsigned_because = WhyNotSigned(leaf);
    if (!unsigned_because.empty() || name == "open") return unsigned_because;
    if (IsOver()) return "REPORT_FINAL";
    if (name == "withdraw") return Withdrawn().contains(Office(leaf)) ? "ALREADY" : "";
    const bool desk = name == "contribute" || name == "draft" || name == "comment";
    if (desk && IsFrozen()) return "FROZEN";
    if (name == "contribute") {
      const std::map<std::string, Hash> sheets = Sheets();
      const auto sheet = sheets.find(Office(leaf));
      const Hash& same = std::get<ReportContribute>(leaf.note.act).sheet;
      return sheet != sheets.end() && sheet->second == same ? "ALREADY" : "";
    }
    return name == "draft" ? WhyNotDraft(leaf) : WhyNotOnDraft(name, leaf);
  }
  std::string WhyNotDraft(const ReportNoteLeaf& leaf) const {
    const auto& draft = std::get<ReportDraft>(leaf.note.act);
    if (!IsWhole(draft)) return "STALE_DIGEST";
    const Act* last = Find("draft");
    return last != nullptr && std::get<ReportDraft>(last->leaf.note.act) == draft ? "ALREADY" : "";
  }
  std::string WhyNotOnDraft(const std::string& name, const ReportNoteLeaf& leaf) const {
    const Act* last = Find("draft");
    if (last == nullptr) return "TOO_EARLY";
    const Hash model = std::get<ReportDraft>(last->leaf.note.act).model;
    if (*std::get<ReportStep>(leaf.note.act).model != model) return "STALE_DIGEST";
    if (name == "comment") {
      const std::map<std::string, ReportNoteLeaf> comments = Comments();
      const auto same = comments.find(Office(leaf));
      const bool repeats =
          same != comments.end() && same->second.note.head.text == leaf.note.head.text;
      return repeats ? "ALREADY" : "";
    }
    if (name == "freeze") {
      if (IsFrozen()) return "ALREADY";
      const bool all_in = Sheets().size() == Opening().owes.size();
      if (!all_in && !passed_contribution_due_) return "INCOMPLETE";
      return IsWhole(std::get<ReportDraft>(last->leaf.note.act)) ? "" : "STALE_DIGEST";
    }
    if (!IsFrozen()) return "TOO_EARLY";
    if (name == "reopen") return !Answers().empty() && leaf.signers.size() < 2 ? "NEEDS_TWO" : "";
    if (leaf.signers.size() < Opening().persons) return "NEEDS_TWO";
    return IsStanding(name, leaf) ? "ALREADY" : "";
  }
  // The latest answer of the office says the same in the same words.
  bool IsStanding(const std::string& name, const ReportNoteLeaf& leaf) const {
    const auto answers = Answers();
    const auto standing = answers.find(Office(leaf));
    if (standing == answers.end() || standing->second.first != name) return false;
    return std::any_of(acts_.begin(), acts_.end(), [&](const Act& act) {
      return act.leaf.hash == standing->second.second &&
             act.leaf.note.head.text == leaf.note.head.text;
    });
  }
  std::string WhyNotSigned(const ReportNoteLeaf& leaf) const {
    static const std::map<std::string, ReportDevice> devices = ReportDevices();
    for (const std::string& signer : leaf.signers) {
      if (!devices.contains(signer)) return "UNKNOWN_KEY";
      if (ended_.contains(signer)) return "KEY_REVOKED";
    }
    const std::string name = Name(leaf);
    const ReportDevice& first = devices.at(leaf.signers[0]);
    const MailboxId& as = leaf.note.head.as;
    const bool desk = name == "contribute" || name == "draft" || name == "comment";
    bool allowed = first.office == as.office;
    if (as.role == Role::kJwg) {
      allowed = allowed && first.jwg;
    } else {
      allowed = allowed && desk && as.role == Role::kEditor && first.editor;
    }
    if (name == "open" || name == "reopen" || name == "withdraw") {
      allowed = allowed && IsTestGuarantor(as.office);
    } else if (name == "draft" || name == "freeze") {
      allowed = allowed && as.office == Opening().rapporteur;
    } else {
      const auto& offices = IsAnswerName(name) ? Opening().signs : Opening().owes;
      allowed = allowed && std::count(offices.begin(), offices.end(), as.office) == 1;
    }
    if (leaf.signers.size() == 2) {
      const ReportDevice& second = devices.at(leaf.signers[1]);
      const bool officer =
          IsAnswerName(name) && second.office == first.office && second.holder != first.holder;
      const bool guarantor =
          name == "reopen" && second.office != first.office && IsTestGuarantor(second.office);
      allowed = allowed && second.jwg && (officer || guarantor);
    }
    return allowed ? "" : "NOT_ALLOWED";
  }
  void Say(int64_t time_ms, absl::string_view text) {
    said_.push_back(absl::StrCat(time_ms - kReportT0_ms, " ", text));
  }

  std::vector<Act> acts_;  // those that had effect, the opening first
  std::set<std::string> ended_;
  std::set<std::pair<std::string, std::string>> missing_;  // a due and who was said to miss it
  size_t passed_ = 0;                                      // moments
  bool passed_contribution_due_ = false;
  bool passed_sign_due_ = false;
  std::vector<std::string> said_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_REPORT_ORACLE_TESTING_H_
