#include "tests/bench/incident_rig.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/text/policy_note.h"

namespace liaison {
namespace {

constexpr char kLadder[] = "L-BENCH";
// Of both rungs, and as NoticeContent::escalates says it.
constexpr absl::Duration kWait = absl::Minutes(10);
// An incident's records, each of which the plugin gets: the notice and the alarm of its first rung;
// the second rung's timer and its release; the last timer and the alert that the ladder is over.
constexpr uint64_t kRecordsPerStep = 2;

std::string LadderRules() {
  const std::string waits =
      R"("wait_s":{"flash":600,"immediate":600,"priority":600,"routine":600})";
  return absl::StrCat(
      R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)",
      R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],)", waits,
      R"(},{"targets":["addressee/head"],)", waits, "}]}");
}

}  // namespace

absl::StatusOr<std::unique_ptr<IncidentRig>> IncidentRig::Make(const std::string& folder,
                                                               const BenchWorld& world) {
  auto rig = std::make_unique<IncidentRig>();
  ASSIGN_OR_RETURN(rig->rig_, PluginRig::Make(folder, LIAISON_BUNDLES "/escalation", world.clock,
                                              world.random, world.files));
  RETURN_IF_ERROR(rig->DefineLadder());
  return rig;
}

absl::Status IncidentRig::DefineLadder() {
  RETURN_IF_ERROR(rig_->Open());
  const TestMission& mission = rig_->founded().mission();
  const std::string text = PrintPolicyNote({.kind = PolicyKind::kLadder,
                                            .ns = mission.ns(),
                                            .hub = absl::StrCat(mission.ns(), "/log"),
                                            .policy = {kLadder, 1},
                                            .from = mission.FullName("irn/d03"),
                                            .as = {"irn", Role::kJwg},
                                            .seen = rig_->founded().founding_head(),
                                            .rules = LadderRules()});
  const std::string note =
      SignNoteBy(text, {&mission.signer("irn/d03"), &mission.signer("rus/d03")});
  RETURN_IF_ERROR(rig_->SubmitNote("irn/d03", note));
  RETURN_IF_ERROR(rig_->RunPlugin(1));
  rig_->Close();
  return absl::OkStatus();
}

absl::StatusOr<Climb> IncidentRig::Run(size_t count, std::vector<RawWrite>* writes) {
  RETURN_IF_ERROR(Raise(count));
  const uint64_t before = times().events;
  ASSIGN_OR_RETURN(Climb climb, ToSecondRung(count, writes));
  // One record woke the plugin.
  RETURN_IF_ERROR(ToEnd(count, kRecordsPerStep * count + 1 - (times().events - before)));
  return climb;
}

absl::Status IncidentRig::Raise(size_t count) {
  // Notices are stamped later than the last timer that has fired.
  rig_->clock().Advance(absl::Seconds(1));
  RETURN_IF_ERROR(rig_->Open());
  RETURN_IF_ERROR(rig_->Submit(count, {.ladder = kLadder, .escalates = true}));
  RETURN_IF_ERROR(rig_->RunPlugin(kRecordsPerStep * count));
  rig_->Close();
  return absl::OkStatus();
}

absl::StatusOr<Climb> IncidentRig::ToSecondRung(size_t count, std::vector<RawWrite>* writes) {
  RETURN_IF_ERROR(rig_->Open());
  // So that its process is there.
  RETURN_IF_ERROR(rig_->Submit(1));
  RETURN_IF_ERROR(rig_->RunPlugin(1));
  const size_t first = rig_->groups().size();
  const double reading_us = times().reading_us;
  const double due_us = rig_->SinceOpen_us();
  rig_->clock().Advance(kWait);
  RETURN_IF_ERROR(rig_->RunPluginToRelease(count));
  const double end_us = rig_->SinceOpen_us() - (times().reading_us - reading_us);
  rig_->Close();
  Climb climb{.us = end_us - due_us};
  if (writes != nullptr) {
    ASSIGN_OR_RETURN(*writes, rig_->ReadGroups());
    writes->erase(writes->begin(), writes->begin() + static_cast<ptrdiff_t>(first));
  }
  climb.groups = {rig_->groups().begin() + static_cast<ptrdiff_t>(first), rig_->groups().end()};
  for (const TimedGroup& group : climb.groups) {
    climb.late_us.insert(climb.late_us.end(), group.releases, group.end_us - due_us);
  }
  return climb;
}

absl::Status IncidentRig::ToEnd(size_t count, uint64_t events) {
  RETURN_IF_ERROR(rig_->Open());
  RETURN_IF_ERROR(rig_->RunPlugin(events));
  rig_->clock().Advance(kWait);
  RETURN_IF_ERROR(rig_->RunPlugin(kRecordsPerStep * count));
  rig_->Close();
  return absl::OkStatus();
}

}  // namespace liaison
