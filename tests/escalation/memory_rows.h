// A plugin's committed rows without a hub.
#ifndef LIAISON_TESTS_ESCALATION_MEMORY_ROWS_H_
#define LIAISON_TESTS_ESCALATION_MEMORY_ROWS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
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

// The lines and the mission of a charter, as far as plugins read them: `offices`, sorted, are
// guarantors.
std::string CharterText(absl::string_view ns, const std::vector<std::string>& offices);

// A plugin on rows in memory, at one instant: what it asks for is applied, timers fire by hand.
// Thread: one.
class PluginOnRows {
 public:
  // `plugin` outlives it.
  PluginOnRows(plugin::Plugin& plugin, std::string ns, int64_t now_ms)
      : plugin_(plugin), ns_(std::move(ns)), now_ms_(now_ms) {}

  void Put(const std::string& key, const std::string& value);
  // What a hub would refuse in the answer is a gtest failure; of what cannot be processed nothing
  // is applied.
  plugin::v1::EventResult Give(plugin::v1::Event event);
  // Signed by these devices, "tur/d03".
  plugin::v1::EventResult GiveNote(const std::string& type, const std::string& text,
                                   const std::vector<std::string>& signers);
  plugin::v1::EventResult Fire(const std::string& timer);

  int64_t now_ms() const { return now_ms_; }
  void PassTo(int64_t now_ms) { now_ms_ = now_ms; }
  const std::map<std::string, std::string>& rows() const { return rows_.rows(); }
  const std::map<std::string, int64_t>& due() const { return due_; }  // timers that are set
  const std::vector<plugin::v1::Alert>& said() const { return said_; }

 private:
  plugin::Plugin& plugin_;
  const std::string ns_;
  int64_t now_ms_;
  MemoryRows rows_;
  uint64_t seq_ = 1;
  std::map<std::string, int64_t> due_;
  std::vector<plugin::v1::Alert> said_;
};

// What the plugin makes of `event`; nothing of it is applied. `mistake`: what a hub would refuse in
// it, or empty.
plugin::v1::EventResult Answer(plugin::Plugin& plugin, const plugin::Event& event, MemoryRows& rows,
                               std::string& mistake);

}  // namespace liaison

#endif  // LIAISON_TESTS_ESCALATION_MEMORY_ROWS_H_
