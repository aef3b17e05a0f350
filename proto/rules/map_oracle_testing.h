// The map machine's naive double: no state that changes, every question goes through all leaves
// again, and what is said is written down from when versions began and ended.
#ifndef LIAISON_PROTO_RULES_MAP_ORACLE_TESTING_H_
#define LIAISON_PROTO_RULES_MAP_ORACLE_TESTING_H_

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/algorithm/container.h"
#include "proto/rules/map_testing.h"

namespace liaison {

class MapOracle {
 public:
  // What is due before `end_ms` is said.
  MapOracle(const std::vector<MapLeaf>& leaves, int64_t end_ms) : leaves_(leaves), end_ms_(end_ms) {
    for (size_t i = 0; i < leaves_.size(); ++i) Judge(i);
    for (size_t i = 0; i < leaves_.size(); ++i) TellOfLeaf(i);
    for (const auto& [hash, at] : decided_) TellOfVersion(hash, at);
  }

  // In order.
  std::vector<MapSaying> Said() const {
    std::vector<MapSaying> said;
    for (const auto& [when, saying] : said_) said.push_back(saying);
    return said;
  }

 private:
  // Time; input (0) or due (1); and where among those.
  using When = std::array<int64_t, 5>;
  enum DueKind : int64_t { kStart, kExpiry, kWarn, kLapse, kOverdue };
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  template <typename T>
  const T* NoteAt(size_t i) const {
    const auto* leaf = std::get_if<MapNoteLeaf>(&leaves_[i].what);
    return leaf == nullptr ? nullptr : std::get_if<T>(&leaf->note);
  }
  int64_t TimeOf(size_t i) const { return leaves_[i].at.time_ms; }
  const Hash& HashOf(size_t i) const { return std::get<MapNoteLeaf>(leaves_[i].what).hash; }
  const std::vector<std::string>& SignersOf(size_t i) const {
    return std::get<MapNoteLeaf>(leaves_[i].what).signers;
  }
  const MapPolicy& policy() const { return *NoteAt<MapPolicy>(*policy_); }
  const MapProposal& ProposalOf(const Hash& hash) const {
    return *NoteAt<MapProposal>(proposed_.at(hash));
  }
  static bool In(const std::vector<std::string>& parties, const std::string& party) {
    return std::set<std::string>(parties.begin(), parties.end()).count(party) > 0;
  }
  std::vector<std::string> Concerned(bool required_only) const {
    std::vector<std::string> parties;
    for (const MapConcerned& one : policy().concerned) {
      if (one.required || !required_only) parties.push_back(one.party);
    }
    return parties;
  }
  bool Speaks(const std::string& party) const {
    return In(policy().approve, party) || In(Concerned(false), party);
  }
  bool Reads(const std::string& party) const {
    return Speaks(party) || In(policy().readers, party);
  }

  const MapDevice* Certified(const std::string& name, size_t before) const {
    for (size_t i = 0; i < before; ++i) {
      const auto* certified = std::get_if<MapCertified>(&leaves_[i].what);
      if (certified != nullptr && certified->device.name == name) return &certified->device;
    }
    return nullptr;
  }
  // The first leaf in [from, before) that revokes it.
  std::optional<size_t> RevokedIn(const std::string& name, size_t from, size_t before,
                                  bool stolen) const {
    for (size_t i = from; i < before; ++i) {
      const auto* revoked = std::get_if<MapRevoked>(&leaves_[i].what);
      if (revoked == nullptr || revoked->device != name) continue;
      if (!stolen || revoked->reason != RevokeReason::kLeft) return i;
    }
    return std::nullopt;
  }

  // The step by which a party stands at yes or no before leaf `before`.
  std::optional<size_t> StandOf(const std::string& party, const Hash& target, size_t before) const {
    for (size_t i = before; i-- > 0;) {
      const auto* step = NoteAt<MapStep>(i);
      if (step == nullptr || !errors_[i].empty() || step->target != target) continue;
      if (step->head.as.office != party || step->verb > MapVerb::kRetract) continue;
      if (step->verb == MapVerb::kRetract) return std::nullopt;
      if (step->verb == MapVerb::kRefuse) return i;
      for (const std::string& signer : SignersOf(i)) {
        if (RevokedIn(signer, i, before, /*stolen=*/true).has_value()) return std::nullopt;
      }
      return i;
    }
    return std::nullopt;
  }
  size_t Count(const std::vector<std::string>& parties, const Hash& target, size_t before,
               MapVerb verb) const {
    size_t count = 0;
    for (const std::string& party : parties) {
      const std::optional<size_t> stand = StandOf(party, target, before);
      if (stand.has_value() && NoteAt<MapStep>(*stand)->verb == verb) ++count;
    }
    return count;
  }

