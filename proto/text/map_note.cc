#include "proto/text/map_note.h"

#include <array>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"
#include "proto/text/workflow_values.h"

namespace liaison {
namespace {

constexpr absl::string_view kProposal = "map";
constexpr absl::string_view kStep = "map-step";
constexpr absl::string_view kPolicy = "map-policy";
constexpr absl::string_view kHeld = "map-held";
constexpr size_t kMaxMapIdBytes = 63;
constexpr uint64_t kMaxDocumentBytes = uint64_t{64} << 20;
constexpr uint32_t kYear_s = 366 * 86400;
// In the order of the enum values.
constexpr std::array<absl::string_view, 7> kVerbs = {"approve", "refuse",  "retract", "withdraw",
                                                     "comment", "dispute", "settle"};
constexpr std::array<absl::string_view, 3> kHeldStates = {"held", "seen", "cannot_open"};
constexpr std::array<absl::string_view, 2> kWeights = {"consulted", "required"};
constexpr std::array<absl::string_view, 2> kAudiences = {"sealed", "public"};

absl::StatusOr<MapBlob> ParseBlob(absl::string_view text) {
  ASSIGN_OR_RETURN(const HeaderAttachment blob, ParseAttachment(text));
  return MapBlob{.sha256 = blob.sha256, .size = blob.size};
}

absl::StatusOr<MapBlob> ParseDocument(absl::string_view text) {
  ASSIGN_OR_RETURN(const MapBlob document, ParseBlob(text));
  if (document.size > kMaxDocumentBytes) {
    return Malformed("", "TOO_BIG", "a map has at most 64 MiB");
  }
  return document;
}

absl::StatusOr<MapDelta> ParseDelta(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<3>(text));
  MapDelta delta;
  ASSIGN_OR_RETURN(delta.from, ParseSize(words[0]));
  ASSIGN_OR_RETURN(delta.blob.sha256, ParseHash(words[1]));
  ASSIGN_OR_RETURN(delta.blob.size, ParseSize(words[2]));
  return delta;
}

absl::StatusOr<MapConcerned> ParseConcerned(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  MapConcerned concerned;
  ASSIGN_OR_RETURN(concerned.party, ParseOffice(words[0]));
  ASSIGN_OR_RETURN(concerned.required, OneOf<bool>(kWeights, "CONCERNED")(words[1]));
  return concerned;
}

void ReadBegin(FieldReader& in, MapHead& head) {
  in.Required("hub", head.hub, OurLog(head.ns));
  in.Required("nonce", head.nonce, ParseNonce);
  in.Required("map", head.map, ParseMapId);
}

void ReadEnd(FieldReader& in, MapHead& head) {
  in.Required("from", head.from, DeviceIn(head.ns));
  in.Required("as", head.as, ParseMailbox);
  in.Required("seen", head.seen, ParseSeen);
}

// Padding is at most an eighth, sealing far less: who fetches it must not be kept busy.
uint64_t MostSealed(uint64_t content_size) {
  constexpr uint64_t kHeader = uint64_t{64} << 10;
  return content_size + content_size / 4 + kHeader;
}

absl::StatusOr<MapNote> ParseProposal(absl::string_view ns, absl::string_view text) {
  MapProposal note{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kProposal, text, kMaxPublicNoteBytes);
  ReadBegin(in, note.head);
  in.Required("version", note.version, ParseSize);
  in.OrDash("base", note.base, ParseHash);
  in.Check(note.base.has_value() == (note.version > 1), "base", "BASE",
           "names the document of the version before; - for the first");
  in.Required("content", note.content, ParseDocument);
  in.Required("blob", note.blob, ParseBlob);
  in.Check(note.blob.size <= MostSealed(note.content.size), "blob", "SIZE",
           "far more than sealing makes of the content");
  in.Sorted("delta", note.deltas, ParseDelta, &MapDelta::from);
  in.Check(note.deltas.empty() || note.deltas.back().from < note.version, "delta", "DELTA",
           "starts from an earlier version");
  in.OrDash("effective", note.effective_s, ParseTime_s);
  in.OrDash("expiry", note.expiry_s, ParseTime_s);
  in.Check(!note.effective_s.has_value() || !note.expiry_s.has_value() ||
               *note.effective_s < *note.expiry_s,
           "expiry", "PERIOD", "must be later than effective");
  in.Required("open-until", note.open_until_s, ParseTime_s);
  in.Required("policy", note.policy, ParseHash);
  in.Optional("reverts", note.reverts, ParseSize);
  in.Optional("counters", note.counters, ParseHash);
  in.Optional("rebases", note.rebases, ParseHash);
  ReadEnd(in, note.head);
  return in.Finish<MapNote>(std::move(note));
}

absl::StatusOr<MapNote> ParseStep(absl::string_view ns, absl::string_view text) {
  MapStep note{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kStep, text, kMaxPublicNoteBytes);
  ReadBegin(in, note.head);
  in.Required("step", note.verb, OneOf<MapVerb>(kVerbs, "STEP"));
  in.Required("target", note.target, ParseHash);
  in.Required("version", note.version, ParseSize);
  in.Optional("content", note.content, ParseHash);
  in.Check(note.content.has_value() == (note.verb == MapVerb::kApprove), "content", "CONTENT",
           "stands in an approval, and only there");
  in.Optional("text", note.text, ParseHash);
  ReadEnd(in, note.head);
  return in.Finish<MapNote>(std::move(note));
}

bool Concerns(const MapPolicy& policy, const std::string& party) {
  return absl::c_any_of(policy.concerned,
                        [&party](const MapConcerned& one) { return one.party == party; });
}

void ReadApproval(FieldReader& in, MapPolicy& note) {
  in.Sorted("approve", note.approve, ParseOffice);
  const ValueParser<uint32_t> some = Integer<uint32_t>(1, note.approve.size());
  in.Required("threshold", note.threshold, some);
  in.Sorted("concerned", note.concerned, ParseConcerned, &MapConcerned::party);
  in.Check(absl::c_none_of(note.approve,
                           [&note](const std::string& party) { return Concerns(note, party); }),
           "concerned", "CONCERNED", "a party approves or is concerned, not both");
  in.Sorted("propose", note.propose, ParseOffice);
  in.Required("persons", note.persons, Integer<uint32_t>(1, 2));
  in.Required("revert-threshold", note.revert_threshold, some);
}

absl::StatusOr<MapNote> ParsePolicy(absl::string_view ns, absl::string_view text) {
  MapPolicy note{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kPolicy, text, kMaxPublicNoteBytes);
  ReadBegin(in, note.head);
  in.Required("serial", note.serial, ParseSize);
  in.OrDash("prev", note.prev, ParseHash);
  in.Check(note.prev.has_value() == (note.serial > 1), "prev", "PREV",
           "names the policy before; - for the first");
  ReadApproval(in, note);
  in.Required("held-by", note.held_by_s, Integer<uint32_t>(1, kYear_s));
  in.Required("max-age", note.max_age_s, Integer<uint32_t>(1, kYear_s));
  in.Required("audience", note.is_public, OneOf<bool>(kAudiences, "AUDIENCE"));
  in.Sorted("readers", note.readers, ParseOffice);
  in.Sorted("neighbours", note.neighbours, ParseMapId);
  in.Check(!absl::c_linear_search(note.neighbours, note.head.map), "neighbours", "NEIGHBOUR",
           "a map does not lie beside itself");
  ReadEnd(in, note.head);
  return in.Finish<MapNote>(std::move(note));
}

absl::StatusOr<MapNote> ParseHeld(absl::string_view ns, absl::string_view text) {
  MapHeld note{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kHeld, text, kMaxPublicNoteBytes);
  ReadBegin(in, note.head);
  in.Required("version", note.version, ParseSize);
  in.Required("content", note.content, ParseHash);
  in.Required("state", note.state, OneOf<MapHeldState>(kHeldStates, "STATE"));
  ReadEnd(in, note.head);
  return in.Finish<MapNote>(std::move(note));
}

FieldWriter Begin(const MapHead& head, absl::string_view kind) {
  FieldWriter out(head.ns, kind);
  out.Line("hub", head.hub).Line("nonce", head.nonce).Line("map", head.map);
  return out;
}

std::string End(FieldWriter& out, const MapHead& head) {
  return out.Line("from", head.from).Line("as", head.as).Line("seen", head.seen).Take();
}

struct Printer {
  std::string operator()(const MapProposal& note) const {
    FieldWriter out = Begin(note.head, kProposal);
    out.Line("version", note.version).Line("base", note.base);
    out.Line("content", note.content.sha256, note.content.size);
    out.Line("blob", note.blob.sha256, note.blob.size);
    for (const MapDelta& delta : note.deltas) {
      out.Line("delta", delta.from, delta.blob.sha256, delta.blob.size);
    }
    out.Line("effective", note.effective_s).Line("expiry", note.expiry_s);
    out.Line("open-until", note.open_until_s).Line("policy", note.policy);
    out.Optional("reverts", note.reverts).Optional("counters", note.counters);
    out.Optional("rebases", note.rebases);
    return End(out, note.head);
  }
  std::string operator()(const MapStep& note) const {
    FieldWriter out = Begin(note.head, kStep);
    out.Line("step", MapVerbName(note.verb)).Line("target", note.target);
    out.Line("version", note.version).Optional("content", note.content);
    out.Optional("text", note.text);
    return End(out, note.head);
  }
  std::string operator()(const MapPolicy& note) const {
    FieldWriter out = Begin(note.head, kPolicy);
    out.Line("serial", note.serial).Line("prev", note.prev).Repeated("approve", note.approve);
    out.Line("threshold", note.threshold);
    for (const MapConcerned& one : note.concerned) {
      out.Line("concerned", one.party, kWeights.at(one.required ? 1 : 0));
    }
    out.Repeated("propose", note.propose).Line("persons", note.persons);
    out.Line("revert-threshold", note.revert_threshold).Line("held-by", note.held_by_s);
    out.Line("max-age", note.max_age_s).Line("audience", kAudiences.at(note.is_public ? 1 : 0));
    out.Repeated("readers", note.readers).Repeated("neighbours", note.neighbours);
    return End(out, note.head);
  }
  std::string operator()(const MapHeld& note) const {
    FieldWriter out = Begin(note.head, kHeld);
    out.Line("version", note.version).Line("content", note.content);
    out.Line("state", MapHeldStateName(note.state));
    return End(out, note.head);
  }
};

struct MapGrammar {
  absl::string_view kind;
  absl::StatusOr<MapNote> (*parse)(absl::string_view ns, absl::string_view text);
};
constexpr std::array<MapGrammar, 4> kGrammars = {
    {{kProposal, ParseProposal}, {kStep, ParseStep}, {kPolicy, ParsePolicy}, {kHeld, ParseHeld}}};

const MapGrammar* FindGrammar(absl::string_view kind) {
  const auto* found =
      absl::c_find_if(kGrammars, [kind](const MapGrammar& one) { return one.kind == kind; });
  return found == kGrammars.end() ? nullptr : found;
}

}  // namespace

