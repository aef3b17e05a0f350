#include "tests/maps/state_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugins/maps/rows.h"
#include "plugins/maps/sayings.h"
#include "proto/wire/hash.h"
#include "tests/escalation/alert_record.h"

namespace liaison {
namespace {

constexpr char kNs[] = "deescalation.example";
constexpr const char* kOffices[] = {"irn", "jor", "rus", "tur", "un"};
// What one look may bring is bounded, so it takes several.
constexpr int kLooksMax = 1000;

std::string FullName(const std::string& device) { return absl::StrCat(kNs, "/", device); }

}  // namespace

class StateStage::World final : public MapWorld {
 public:
  World(StateStage& stage, Series& series) : stage_(stage), series_(series) {}

  std::optional<MapDevice> FindDevice(absl::string_view name) override {
    const auto found = stage_.devices_.find(std::string(name));
    if (found == stage_.devices_.end()) return std::nullopt;
    return found->second;
  }
  std::vector<MapDevice> Devices() override {
    std::vector<MapDevice> devices;
    for (const auto& [name, device] : stage_.devices_) devices.push_back(device);
    return devices;
  }
  std::optional<MapPhase> FindClosed(const Hash& proposal) override {
    const auto found = series_.closed.find(proposal);
    if (found == series_.closed.end()) return std::nullopt;
    return found->second;
  }
  void Close(const MapVersion& version) override {
    EXPECT_TRUE(series_.closed.emplace(version.proposal, version.phase).second) << "closed twice";
  }