  int64_t Lapse(const Hash& hash) const {
    const MapProposal& note = ProposalOf(hash);
    int64_t lapse_s = note.open_until_s;
    if (note.expiry_s.has_value() && *note.expiry_s < lapse_s) lapse_s = *note.expiry_s;
    return lapse_s * 1000;
  }
  int64_t ExpiryMs(const Hash& hash) const {
    const auto expiry_s = ProposalOf(hash).expiry_s;
    return expiry_s.has_value() ? *expiry_s * 1000 : kNever;
  }
  int64_t StartMs(const Hash& hash) const {
    const auto effective_s = ProposalOf(hash).effective_s;
    const int64_t decided_ms = TimeOf(decided_.at(hash));
    return effective_s.has_value() && *effective_s * 1000 > decided_ms ? *effective_s * 1000
                                                                       : decided_ms;
  }
  bool AtOnce(const Hash& hash) const { return StartMs(hash) == TimeOf(decided_.at(hash)); }
  bool NeverStarts(const Hash& hash) const { return ExpiryMs(hash) <= StartMs(hash); }

  // The first of those that start and are higher; of equal starts inputs come first, then the
  // highest. Only decisions before leaf `before` are known.
  std::optional<Hash> SupersededBy(const Hash& hash, size_t before) const {
    std::optional<Hash> first;
    const auto rank = [this](const Hash& one) {
      return AtOnce(one)
                 ? std::array<int64_t, 3>{StartMs(one), 0, static_cast<int64_t>(decided_.at(one))}
                 : std::array<int64_t, 3>{StartMs(one), 1,
                                          -static_cast<int64_t>(ProposalOf(one).version)};
    };
    for (const auto& [other, at] : decided_) {
      if (at >= before || NeverStarts(other)) continue;
      if (ProposalOf(other).version <= ProposalOf(hash).version) continue;
      if (!first.has_value() || rank(other) < rank(*first)) first = other;
    }
    return first;
  }
  bool HasStarted(const Hash& hash, int64_t now_ms) const {
    return AtOnce(hash) || StartMs(hash) < now_ms;
  }

  // Before leaf `before`, whose time is `now_ms`.
  MapPhase PhaseAt(const Hash& hash, size_t before, int64_t now_ms) const {
    const auto decided = decided_.find(hash);
    if (decided != decided_.end() && decided->second < before) {
      return VersionPhaseAt(hash, before, now_ms);
    }
    for (size_t i = proposed_.at(hash) + 1; i < before; ++i) {
      const std::optional<MapPhase> ended = EndedBy(hash, i);
      if (!ended.has_value()) continue;
      return Lapse(hash) < TimeOf(i) ? MapPhase::kLapsed : *ended;
    }
    return Lapse(hash) < now_ms ? MapPhase::kLapsed : MapPhase::kOpen;
  }
  MapPhase VersionPhaseAt(const Hash& hash, size_t before, int64_t now_ms) const {
    if (NeverStarts(hash)) return MapPhase::kExpired;
    const std::optional<Hash> by = SupersededBy(hash, before);
    if (by.has_value() && HasStarted(*by, now_ms)) {
      return ExpiryMs(hash) < StartMs(*by) ? MapPhase::kExpired : MapPhase::kSuperseded;
    }
    if (!HasStarted(hash, now_ms)) return MapPhase::kApproved;
    return ExpiryMs(hash) < now_ms ? MapPhase::kExpired : MapPhase::kInForce;
  }
  // What leaf `i` made of an open proposal.
  std::optional<MapPhase> EndedBy(const Hash& hash, size_t i) const {
    const auto refused = refused_.find(hash);
    if (refused != refused_.end() && refused->second == i) return MapPhase::kRefused;
    const auto* step = NoteAt<MapStep>(i);
    if (step != nullptr && errors_[i].empty() && step->target == hash &&
        step->verb == MapVerb::kWithdraw) {
      return MapPhase::kWithdrawn;
    }
    for (const auto& [other, at] : decided_) {
      if (at == i && other != hash) return MapPhase::kStale;
    }
    return std::nullopt;
  }

