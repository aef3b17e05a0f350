#include "tests/escalation/memory_rows.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/text/canonical_json.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

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

std::string CharterText(absl::string_view ns, const std::vector<std::string>& offices) {
  std::string text = absl::StrCat(ns, "/charter/v1\n");
  Json::Array parties;
  for (const std::string& office : offices) {
    absl::StrAppend(&text, "office ", office, " key\n");
    parties.push_back(Json::Object{{"kind", "guarantor"}, {"office", office}});
  }
  const Json mission = Json::Object{{"name", "M"},
                                    {"operator", "neutral"},
                                    {"parties", std::move(parties)},
                                    {"zones", Json::Array()}};
  return absl::StrCat(text, "\n", PrintCanonicalJson(mission), "\n");
}

void PluginOnRows::Put(const std::string& key, const std::string& value) {
  v1::Effect effect;
  effect.mutable_put()->set_key(key);
  effect.mutable_put()->set_value(value);
  rows_.Apply(effect);
}

v1::EventResult PluginOnRows::Give(v1::Event event) {
  event.set_seq(seq_++);
  event.set_time_ms(now_ms_);
  std::string mistake;
  const v1::EventResult result = Answer(plugin_, event, rows_, mistake);
  if (!result.reason().empty()) return result;  // it cannot be processed
  EXPECT_EQ(mistake, "");
  for (const v1::Effect& effect : result.effects()) {
    rows_.Apply(effect);
    if (effect.has_set_timer()) due_[effect.set_timer().key()] = effect.set_timer().due_ms();
    if (effect.has_cancel_timer()) due_.erase(effect.cancel_timer().key());
    if (effect.has_alert()) said_.push_back(effect.alert());
  }
  return result;
}

v1::EventResult PluginOnRows::GiveNote(const std::string& type, const std::string& text,
                                       const std::vector<std::string>& signers) {
  Note note{.text = text};
  for (const std::string& signer : signers) {
    note.signatures.push_back(
        {.name = absl::StrCat(ns_, "/", signer), .key_id = 1, .signature = std::string(64, 's')});
  }
  v1::Event event;
  event.mutable_note()->set_type(type);
  event.mutable_note()->set_hash(std::string(Sha256(text).view()));
  event.mutable_note()->set_note(PrintNote(note));
  return Give(std::move(event));
}

v1::EventResult PluginOnRows::Fire(const std::string& timer) {
  due_.erase(timer);
  v1::Event event;
  event.mutable_timer()->set_key(timer);
  return Give(std::move(event));
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
