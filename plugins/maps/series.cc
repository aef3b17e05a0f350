#include "plugins/maps/series.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "plugins/maps/keys.h"
#include "plugins/maps/rows.h"
#include "plugins/maps/sayings.h"
#include "plugins/shared/utter.h"

namespace liaison::maps {
namespace {

// The hub takes 64 effects of an event, alerts and rows. Whatever comes to more waits in the map's
// own row, and its timer brings the next event.
constexpr int kClosedAtOnce = 24;

MapDevice MapDeviceOf(const shared::KnownDevice& known) {
  return {.name = known.name,
          .office = known.office,
          .jwg = known.jwg,
          .certified_ms = known.certified_ms,
          .ended_ms = known.ended_ms};
}

std::string PhaseByte(uint32_t phase) { return std::string(1, static_cast<char>(phase)); }

}  // namespace

// What the machine may ask, as of one record.
class Series::World final : public MapWorld {
 public:
  explicit World(Series& series) : series_(series) {}

  void SetTime(LeafIndex as_of) { as_of_ = as_of; }
  std::optional<MapDevice> FindDevice(absl::string_view name) override {
    const std::optional<shared::KnownDevice> known = series_.book_.FindDevice(name, as_of_);
    return known.has_value() ? std::make_optional(MapDeviceOf(*known)) : std::nullopt;
  }
  std::vector<MapDevice> Devices() override {
    std::vector<MapDevice> devices;
    for (const shared::KnownDevice& known : series_.book_.Devices(as_of_)) {
      devices.push_back(MapDeviceOf(known));
    }
    return devices;
  }
  std::optional<MapPhase> FindClosed(const Hash& proposal) override {
    for (const Closed& closed : series_.row_.closed()) {
      if (closed.proposal() == proposal.view()) return static_cast<MapPhase>(closed.phase());
    }
    const std::optional<std::string> row =
        series_.state_.Get(ClosedKey(series_.name_, proposal.view()));
    if (!row.has_value() || row->size() != 1) return std::nullopt;
    return static_cast<MapPhase>(row->front());
  }
  void Close(const MapVersion& version) override {
    Closed& closed = *series_.row_.add_closed();
    closed.set_proposal(std::string(version.proposal.view()));
    closed.set_phase(static_cast<uint32_t>(version.phase));
  }

 private:
  Series& series_;
  LeafIndex as_of_;
};

Series::Series(plugin::State& state, plugin::Effects& effects, shared::Book& book, Changes& changes,
               Instant now, absl::string_view map)
    : state_(state),
      effects_(effects),
      book_(book),
      changes_(changes),
      now_(now),
      name_(map),
      long_row_(state, MapKey(map)) {
  if (long_row_.bytes().has_value()) {
    row_.ParseFromString(*long_row_.bytes());
  } else {
    row_.set_changes(changes_.End());
  }
  map_ = StateOf(book_.setup().ns(), name_, row_);
}

void Series::OnTimer() {
  row_.clear_timer_ms();
  Run([&](MapMachine& machine) { machine.AdvanceTo(now_); }, nullptr);
}

void Series::OnNote(const MapNote& note, const Hash& hash,
                    const std::vector<std::string>& signers) {
  Run(
      [&](MapMachine& machine) {
        if (const auto* policy = std::get_if<MapPolicy>(&note)) {
          machine.Policy(now_, *policy, hash);
        } else if (const auto* proposal = std::get_if<MapProposal>(&note)) {
          machine.Propose(now_, *proposal, hash, signers);
        } else if (const auto* step = std::get_if<MapStep>(&note)) {
          machine.Step(now_, *step, hash, signers);
        } else {
          machine.Held(now_, std::get<MapHeld>(note));
        }
      },
      &note);
}

void Series::Run(Act act, const MapNote* note) {
  std::vector<MapSaying> said;
  World world(*this);
  MapMachine machine(map_, world, said);
  for (const DeviceChange& change : changes_.Since(row_.changes())) {
    world.SetTime(change.at.index);
    if (change.ended.name.empty()) {
      machine.Certified(change.at);
    } else {
      machine.Revoked(change.at, change.ended.name, change.ended.reason);
    }
    row_.set_changes(change.at.index.value() + 1);
  }
  world.SetTime(now_.index);
  act(machine);
  Say(said, note);
  Store(machine.NextDue_ms());
}

void Series::Say(const std::vector<MapSaying>& said, const MapNote* note) {
  const shared::Setup& setup = book_.setup();
  const Audience audience{.ns = setup.ns(),
                          .map = name_,
                          .policy = map_.policy.has_value() ? &*map_.policy : nullptr,
                          .offices = {setup.offices().begin(), setup.offices().end()}};
  for (const MapSaying& saying : said) {
    const std::optional<Hash> about = note == nullptr ? std::nullopt : AboutOf(*note, map_);
    row_.add_alerts(AlertOf(saying, audience, about).SerializeAsString());
  }
}

void Series::Store(std::optional<int64_t> due_ms) {
  const bool all = Utter();
  // What is said of a map that there is not leaves nothing behind.
  if (!map_.policy.has_value()) return;
  // What is due is done once the clock is past it: inputs of that very millisecond come first.
  if (due_ms.has_value()) due_ms = *due_ms + 1;
  KeepTimer(all ? due_ms : now_.time_ms);
  PutState(map_, row_);
  long_row_.Put(row_.SerializeAsString(), absl::StrCat("the state of map ", name_), effects_);
}

bool Series::Utter() {
  const bool all_said = shared::Utter(*row_.mutable_alerts(), effects_);
  const int closed = std::min(row_.closed_size(), kClosedAtOnce);
  for (int i = 0; i < closed; ++i) {
    effects_.Put(ClosedKey(name_, row_.closed(i).proposal()), PhaseByte(row_.closed(i).phase()));
  }
  row_.mutable_closed()->DeleteSubrange(0, closed);
  return all_said && row_.closed().empty();
}

void Series::KeepTimer(std::optional<int64_t> due_ms) {
  std::optional<int64_t> set_ms;
  if (row_.has_timer_ms()) set_ms = row_.timer_ms();
  shared::KeepTimer(MapKey(name_), name_, due_ms, set_ms, effects_);
  row_.clear_timer_ms();
  if (set_ms.has_value()) row_.set_timer_ms(*set_ms);
}

}  // namespace liaison::maps
