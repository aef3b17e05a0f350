#include "plugins/plugkit/manifest_script.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

plugkit::Step& AddStep(plugkit::Script& script, absl::string_view at) {
  plugkit::Step& step = *script.add_steps();
  step.set_at(std::string(at));
  return step;
}

void AddEnvelope(plugkit::Script& script, absl::string_view at, const std::string& name,
                 const std::string& ladder, uint32_t times) {
  plugkit::Envelope& envelope = *AddStep(script, at).mutable_envelope();
  envelope.set_name(name);
  envelope.set_times(times);
  envelope.set_as("tur/duty");
  envelope.add_to("irn/duty");
  envelope.add_info("rus/duty");
  envelope.set_precedence("priority");
  envelope.set_ack_within("10m");
  envelope.set_ladder(absl::StrCat(ladder, " 1"));
  plugkit::Escalate& rung = *envelope.add_escalate();
  rung.set_office("irn");
  rung.set_rung(2);
  rung.set_after("15m");
  rung.set_mailbox("irn/head");
}

void AddReceipt(plugkit::Script& script, absl::string_view at, const std::string& target,
                const std::string& state) {
  plugkit::Receipt& receipt = *AddStep(script, at).mutable_receipt();
  receipt.set_target(target);
  receipt.set_as("irn/duty");
  receipt.set_state(state);
}

}  // namespace

plugkit::Script ScriptFor(const PluginManifest& manifest) {
  plugkit::Script script;
  std::vector<std::string> ladders(manifest.ladders.begin(), manifest.ladders.end());
  if (ladders.empty()) ladders = {"L-STD"};
  AddEnvelope(script, "", "first", ladders.front(), 1);
  for (const std::string& ladder : ladders) AddEnvelope(script, "+1m", ladder, ladder, 12);
  plugkit::Envelope& second = *AddStep(script, "+2m").mutable_envelope();
  second.set_name("second");
  second.set_as("tur/duty");
  second.add_to("irn/duty");
  second.add_follows("first");
  if (manifest.kinds.contains(RecordKind::kAct)) {
    AddReceipt(script, "+3m", "first", "delivered");
    AddReceipt(script, "+4m", "first", "acknowledged");
  }
  if (manifest.kinds.contains(RecordKind::kNote)) {
    AddStep(script, "+5m").mutable_note()->set_revoke("jor/d03");
  }
  if (manifest.kinds.contains(RecordKind::kTimer)) AddStep(script, "").set_until("+24h");
  return script;
}

}  // namespace liaison