absl::StatusOr<std::string> ParseMapId(absl::string_view text) {
  const auto is_inner = [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  };
  if (text.empty() || text.size() > kMaxMapIdBytes || !absl::ascii_islower(text.front()) ||
      !absl::c_all_of(text, is_inner)) {
    return Malformed("", "MAP_ID",
                     "not an id: a lower-case letter, then at most 62 such, digits, hyphens");
  }
  return std::string(text);
}

absl::string_view MapVerbName(MapVerb verb) { return kVerbs.at(static_cast<size_t>(verb)); }

absl::string_view MapHeldStateName(MapHeldState state) {
  return kHeldStates.at(static_cast<size_t>(state));
}

const MapHead& HeadOf(const MapNote& note) {
  return std::visit([](const auto& one) -> const MapHead& { return one.head; }, note);
}

bool IsMapNoteKind(absl::string_view note_kind) { return FindGrammar(note_kind) != nullptr; }

absl::StatusOr<MapNote> ParseMapNote(absl::string_view ns, absl::string_view text) {
  const MapGrammar* grammar = FindGrammar(NoteKind(ns, text).value_or(""));
  if (grammar == nullptr) {
    return Malformed("text", "TYPE", "the first line names no map note that this edition knows");
  }
  return grammar->parse(ns, text);
}

std::string PrintMapNote(const MapNote& note) { return std::visit(Printer(), note); }

}  // namespace liaison
