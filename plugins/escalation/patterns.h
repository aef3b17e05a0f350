// Patterns over blind tags: so many envelopes within a sliding window raise an incident; those that
// follow within the window of the first belong to it. Source: ESCALATION rule 10, E15, E17.
#ifndef LIAISON_PLUGINS_ESCALATION_PATTERNS_H_
#define LIAISON_PLUGINS_ESCALATION_PATTERNS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "plugins/escalation/book.h"
#include "plugins/escalation/outcome.h"
#include "plugins/escalation/rows.pb.h"
#include "plugins/sdk/plugin.h"
#include "proto/rules/pattern.h"

namespace liaison::escalation {

// For one event; all references outlive it.
class Patterns {
 public:
  Patterns(plugin::State& state, Book& book, Outcome& outcome)
      : state_(state), book_(book), outcome_(outcome) {}

  // Counts an envelope with one tag, accepted at `time_ms`, in every pattern over that slot. Keys
  // of the rows that it leaves are added to `counted`.
  void Count(absl::string_view envelope, const TagRow& tag, int64_t time_ms,
             google::protobuf::RepeatedPtrField<std::string>& counted);
  // A timer of ours: nothing in this window counts any more.
  void OnTimer(const std::string& window, int64_t time_ms);

 private:
  void CountIn(const std::string& id, const PatternPolicy& pattern, absl::string_view envelope,
               const TagRow& tag, int64_t time_ms,
               google::protobuf::RepeatedPtrField<std::string>& counted);
  void Raise(const std::string& id, const PatternPolicy& pattern,
             const std::vector<plugin::Row>& before, absl::string_view envelope);

  plugin::State& state_;
  Book& book_;
  Outcome& outcome_;
};

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_PATTERNS_H_
