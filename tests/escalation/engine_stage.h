// The engine alone on a script: no hub, no process, no signatures. What a hub would do with its
// effects is done here in another way, with maps: rows, timers, records that come back as events.
#ifndef LIAISON_TESTS_ESCALATION_ENGINE_STAGE_H_
#define LIAISON_TESTS_ESCALATION_ENGINE_STAGE_H_

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/time/time.h"
#include "plugins/escalation/escalation.h"
#include "plugins/plugkit/script.h"
#include "tests/escalation/memory_rows.h"

namespace liaison {

// Thread: one.
class EngineStage {
 public:
  EngineStage();

  // A script without includes (ReadScript). Returns the records in the form of `plugkit run`.
  // Failures of the engine are gtest failures.
  std::vector<plugkit::Record> Play(const plugkit::Script& script);
  // All effects of the engine, in order: a replay gives the same.
  const std::string& effects() const { return effects_; }
  size_t timers() const { return timers_.size(); }
  const std::map<std::string, std::string>& rows() const { return rows_.rows(); }

 private:
  struct Due {
    int64_t due_ms = 0;
    int precedence = 0;
    std::string key;
    auto operator<=>(const Due&) const = default;
  };
  struct SetTimer {
    Due due;
    std::string order_key;
  };

  void Do(const plugkit::Step& step);
  void Send(const plugkit::Envelope& envelope, const std::string& name);
  void Give(const plugkit::Receipt& receipt);
  void Act(const plugkit::IncidentAct& act);
  void Act(const plugkit::ObligationAct& act);
  void SetPolicy(const plugkit::Policy& policy);
  void SetRoster(const plugkit::Roster& roster);
  void Revoke(const std::string& device);
  void Certify(const std::string& device_and_role);
  void SayKeysChanged(const std::string& office, const std::string& kind);

  void AdvanceTo(int64_t time_ms, bool inclusive);
  plugin::Event Make();
  void Push(plugin::Event event);
  void Drain();
  void Handle(const plugin::Event& event);
  void Apply(const plugin::v1::Effect& effect);
  void Record(const plugin::v1::Release& release);
  void Record(const plugin::v1::Alert& alert);
  std::string HashOf(const std::string& name);
  std::string TargetOf(const std::string& target, const std::string& mailbox);
  std::string FirstOf(const std::string& hash) const;
  std::vector<std::string> Lost(const std::string& office) const;

  escalation::Escalation engine_;
  MemoryRows rows_;
  std::map<std::string, SetTimer> timers_;
  std::set<Due> due_;
  std::deque<plugin::Event> events_;
  int64_t began_ms_ = 0;
  int64_t now_ms_ = 0;
  uint64_t seq_ = 0;
  bool stopped_ = false;
  std::map<std::string, std::set<std::string>> devices_;  // by mailbox
  std::map<std::string, std::string> office_;             // by hash of a header
  std::map<std::string, std::string> follows_;            // hash of a header, to its office's own
  std::map<std::string, std::string> about_;              // hash of an alert, to its only ref
  std::map<std::string, std::string> names_;              // by hash
  std::map<std::string, LadderPolicy> ladders_;           // "L-STD 1"
  struct Told {
    std::string code;
    std::vector<std::string> mailboxes;
    std::string hash;
  };
  std::vector<Told> alerts_;
  std::vector<plugkit::Record> records_;
  std::string effects_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_ESCALATION_ENGINE_STAGE_H_