  std::optional<Hash> HeadBefore(size_t before) const {
    std::optional<Hash> head;
    for (const auto& [hash, at] : decided_) {
      if (at >= before) continue;
      if (!head.has_value() || ProposalOf(hash).version > ProposalOf(*head).version) head = hash;
    }
    return head;
  }

  void Judge(size_t i) {
    errors_.emplace_back();
    if (NoteAt<MapPolicy>(i) != nullptr && !policy_.has_value()) policy_ = i;
    if (const auto* proposal = NoteAt<MapProposal>(i)) {
      errors_[i] = FaultOf(*proposal, i);
      if (errors_[i].empty()) proposed_[HashOf(i)] = i;
    }
    const auto* step = NoteAt<MapStep>(i);
    if (step == nullptr) return;
    errors_[i] = FaultOf(*step, i);
    if (!errors_[i].empty() || step->verb > MapVerb::kRefuse) return;
    const Hash& target = step->target;
    const size_t needed =
        ProposalOf(target).reverts.has_value() ? policy().revert_threshold : policy().threshold;
    const std::vector<std::string> required = Concerned(true);
    const size_t for_it = Count(policy().approve, target, i + 1, MapVerb::kApprove);
    const size_t against = Count(policy().approve, target, i + 1, MapVerb::kRefuse);
    if (for_it >= needed && Count(required, target, i + 1, MapVerb::kApprove) == required.size()) {
      decided_[target] = i;
    } else if (policy().approve.size() - against < needed ||
               Count(required, target, i + 1, MapVerb::kRefuse) > 0) {
      refused_[target] = i;
    }
  }

  std::string SignerFault(const MapHead& head, size_t i) const {
    bool fits = head.as.role == Role::kJwg;
    for (const std::string& signer : SignersOf(i)) {
      const MapDevice* device = Certified(signer, i);
      if (device == nullptr) return "UNKNOWN_KEY";
      if (RevokedIn(signer, 0, i, /*stolen=*/false).has_value()) return "REVOKED_KEY";
      if (!device->jwg || device->office != head.as.office) fits = false;
    }
    return fits ? "" : "NOT_ALLOWED";
  }

  std::string FaultOf(const MapProposal& note, size_t i) const {
    if (!policy_.has_value()) return "UNKNOWN_TARGET";
    if (const std::string fault = SignerFault(note.head, i); !fault.empty()) return fault;
    if (!In(policy().propose, note.head.as.office)) return "NOT_ALLOWED";
    if (note.policy != HashOf(*policy_)) return "POLICY_CHANGED";
    if (const std::string fault = PlaceFault(note, i); !fault.empty()) return fault;
    if (note.counters.has_value() && proposed_.count(*note.counters) == 0) return "UNKNOWN_TARGET";
    if (note.rebases.has_value() && proposed_.count(*note.rebases) == 0) return "UNKNOWN_TARGET";
    const int64_t until_s = std::min(note.open_until_s, note.expiry_s.value_or(kNever));
    if (until_s * 1000 < TimeOf(i)) return "CLOSED";
    size_t open = 0;
    for (const auto& [hash, at] : proposed_) {
      const bool ours = ProposalOf(hash).head.as.office == note.head.as.office;
      if (ours && PhaseAt(hash, i, TimeOf(i)) == MapPhase::kOpen) ++open;
    }
    return open >= 8 ? "TOO_BIG" : "";
  }
  std::string PlaceFault(const MapProposal& note, size_t i) const {
    const std::optional<Hash> head = HeadBefore(i);
    const uint64_t newest = head.has_value() ? ProposalOf(*head).version : 0;
    if (note.version > newest + 1) return "VERSION_GAP";
    if (note.reverts.value_or(0) > newest) return "UNKNOWN_TARGET";
    if (!head.has_value()) return "";
    const MapProposal& before = ProposalOf(*head);
    if (note.base != before.content.sha256) return "STALE_BASE";
    if (note.version <= newest) return "VERSION_GAP";
    if (!note.effective_s.has_value()) {
      const bool waits = PhaseAt(*head, i, TimeOf(i)) == MapPhase::kApproved;
      return waits && !note.reverts.has_value() ? "EFFECTIVE_ORDER" : "";
    }
    const int64_t earliest_ms =
        before.effective_s.has_value() ? *before.effective_s * 1000 : StartMs(*head);
    return *note.effective_s * 1000 >= earliest_ms ? "" : "EFFECTIVE_ORDER";
  }

