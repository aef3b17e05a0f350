// The effects of one event, counted: the hub takes a bounded number, so what may be long goes on
// with a timer of its own.
#ifndef LIAISON_PLUGINS_ESCALATION_OUTCOME_H_
#define LIAISON_PLUGINS_ESCALATION_OUTCOME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "plugins/sdk/plugin.h"
#include "proto/text/names.h"

namespace liaison::escalation {

class Outcome {
 public:
  explicit Outcome(plugin::Effects& effects) : effects_(effects) {}

  // Of the 64 effects of an event one step of anything takes at most half, so a step that begins
  // with room ends with room.
  bool HasRoom() const { return count_ <= 30; }

  void Put(absl::string_view key, absl::string_view value) {
    effects_.Put(key, value);
    ++count_;
  }
  void Erase(absl::string_view key) {
    effects_.Erase(key);
    ++count_;
  }
  void SetTimer(absl::string_view key, int64_t due_ms, Precedence precedence) {
    effects_.SetTimer(key, due_ms, "")
        .set_precedence(static_cast<plugin::v1::Precedence>(precedence));
    ++count_;
  }
  void CancelTimer(absl::string_view key) {
    effects_.CancelTimer(key);
    ++count_;
  }
  plugin::v1::Release& Release() {
    ++count_;
    return effects_.Release();
  }
  plugin::v1::Alert& Alert(absl::string_view code, Precedence precedence,
                           const std::vector<MailboxId>& mailboxes) {
    ++count_;
    plugin::v1::Alert& alert =
        effects_.Alert(code, static_cast<plugin::v1::Precedence>(precedence));
    for (const MailboxId& mailbox : mailboxes) alert.add_mailboxes(mailbox.ToString());
    return alert;
  }

 private:
  plugin::Effects& effects_;
  int count_ = 0;
};

using plugin::AddNumber;
using plugin::AddToken;

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_OUTCOME_H_
