#include "plugins/plugkit/map_notes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugins/plugkit/script.h"
#include "plugins/plugkit/step_values.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr std::array<const char*, 5> kOffices = {"irn", "jor", "rus", "tur", "un"};
constexpr absl::Duration kOpenFor = absl::Hours(14 * 24);
constexpr absl::Duration kHeldBy = absl::Hours(24);
constexpr uint64_t kSize = 4096;
constexpr char kMap[] = "z";

MapBlob BlobOf(absl::string_view label) { return {.sha256 = Sha256(label), .size = kSize}; }

absl::StatusOr<MapVerb> ParseVerb(const std::string& text) {
  for (const MapVerb verb :
       {MapVerb::kApprove, MapVerb::kRefuse, MapVerb::kRetract, MapVerb::kWithdraw,
        MapVerb::kComment, MapVerb::kDispute, MapVerb::kSettle}) {
    if (MapVerbName(verb) == text) return verb;
  }
  return Malformed("step", "STEP", absl::StrCat("\"", text, "\" is no step of a map"));
}

absl::StatusOr<MapHeldState> ParseHeldState(const std::string& text) {
  for (const MapHeldState state :
       {MapHeldState::kHeld, MapHeldState::kSeen, MapHeldState::kCannotOpen}) {
    if (MapHeldStateName(state) == text) return state;
  }
  return Malformed("state", "STATE", absl::StrCat("\"", text, "\" is no state of a map"));
}

}  // namespace

MapNotes::MapNotes(absl::string_view ns, const Seen& seen, absl::Time began)
    : ns_(ns), seen_(seen), began_(began) {
  for (const char* office : kOffices) {
    AddDevice(absl::StrCat(office, "/d01"), Role::kDuty);
    AddDevice(absl::StrCat(office, "/d02"), Role::kHead);
    AddDevice(absl::StrCat(office, "/d03"), Role::kJwg);
  }
  AddDevice("irn/d04", Role::kDuty);
}

absl::StatusOr<std::vector<UnsignedMapNote>> MapNotes::Of(const plugkit::Step& step,
                                                          absl::Time now) {
  std::vector<UnsignedMapNote> notes;
  if (step.has_map_held()) return Hold(step.map_held());
  if (step.has_map_policy()) {
    ASSIGN_OR_RETURN(notes.emplace_back(), Policy(step.map_policy()));
  } else if (step.has_map_proposal()) {
    ASSIGN_OR_RETURN(notes.emplace_back(), Propose(step.map_proposal(), now));
  } else if (step.has_map_step()) {
    ASSIGN_OR_RETURN(notes.emplace_back(), Say(step.map_step()));
  }
  return notes;
}

absl::StatusOr<UnsignedMapNote> MapNotes::Policy(const plugkit::MapPolicy& step) {
  const std::vector<std::string> guarantors = TestGuarantors();
  const std::vector<std::string> signers = SortedOr(step.signers(), guarantors);
  UnsignedMapNote made;
  for (const std::string& office : signers) {
    ASSIGN_OR_RETURN(const Speaker signer, ParseSpeaker(absl::StrCat(office, "/jwg")));
    made.signers.push_back(signer.device);
  }
  const std::string map = OrElse(step.map(), kMap);
  const std::string name = OrElse(step.name(), map);
  MapPolicy policy{.approve = SortedOr(step.approve(), guarantors),
                   .threshold = step.threshold() == 0 ? 3 : step.threshold(),
                   .propose = SortedOr(step.propose(), guarantors),
                   .persons = std::max(step.persons(), 1U),
                   .revert_threshold = step.revert_threshold() == 0 ? 3 : step.revert_threshold(),
                   .readers = SortedOr(step.readers(), {"un"})};
  policy.head = HeadBy({.as = {signers.front(), Role::kJwg}, .device = made.signers.front()}, map,
                       absl::StrCat("policy ", name), "");
  for (const std::string& text : step.concerned()) {
    const std::pair<std::string, std::string> words = absl::StrSplit(text, ' ');
    policy.concerned.push_back({.party = words.first, .required = words.second == "required"});
  }
  absl::Duration held_by = kHeldBy;
  if (!step.held_by().empty()) {
    ASSIGN_OR_RETURN(held_by, ParseOffset(step.held_by()));
  }
  policy.held_by_s = static_cast<uint32_t>(absl::ToInt64Seconds(held_by));
  policy.max_age_s = policy.held_by_s;
  made.note = policy;
  policies_[name] = Name(made.note, absl::StrCat("policy ", name));
  return made;
}