  std::string FaultOf(const MapStep& step, size_t i) const {
    if (!policy_.has_value()) return "UNKNOWN_TARGET";
    if (const std::string fault = SignerFault(step.head, i); !fault.empty()) return fault;
    const std::string& party = step.head.as.office;
    const bool voice = step.verb <= MapVerb::kRetract;
    if (step.verb == MapVerb::kComment && !Reads(party)) return "NOT_ALLOWED";
    if (step.verb != MapVerb::kComment && step.verb != MapVerb::kWithdraw && !Speaks(party)) {
      return "NOT_ALLOWED";
    }
    const std::vector<std::string>& signers = SignersOf(i);
    const bool two = signers.size() > 1 && signers[0] != signers[1];
    if (voice && policy().persons == 2 && !two) return "NOT_ALLOWED";
    if (proposed_.count(step.target) == 0) return "UNKNOWN_TARGET";
    const MapPhase phase = PhaseAt(step.target, i, TimeOf(i));
    if (phase == MapPhase::kStale) return "STALE_BASE";
    if (phase > MapPhase::kInForce) return "CLOSED";
    if (phase != MapPhase::kOpen && (voice || step.verb == MapVerb::kWithdraw)) return "CLOSED";
    const MapProposal& target = ProposalOf(step.target);
    if (step.verb == MapVerb::kWithdraw && target.head.as.office != party) return "NOT_ALLOWED";
    if (step.version != target.version) return "CONTENT_MISMATCH";
    if (step.content.has_value() && *step.content != target.content.sha256) {
      return "CONTENT_MISMATCH";
    }
    return "";
  }

  void Tell(When when, MapSaying saying) {
    saying.at_ms = when[0];
    if (when[1] == 0 || when[0] < end_ms_) said_.emplace(when, std::move(saying));
  }
  MapSaying StateOf(const Hash& hash, MapPhase phase, const std::string& reason = "") const {
    return {
        .phase = phase, .proposal = hash, .version = ProposalOf(hash).version, .reason = reason};
  }

  void TellOfLeaf(size_t i) {
    const auto index = static_cast<int64_t>(i);
    const int64_t now_ms = TimeOf(i);
    if (!errors_[i].empty()) {
      const auto* step = NoteAt<MapStep>(i);
      const MapHead& head = step != nullptr ? step->head : NoteAt<MapProposal>(i)->head;
      Tell({now_ms, 0, index},
           {.kind = MapSaying::Kind::kError,
            .proposal = HashOf(i),
            .version = step != nullptr ? step->version : NoteAt<MapProposal>(i)->version,
            .party = head.as.office,
            .device = head.from,
            .reason = errors_[i],
            .to = head.as});
    }
    for (const auto& [hash, at] : proposed_) {
      if (at >= i || PhaseAt(hash, i, now_ms) != MapPhase::kOpen) continue;
      const auto place = static_cast<int64_t>(at);
      if (const auto ended = EndedBy(hash, i); ended.has_value()) {
        Tell({now_ms, 0, index, 3, place},
             StateOf(hash, *ended, *ended == MapPhase::kStale ? "STALE_BASE" : ""));
      }
      TellOfVoid(hash, i, place);
    }
    for (const auto& [hash, at] : proposed_) {
      if (at != i) continue;
      const bool lapses = PhaseAt(hash, leaves_.size(), kNever) == MapPhase::kLapsed;
      if (lapses) Tell({Lapse(hash), 1, kLapse, index}, StateOf(hash, MapPhase::kLapsed));
    }
  }
  void TellOfVoid(const Hash& hash, size_t i, int64_t place) {
    for (const char* party : {"cp1", "irn", "rus", "tur"}) {
      const std::optional<size_t> before = StandOf(party, hash, i);
      if (!before.has_value() || NoteAt<MapStep>(*before)->verb != MapVerb::kApprove) continue;
      if (!std::holds_alternative<MapRevoked>(leaves_[i].what)) continue;
      if (StandOf(party, hash, i + 1).has_value()) continue;
      Tell({TimeOf(i), 0, static_cast<int64_t>(i), 0, place}, {.kind = MapSaying::Kind::kVoid,
                                                               .proposal = hash,
                                                               .version = ProposalOf(hash).version,
                                                               .party = party});
    }
  }