 private:
  StateStage& stage_;
  Series& series_;
};

std::vector<plugkit::Record> StateStage::Play(const plugkit::Script& script) {
  began_ms_ = absl::ToUnixMillis(BeginOf(script));
  now_ms_ = absl::ToUnixMillis(FoundedOf(script));
  notes_ = std::make_unique<MapNotes>(kNs, Seen{.size = TreeSize(1)}, BeginOf(script));
  for (const char* office : kOffices) {
    Certify(absl::StrCat(office, "/d01"), Role::kDuty);
    Certify(absl::StrCat(office, "/d02"), Role::kHead);
    Certify(absl::StrCat(office, "/d03"), Role::kJwg);
  }
  Certify("irn/d04", Role::kDuty);
  for (const plugkit::Step& step : script.steps()) Do(step);
  return records_;
}

void StateStage::Do(const plugkit::Step& step) {
  if (!step.at().empty()) {
    now_ms_ = std::max(now_ms_, began_ms_ + absl::ToInt64Milliseconds(*ParseInstant(step.at())));
  }
  if (step.has_until()) {
    LookAtClock(began_ms_ + absl::ToInt64Milliseconds(*ParseInstant(step.until())));
  }
  if (step.has_note() && step.note().has_revoke()) Revoke(step.note());
  if (step.has_note() && step.note().has_certify()) {
    const std::vector<std::string> words = absl::StrSplit(step.note().certify(), ' ');
    const Role role = *ParseRole(words[1]);
    notes_->AddDevice(words[0], role);
    Certify(words[0], role);
  }
  const auto notes = notes_->Of(step, absl::FromUnixMillis(now_ms_));
  ASSERT_TRUE(notes.ok()) << notes.status();
  for (const UnsignedMapNote& note : *notes) Log(note, !step.refused().empty());
}

void StateStage::Certify(const std::string& device, Role role) {
  ++index_;
  devices_[FullName(device)] = {.name = FullName(device),
                                .office = device.substr(0, device.find('/')),
                                .jwg = role == Role::kJwg,
                                .certified_ms = now_ms_};
  for (auto& [map, series] : series_) {
    Run(series, nullptr, [&](MapMachine& machine) { machine.Certified(Now()); });
  }
  CountLeaf();
}

void StateStage::Revoke(const plugkit::Note& note) {
  ++index_;
  const std::string name = FullName(note.revoke());
  const RevokeReason reason =
      note.reason().empty() ? RevokeReason::kLost : *ParseRevokeReason(note.reason());
  devices_[name].ended_ms = now_ms_;
  notes_->RemoveDevice(note.revoke());
  for (auto& [map, series] : series_) {
    Run(series, nullptr, [&](MapMachine& machine) { machine.Revoked(Now(), name, reason); });
  }
  CountLeaf();
}

void StateStage::Log(const UnsignedMapNote& unsigned_note, bool refused) {
  const MapNote& note = unsigned_note.note;
  const std::string text = PrintMapNote(note);
  const Hash hash = Sha256(text);
  // The hub logs no bytes twice, and nothing that it refuses.
  if (refused || !logged_.insert(hash).second) return;
  const absl::StatusOr<MapNote> read = ParseMapNote(kNs, text);
  ASSERT_TRUE(read.ok()) << read.status() << "\n" << text;
  EXPECT_TRUE(*read == note) << text;
  ++index_;
  Series& series = series_[HeadOf(note).map];
  series.state.map = HeadOf(note).map;
  std::vector<std::string> signers;
  for (const std::string& device : unsigned_note.signers) signers.push_back(FullName(device));
  Run(series, &note, [&](MapMachine& machine) {
    if (const auto* policy = std::get_if<MapPolicy>(&note)) machine.Policy(Now(), *policy, hash);
    if (const auto* made = std::get_if<MapProposal>(&note)) {
      machine.Propose(Now(), *made, hash, signers);
    }
    if (const auto* step = std::get_if<MapStep>(&note)) machine.Step(Now(), *step, hash, signers);
    if (const auto* held = std::get_if<MapHeld>(&note)) machine.Held(Now(), *held);
  });
  CountLeaf();
}

template <typename Act>
void StateStage::Run(Series& series, const MapNote* note, Act act) {
  std::vector<MapSaying> said;
  World world(*this, series);
  MapMachine machine(series.state, world, said);
  act(machine);
  Record(series, note, said);
}

void StateStage::CountLeaf() {
  if (++leaves_ < batch_) return;
  LookAtClock(now_ms_);
}

void StateStage::LookAtClock(int64_t time_ms) {
  leaves_ = 0;
  now_ms_ = std::max(now_ms_, time_ms);
  for (auto& [map, series] : series_) {
    std::optional<int64_t> due_ms = 0;
    for (int looks = 0; due_ms.has_value() && *due_ms < now_ms_; ++looks) {
      ASSERT_LT(looks, kLooksMax) << "what is due stays due";
      Run(series, nullptr, [&](MapMachine& machine) {
        machine.AdvanceTo(Now());
        due_ms = machine.NextDue_ms();
      });
    }
    maps::Map row;
    maps::PutState(series.state, row);
    const MapState read = maps::StateOf(kNs, map, row);
    EXPECT_TRUE(read == series.state) << row.ShortDebugString();
    series.state = read;
  }
}

void StateStage::Record(const Series& series, const MapNote* note,
                        const std::vector<MapSaying>& said) {
  const maps::Audience audience{
      .ns = kNs,
      .map = series.state.map,
      .policy = series.state.policy.has_value() ? &*series.state.policy : nullptr,
      .offices = {std::begin(kOffices), std::end(kOffices)}};
  for (const MapSaying& saying : said) {
    EXPECT_LE(saying.at_ms, now_ms_);
    if (saying.at_ms < began_ms_) continue;
    const std::optional<Hash> about =
        note == nullptr ? std::nullopt : maps::AboutOf(*note, series.state);
    records_.push_back(RecordOf(maps::AlertOf(saying, audience, about),
                                {.plugin = "maps",
                                 .ns = kNs,
                                 .began_ms = began_ms_,
                                 .now_ms = now_ms_,
                                 .name_of = [this](const std::string& hash) {
                                   return notes_->names().at(*FixedFromBytes<Hash>(hash));
                                 }}));
    records_.back().clear_at();
  }
}

}  // namespace liaison