absl::StatusOr<UnsignedMapNote> MapNotes::Propose(const plugkit::MapProposal& step,
                                                  absl::Time now) {
  if (step.name().empty() || proposed_.contains(step.name())) {
    return Malformed("name", "NAME", "a proposal needs a name of its own");
  }
  ASSIGN_OR_RETURN(const Speaker speaker, ParseSpeaker(step.as()));
  const std::string map = OrElse(step.map(), kMap);
  const std::string content = OrElse(step.content(), step.name());
  const std::string sealed = absl::StrCat("sealed ", content);
  MapProposal proposal{.head = HeadBy(speaker, map, step.name(), step.hub()),
                       .version = step.version(),
                       .content = BlobOf(content),
                       .blob = {.sha256 = Sha256(sealed), .size = sealed.size()}};
  if (!step.base().empty()) proposal.base = Sha256(step.base());
  ASSIGN_OR_RETURN(proposal.effective_s, Seconds(step.effective()));
  ASSIGN_OR_RETURN(proposal.expiry_s, Seconds(step.expiry()));
  ASSIGN_OR_RETURN(const std::optional<int64_t> open_until, Seconds(step.open_until()));
  proposal.open_until_s = open_until.value_or(absl::ToUnixSeconds(now + kOpenFor));
  proposal.policy = policies_[OrElse(step.policy(), map)];
  if (step.reverts() != 0) proposal.reverts = step.reverts();
  ASSIGN_OR_RETURN(proposal.counters, FindHash(step.counters()));
  ASSIGN_OR_RETURN(proposal.rebases, FindHash(step.rebases()));
  UnsignedMapNote made{.note = proposal, .signers = {speaker.device}, .blob = sealed};
  proposed_[step.name()] = {.hash = Name(made.note, step.name()),
                            .map = map,
                            .version = step.version(),
                            .content = proposal.content.sha256};
  return made;
}

absl::StatusOr<UnsignedMapNote> MapNotes::Say(const plugkit::MapStep& step) {
  ASSIGN_OR_RETURN(const Speaker speaker, ParseSpeaker(step.as()));
  ASSIGN_OR_RETURN(const Proposed target, Find(step.target()));
  ASSIGN_OR_RETURN(const MapVerb verb, ParseVerb(step.step()));
  const std::string name = absl::StrCat(step.step(), " ", step.target(), " ", speaker.device);
  int& said = said_[name];
  if (!step.again()) ++said;
  MapStep note{.head = HeadBy(speaker, target.map, absl::StrCat(name, " ", said), step.hub()),
               .verb = verb,
               .target = target.hash,
               .version = target.version};
  if (verb == MapVerb::kApprove) {
    note.content = step.content().empty() ? target.content : Sha256(step.content());
  }
  UnsignedMapNote made{.note = note, .signers = {speaker.device}};
  if (!step.second().empty()) {
    ASSIGN_OR_RETURN(const Speaker second, ParseSpeaker(step.second()));
    made.signers.push_back(second.device);
  }
  Name(made.note, name);
  return made;
}

absl::StatusOr<std::vector<UnsignedMapNote>> MapNotes::Hold(const plugkit::MapHeld& step) {
  ASSIGN_OR_RETURN(const Proposed target, Find(step.target()));
  ASSIGN_OR_RETURN(const MapHeldState state, ParseHeldState(OrElse(step.state(), "held")));
  std::vector<UnsignedMapNote> notes;
  for (const auto& [device, role] : devices_) {
    const std::string office = device.substr(0, device.find('/'));
    const auto is_meant = [&, &device = device](const std::string& by) {
      return by == device || by == office;
    };
    if (!step.by().empty() && std::none_of(step.by().begin(), step.by().end(), is_meant)) continue;
    const std::string name = absl::StrCat(MapHeldStateName(state), " ", step.target(), " ", device);
    MapHeld note{.head = HeadBy({.as = {office, role}, .device = device}, target.map, name, ""),
                 .version = target.version,
                 .content = target.content,
                 .state = state};
    Name(note, name);
    notes.push_back({.note = std::move(note), .signers = {device}});
  }
  if (notes.empty()) return Malformed("by", "DEVICE", "no device is meant");
  return notes;
}

MapHead MapNotes::HeadBy(const Speaker& speaker, const std::string& map, const std::string& name,
                         const std::string& hub) const {
  MapHead head{.ns = ns_,
               .hub = OrElse(hub, absl::StrCat(ns_, "/log")),
               .map = map,
               .from = absl::StrCat(ns_, "/", speaker.device),
               .as = speaker.as,
               .seen = seen_};
  head.nonce = NonceOf(absl::StrCat(map, " ", name));
  return head;
}

absl::StatusOr<MapNotes::Proposed> MapNotes::Find(const std::string& name) {
  if (absl::StartsWith(name, "?")) {
    const Hash hash = Sha256(name);
    names_[hash] = name;
    return Proposed{.hash = hash, .map = kMap, .version = 1, .content = hash};
  }
  const auto found = proposed_.find(name);
  if (found != proposed_.end()) return found->second;
  return Malformed("target", "NAME", absl::StrCat("no proposal is named ", name));
}

absl::StatusOr<std::optional<Hash>> MapNotes::FindHash(const std::string& name) {
  if (name.empty()) return std::optional<Hash>();
  ASSIGN_OR_RETURN(const Proposed proposed, Find(name));
  return std::optional<Hash>(proposed.hash);
}

absl::StatusOr<std::optional<int64_t>> MapNotes::Seconds(const std::string& offset) const {
  return SecondsAt(offset, began_);
}

Hash MapNotes::Name(const MapNote& note, const std::string& name) {
  const Hash hash = Sha256(PrintMapNote(note));
  names_[hash] = name;
  return hash;
}

}  // namespace liaison
