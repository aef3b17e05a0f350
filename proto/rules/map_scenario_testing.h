// The stage of the map scenarios: a map under the policy POL, and short forms of what is done to
// it. Times are those of the scenarios, "10m" is ten minutes after T0.
#ifndef LIAISON_PROTO_RULES_MAP_SCENARIO_TESTING_H_
#define LIAISON_PROTO_RULES_MAP_SCENARIO_TESTING_H_

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "proto/rules/map_testing.h"

namespace liaison {

inline constexpr int64_t kT0_ms = 1796104800000;  // 2026-12-01T06:00:00Z

inline int64_t Ms(absl::string_view since_t0) {
  absl::Duration since;
  EXPECT_TRUE(absl::ParseDuration(since_t0, &since)) << since_t0;
  return kT0_ms + absl::ToInt64Milliseconds(since);
}
inline int64_t S(absl::string_view since_t0) { return Ms(since_t0) / 1000; }

// Policy POL.
inline MapPolicy Pol() {
  return {.head = HeadBy("rus/d01"),
          .approve = {"irn", "rus", "tur"},
          .threshold = 3,
          .propose = {"irn", "rus", "tur"},
          .revert_threshold = 3,
          .held_by_s = 86400,
          .max_age_s = 86400,
          .readers = {"un"}};
}
using Change = std::function<void(MapProposal&)>;

// A map under POL whose v1 has been in force for 30 days.
class Scenario {
 public:
  explicit Scenario(const MapPolicy& policy = Pol(), const Change& v1 = {}) {
    for (const char* device :
         {"rus/d01", "rus/d02", "tur/d01", "tur/d02", "irn/d01", "cp1/d01", "un/d01"}) {
      Certify(device, "-960h");
    }
    Certify("rus/d09", "-960h", /*jwg=*/false);
    policy_ = Sha256("policy");
    Take("-960h", MapNoteLeaf{policy, policy_, {policy.head.from}});
    Propose("V1", "rus/d01", "-720h", v1);
    std::vector<std::string> all = policy.approve;
    for (const MapConcerned& one : policy.concerned) all.push_back(one.party);
    for (const std::string& party : all) {
      std::vector<std::string> by = {party + "/d01"};
      if (policy.persons == 2) by.push_back(party + "/d02");
      if (run_.state().Head() == nullptr) StepBy(by, MapVerb::kApprove, "V1", "-720h");
    }
    Quiet("-1ms");
    told_ = run_.said().size();
  }

  void Certify(const std::string& device, absl::string_view at, bool jwg = true) {
    Take(at, MapCertified{
                 {.name = device, .office = OfficeOf(device), .jwg = jwg, .certified_ms = Ms(at)}});
    devices_.push_back(device);
  }
  void Revoke(const std::string& device, RevokeReason reason, absl::string_view at) {
    Take(at, MapRevoked{device, reason});
  }

  // A version on the head, with what `change` makes otherwise.
  void Propose(const std::string& name, const std::string& by, absl::string_view at,
               const Change& change = {}) {
    const MapVersion* head = run_.state().Head();
    MapProposal proposal{.head = HeadBy(by)};
    if (head != nullptr) {
      proposal.version = head->note.version + 1;
      proposal.base = head->note.content.sha256;
    }
    proposal.content = {Sha256("document " + name), 100};
    proposal.open_until_s = Ms(at) / 1000 + 14 * 86400;
    proposal.policy = policy_;
    if (change) change(proposal);
    names_[NameHash(name)] = name;
    Take(at, MapNoteLeaf{proposal, NameHash(name), {by}});
  }

  void StepBy(const std::vector<std::string>& signers, MapVerb verb, const std::string& target,
              absl::string_view at, const std::string& content = "") {
    MapStep step{.head = HeadBy(signers.front()), .verb = verb, .target = NameHash(target)};
    step.version = VersionOf(target);
    if (verb == MapVerb::kApprove) {
      step.content = Sha256(absl::StrCat("document ", content.empty() ? target : content));
    }
    Take(at, MapNoteLeaf{step, Sha256(absl::StrCat("step ", ++steps_)), signers});
  }
  // By an office's first device, or by the device named.
  void A(const std::string& by, const std::string& target, absl::string_view at) {
    StepBy({Device(by)}, MapVerb::kApprove, target, at);
  }
  void R(const std::string& by, const std::string& target, absl::string_view at) {
    StepBy({Device(by)}, MapVerb::kRefuse, target, at);
  }
  void X(const std::string& by, const std::string& target, absl::string_view at) {
    StepBy({Device(by)}, MapVerb::kRetract, target, at);
  }
  void Say(MapVerb verb, const std::string& by, const std::string& target, absl::string_view at) {
    StepBy({Device(by)}, verb, target, at);
  }
  void AllApprove(const std::string& target, absl::string_view at) {
    for (const char* party : {"rus", "tur", "irn"}) A(party, target, at);
  }

