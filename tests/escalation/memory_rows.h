// A plugin's committed rows without a hub.
#ifndef LIAISON_TESTS_ESCALATION_MEMORY_ROWS_H_
#define LIAISON_TESTS_ESCALATION_MEMORY_ROWS_H_

#include <map>
#include <string>

#include "plugins/sdk/plugin.h"

namespace liaison {

class MemoryRows final : public plugin::CommittedState {
 public:
  plugin::v1::StateReply Get(const plugin::v1::StateGet& get) override;
  plugin::v1::StateReply Scan(const plugin::v1::StateScan& scan) override;
  // What it does to rows, if anything.
  void Apply(const plugin::v1::Effect& effect);
  const std::map<std::string, std::string>& rows() const { return rows_; }

 private:
  std::map<std::string, std::string> rows_;
};

// What the plugin makes of `event`; nothing of it is applied. `mistake`: what a hub would refuse in
// it, or empty.
plugin::v1::EventResult Answer(plugin::Plugin& plugin, const plugin::Event& event, MemoryRows& rows,
                               std::string& mistake);

}  // namespace liaison

#endif  // LIAISON_TESTS_ESCALATION_MEMORY_ROWS_H_