  // Where what its start brings stands among all.
  When StartPlace(const Hash& hash, int64_t part, int64_t order) const {
    if (AtOnce(hash)) {
      return {StartMs(hash), 0, static_cast<int64_t>(decided_.at(hash)), 1 + part, order};
    }
    return {StartMs(hash), 1, kStart, part, order};
  }

  void TellOfVersion(const Hash& hash, size_t at) {
    Tell({TimeOf(at), 0, static_cast<int64_t>(at)}, StateOf(hash, MapPhase::kApproved));
    if (NeverStarts(hash)) {
      return Tell(StartPlace(hash, 0, 0), StateOf(hash, MapPhase::kExpired));
    }
    const std::optional<Hash> by = SupersededBy(hash, leaves_.size());
    const int64_t superseded_ms = by.has_value() ? StartMs(*by) : kNever;
    const bool starts = AtOnce(hash) || StartMs(hash) < superseded_ms;
    if (starts) Tell(StartPlace(hash, 0, 0), StateOf(hash, MapPhase::kInForce));
    if (ExpiryMs(hash) < superseded_ms) {
      Tell({ExpiryMs(hash), 1, kExpiry}, StateOf(hash, MapPhase::kExpired));
    } else if (by.has_value()) {
      Tell(StartPlace(*by, 1, -static_cast<int64_t>(ProposalOf(hash).version)),
           StateOf(hash, MapPhase::kSuperseded));
    }
    if (!starts) return;
    const int64_t end_ms = std::min(ExpiryMs(hash), superseded_ms);
    for (const int64_t before_h : {168, 24}) {
      const int64_t due_ms = ExpiryMs(hash) - before_h * 3600000;
      if (ExpiryMs(hash) == kNever || due_ms < StartMs(hash) || due_ms >= end_ms) continue;
      Tell({due_ms, 1, kWarn}, {.kind = MapSaying::Kind::kWarn,
                                .proposal = hash,
                                .version = ProposalOf(hash).version,
                                .before_s = before_h * 3600});
    }
    TellOfSilence(hash, end_ms);
  }
  void TellOfSilence(const Hash& hash, int64_t end_ms) {
    std::map<std::string, MapDevice> devices;
    for (const MapLeaf& leaf : leaves_) {
      const auto* certified = std::get_if<MapCertified>(&leaf.what);
      if (certified != nullptr) devices[certified->device.name] = certified->device;
    }
    int64_t place = 0;
    for (const auto& [name, device] : devices) {
      const int64_t due_ms =
          std::max(StartMs(hash), device.certified_ms) + int64_t{policy().held_by_s} * 1000;
      if (!Reads(device.office) || due_ms >= end_ms || IsAnswered(hash, name, due_ms)) continue;
      Tell({due_ms, 1, kOverdue, ++place}, {.kind = MapSaying::Kind::kOverdue,
                                            .proposal = hash,
                                            .version = ProposalOf(hash).version,
                                            .party = device.office,
                                            .device = name});
    }
  }
  // It said that it holds the version or a newer one, or it is no more.
  bool IsAnswered(const Hash& hash, const std::string& device, int64_t due_ms) const {
    for (size_t i = 0; i < leaves_.size() && TimeOf(i) <= due_ms; ++i) {
      const auto* revoked = std::get_if<MapRevoked>(&leaves_[i].what);
      if (revoked != nullptr && revoked->device == device) return true;
      const auto* held = NoteAt<MapHeld>(i);
      if (held == nullptr || held->head.from != device) continue;
      if (held->state == MapHeldState::kCannotOpen) continue;
      if (held->version < ProposalOf(hash).version) continue;
      const std::optional<Hash> head = HeadBefore(i);
      if (!head.has_value() || held->version > ProposalOf(*head).version) continue;
      const bool wrong = held->version == ProposalOf(*head).version &&
                         held->content != ProposalOf(*head).content.sha256;
      if (!wrong) return true;
    }
    return false;
  }

  const std::vector<MapLeaf>& leaves_;
  const int64_t end_ms_;
  std::vector<std::string> errors_;  // of each leaf; "": it has effect
  std::optional<size_t> policy_;     // the first one's leaf
  std::map<Hash, size_t> proposed_;  // with effect
  std::map<Hash, size_t> decided_;   // approved by this leaf
  std::map<Hash, size_t> refused_;
  std::multimap<When, MapSaying> said_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_MAP_ORACLE_TESTING_H_