  void Held(const std::string& device, uint64_t version, absl::string_view at,
            MapHeldState state = MapHeldState::kHeld) {
    MapHeld held{.head = HeadBy(device), .version = version, .state = state};
    for (const MapVersion& one : run_.state().versions) {
      if (one.note.version == version) held.content = one.note.content.sha256;
    }
    Take(at, MapNoteLeaf{held, Sha256(absl::StrCat("held ", ++steps_)), {device}});
  }
  void NobodyHoldsAtOnce() { all_hold_ = false; }

  // Nothing comes in until `until`; what is due exactly then is done.
  void Quiet(absl::string_view until) {
    for (auto due_ms = run_.NextDue_ms(); due_ms.has_value() && *due_ms <= Ms(until);
         due_ms = run_.NextDue_ms()) {
      run_.AdvanceTo({NextIndex(), *due_ms + 1});
      HoldAll(*due_ms + 1);
    }
  }

  // What was said since the last question: "3m ST(P1,approved); ..".
  std::string Said() {
    std::vector<std::string> lines;
    for (; told_ < run_.said().size(); ++told_) {
      const MapSaying& saying = run_.said()[told_];
      lines.push_back(
          absl::StrCat(absl::FormatDuration(absl::Milliseconds(saying.at_ms - kT0_ms)), " ",
                       TextOf(saying, [this](const Hash& hash) { return names_[hash]; })));
    }
    return absl::StrJoin(lines, "; ");
  }

  const MapState& state() const { return run_.state(); }
  std::vector<std::string> Waiting(const std::string& proposal) const {
    for (const MapVersion& one : state().open) {
      if (one.proposal == NameHash(proposal)) return WaitingFor(*state().policy, one);
    }
    return {};
  }
  static Hash NameHash(const std::string& name) { return Sha256("proposal " + name); }

 private:
  static std::string Device(const std::string& by) {
    return by.find('/') == std::string::npos ? by + "/d01" : by;
  }
  uint64_t VersionOf(const std::string& target) {
    const auto found = versions_.find(target);
    return found == versions_.end() ? 1 : found->second;
  }
  LeafIndex NextIndex() { return LeafIndex(next_); }

  void Take(absl::string_view at, std::variant<MapCertified, MapRevoked, MapNoteLeaf> what) {
    if (const auto* leaf = std::get_if<MapNoteLeaf>(&what)) {
      if (const auto* proposal = std::get_if<MapProposal>(&leaf->note)) {
        versions_[names_[leaf->hash]] = proposal->version;
      }
    }
    run_.Take({{NextIndex(), Ms(at)}, std::move(what)});
    ++next_;
    HoldAll(Ms(at));
  }
  void HoldAll(int64_t at_ms) {
    const MapVersion* in_force = state().InForce();
    if (!all_hold_ || in_force == nullptr || in_force->note.version <= held_by_all_) return;
    held_by_all_ = in_force->note.version;
    for (const std::string& device : devices_) {
      const MapHeld held{.head = HeadBy(device),
                         .version = held_by_all_,
                         .content = in_force->note.content.sha256};
      run_.Take({{NextIndex(), at_ms}, MapNoteLeaf{held, Sha256(device), {device}}});
      ++next_;
    }
  }

  MapRun run_;
  Hash policy_;
  std::map<Hash, std::string> names_;
  std::map<std::string, uint64_t> versions_;
  std::vector<std::string> devices_;
  size_t told_ = 0;
  int steps_ = 0;
  uint64_t next_ = 0;
  bool all_hold_ = true;
  uint64_t held_by_all_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_MAP_SCENARIO_TESTING_H_
