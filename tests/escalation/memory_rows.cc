#include "tests/escalation/memory_rows.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace liaison {

namespace v1 = plugin::v1;

v1::StateReply MemoryRows::Get(const v1::StateGet& get) {
  v1::StateReply reply;
  for (const std::string& key : get.keys()) {
    const auto row = rows_.find(key);
    if (row == rows_.end()) continue;
    v1::StateEntry& entry = *reply.add_entries();
    entry.set_key(key);
    entry.set_value(row->second);
  }
  return reply;
}

v1::StateReply MemoryRows::Scan(const v1::StateScan& scan) {
  v1::StateReply reply;
  for (auto row = rows_.upper_bound(std::max(scan.prefix(), scan.after())); row != rows_.end();
       ++row) {
    if (!absl::StartsWith(row->first, scan.prefix())) break;
    if (reply.entries_size() == static_cast<int>(scan.limit())) {
      reply.set_more(true);
      break;
    }
    v1::StateEntry& entry = *reply.add_entries();
    entry.set_key(row->first);
    entry.set_value(row->second);
  }
  return reply;
}

void MemoryRows::Apply(const v1::Effect& effect) {
  if (effect.has_put()) rows_[effect.put().key()] = effect.put().value();
  if (effect.has_delete_()) rows_.erase(effect.delete_().key());
}

v1::EventResult Answer(plugin::Plugin& plugin, const plugin::Event& event, MemoryRows& rows,
                       std::string& mistake) {
  v1::Batch batch;
  *batch.add_events() = event;
  plugin::State state(rows, batch);
  plugin::Effects effects(event, state);
  plugin.OnEvent(event, state, effects);
  v1::Limits limits;
  limits.set_effects_per_event_max(64);
  limits.set_key_bytes_max(256);
  limits.set_value_bytes_max(64 * 1024);
  mistake = plugin::Mistake(effects.result(), limits);
  return effects.result();
}

}  // namespace liaison
