// What the tests of the map machine share: a map's leaves, and a run of the machine over them.
#ifndef LIAISON_PROTO_RULES_MAP_TESTING_H_
#define LIAISON_PROTO_RULES_MAP_TESTING_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/rules/map_machine.h"
#include "proto/wire/hash.h"

namespace liaison {

struct MapCertified {
  MapDevice device;
};
struct MapRevoked {
  std::string device;
  RevokeReason reason = RevokeReason::kLost;
};
struct MapNoteLeaf {
  MapNote note;
  Hash hash;
  std::vector<std::string> signers;
};
struct MapLeaf {
  Instant at;
  std::variant<MapCertified, MapRevoked, MapNoteLeaf> what;
};

// "rus/d01" -> "rus".
inline std::string OfficeOf(absl::string_view device) {
  return std::string(device.substr(0, device.find('/')));
}

inline MapHead HeadBy(absl::string_view device) {
  return {.map = "z", .from = std::string(device), .as = {OfficeOf(device), Role::kJwg}};
}

// One line for a saying; `name` gives that of a proposal or note.
template <typename NameOf>
std::string TextOf(const MapSaying& saying, const NameOf& name) {
  const std::string version = absl::StrCat("v", saying.version);
  switch (saying.kind) {
    case MapSaying::Kind::kState: {
      const bool is_version = saying.phase == MapPhase::kInForce ||
                              saying.phase == MapPhase::kSuperseded ||
                              saying.phase == MapPhase::kExpired;
      return absl::StrCat("ST(", is_version ? version : name(saying.proposal), ",",
                          MapPhaseName(saying.phase), saying.reason.empty() ? "" : ",",
                          saying.reason, ")");
    }
    case MapSaying::Kind::kVoid:
      return absl::StrCat("VOID(", saying.party, ",", name(saying.proposal), ")");
    case MapSaying::Kind::kWarn:
      return absl::StrCat("WARN(", version, ",-", saying.before_s / 3600, "h)");
    case MapSaying::Kind::kOverdue:
      return absl::StrCat("OVERDUE(", saying.device, ",", version, ")");
    case MapSaying::Kind::kError:
      return absl::StrCat("err ", saying.reason, " ", saying.to.ToString());
  }
  return "";
}

// The machine over a map's leaves, and the world that these leaves make.
class MapRun : public MapWorld {
 public:
  void Take(const MapLeaf& leaf) {
    MapMachine machine(state_, *this, said_);
    if (const auto* certified = std::get_if<MapCertified>(&leaf.what)) {
      devices_[certified->device.name] = certified->device;
      machine.Certified(leaf.at);
    } else if (const auto* revoked = std::get_if<MapRevoked>(&leaf.what)) {
      std::optional<int64_t>& ended_ms = devices_[revoked->device].ended_ms;
      if (!ended_ms.has_value()) ended_ms = leaf.at.time_ms;
      machine.Revoked(leaf.at, revoked->device, revoked->reason);
    } else {
      TakeNote(leaf.at, std::get<MapNoteLeaf>(leaf.what));
    }
  }
  void AdvanceTo(Instant now) { MapMachine(state_, *this, said_).AdvanceTo(now); }
  std::optional<int64_t> NextDue_ms() { return MapMachine(state_, *this, said_).NextDue_ms(); }

  const MapState& state() const { return state_; }
  const std::vector<MapSaying>& said() const { return said_; }
  const std::map<Hash, MapPhase>& closed() const { return closed_; }

  std::optional<MapDevice> FindDevice(absl::string_view name) override {
    const auto found = devices_.find(std::string(name));
    if (found == devices_.end()) return std::nullopt;
    return found->second;
  }
  std::vector<MapDevice> Devices() override {
    std::vector<MapDevice> devices;
    for (const auto& [name, device] : devices_) devices.push_back(device);
    return devices;
  }
  std::optional<MapPhase> FindClosed(const Hash& proposal) override {
    const auto found = closed_.find(proposal);
    if (found == closed_.end()) return std::nullopt;
    return found->second;
  }
  void Close(const MapVersion& version) override { closed_[version.proposal] = version.phase; }

 private:
  void TakeNote(Instant at, const MapNoteLeaf& leaf) {
    MapMachine machine(state_, *this, said_);
    if (const auto* policy = std::get_if<MapPolicy>(&leaf.note)) {
      machine.Policy(at, *policy, leaf.hash);
    } else if (const auto* proposal = std::get_if<MapProposal>(&leaf.note)) {
      machine.Propose(at, *proposal, leaf.hash, leaf.signers);
    } else if (const auto* step = std::get_if<MapStep>(&leaf.note)) {
      machine.Step(at, *step, leaf.hash, leaf.signers);
    } else {
      machine.Held(at, std::get<MapHeld>(leaf.note));
    }
  }

  MapState state_{.map = "z"};
  std::vector<MapSaying> said_;
  std::map<std::string, MapDevice> devices_;
  std::map<Hash, MapPhase> closed_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_MAP_TESTING_H_
