// Obligations of the instrument: warned of, met or breached. A breach climbs a ladder. Source:
// ESCALATION E24. Expiries are exclusive: what is done at that instant is late.
#ifndef LIAISON_PLUGINS_ESCALATION_OBLIGATIONS_H_
#define LIAISON_PLUGINS_ESCALATION_OBLIGATIONS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "plugins/escalation/book.h"
#include "plugins/escalation/outcome.h"
#include "plugins/escalation/rows.pb.h"
#include "plugins/sdk/plugin.h"
#include "proto/rules/obligation.h"
#include "proto/text/office_act.h"
#include "proto/text/policy_note.h"

namespace liaison::escalation {

// For one event; all references outlive it.
class Obligations {
 public:
  Obligations(plugin::State& state, Book& book, Outcome& outcome, int64_t now_ms)
      : state_(state), book_(book), outcome_(outcome), now_ms_(now_ms) {}

  // A version came into force: dates are computed anew, and what was not met is open again.
  void OnPolicy(const PolicyNote& policy, absl::string_view note_hash);
  void OnAct(const ObligationAct& act);
  void OnTimer(const std::string& key);
  // Time zones changed.
  void OnZones();

 private:
  struct Duty {
    std::string id;
    ObligationRow row;
    Obligation obligation;
  };
  std::optional<Duty> Find(const std::string& id);
  void Date(Duty& duty);
  // Warnings and breach that are due by now.
  void Advance(Duty& duty);
  void Store(Duty& duty);
  plugin::v1::Alert& Say(const Duty& duty, absl::string_view code);
  // What became of it: every office's reports rest on that.
  plugin::v1::Alert& SayInPublic(const Duty& duty, absl::string_view code);

  plugin::State& state_;
  Book& book_;
  Outcome& outcome_;
  const int64_t now_ms_;
};

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_OBLIGATIONS_H_
