// Notices and alerts that climb: rows to incidents, decisions of their machines to effects.
#ifndef LIAISON_PLUGINS_ESCALATION_CASES_H_
#define LIAISON_PLUGINS_ESCALATION_CASES_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "plugins/escalation/book.h"
#include "plugins/escalation/outcome.h"
#include "plugins/escalation/rows.pb.h"
#include "plugins/sdk/plugin.h"
#include "proto/rules/incident.h"
#include "proto/text/office_act.h"

namespace liaison::escalation {

// For one event; all references outlive it.
class Cases {
 public:
  Cases(plugin::State& state, Book& book, Outcome& outcome, Instant now)
      : state_(state), book_(book), outcome_(outcome), now_(now) {}

  // An envelope with a ladder: joins the incidents of the notice that it follows, or raises its
  // own.
  void Accept(const plugin::v1::EnvelopeAccepted& envelope, absl::string_view first);
  // An alert with a ladder.
  void Open(const plugin::v1::AlertRecord& alert);
  // What it was raised for is done, says the plugin that raised it; of another it says nothing.
  void OnDone(const plugin::v1::AlertRecord& done);
  void OnReceipt(const plugin::v1::SignedAct& act, absl::string_view first);
  void OnAct(const IncidentAct& act);
  void OnRelease(const plugin::v1::ReleaseRecord& release);
  // A timer of ours, "case/<hash>/<office>".
  void OnTimer(absl::string_view key);
  // By the office `as`; its windows' rows go, too.
  void Withdraw(absl::string_view hash, absl::string_view as);
  // The envelope has rows in windows of patterns; without `envelope` it has a case if it climbs.
  void NoteCounted(const std::string& hash, const std::string& as,
                   const plugin::v1::EnvelopeAccepted* envelope,
                   const google::protobuf::RepeatedPtrField<std::string>& window_rows);
  // Some mailbox was lost. Looks at cases from `after` on; returns the last key it came to, empty
  // when all were seen.
  std::string Sweep(const std::string& after);

 private:
  using Move = absl::FunctionRef<void(IncidentMachine& machine)>;

  std::optional<Case> Find(absl::string_view hash);
  void Store(absl::string_view hash, const Case& one);
  // The case that an act about `target` means for `office`: its own, or the one it follows.
  std::string CaseOf(absl::string_view target, absl::string_view first);
  // The newest case in the chain that `first` begins which is still alive for the office.
  std::string JoinedBy(const plugin::v1::EnvelopeAccepted& envelope, const std::string& office,
                       absl::string_view first);
  // Lets the machine of an incident work.
  void Run(absl::string_view hash, Case& one, IncidentRow& row, Move move);
  void RunAll(absl::string_view hash, Move move);
  // Without room for more it is told a moment later, by its timer.
  void Raise(absl::string_view hash, Case& one, const std::string& office);
  void Do(absl::string_view hash, const Case& one, const std::string& office,
          const Decision& decision);
  void KeepTimer(absl::string_view hash, const Case& one, std::optional<int64_t> due_ms,
                 IncidentRow& row);

  plugin::State& state_;
  Book& book_;
  Outcome& outcome_;
  const Instant now_;
};

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_CASES_H_
