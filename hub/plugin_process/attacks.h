// The attacks a plugin may try, for the self-attack at every start and for the attack suite.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_ATTACKS_H_
#define LIAISON_HUB_PLUGIN_PROCESS_ATTACKS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "hub/plugin_process/evil_order.h"

namespace liaison {

struct Attack {
  AttackId id;
  absl::string_view name;   // stable, for reports
  absl::string_view tries;  // what would be won
  // How the sandbox answers: an error, or by SIGSYS.
  bool killed = false;
  // Why it may fail also where no sandbox is, for a root; "" where it then works.
  absl::string_view bare_refusal{};
};

absl::Span<const Attack> Attacks();

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_ATTACKS_H_
