// liaison map propose|rebase: a version that is proposed, from a file, or from a proposal that was
// overtaken.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/map.h"
#include "clients/cli/map_change_view.h"
#include "clients/cli/map_checks.h"
#include "clients/cli/map_reading.h"
#include "clients/cli/map_session.h"
#include "clients/cli/map_submit.h"
#include "clients/cli/map_view.h"
#include "clients/cli/time_text.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/language/human_text.h"
#include "clients/core/map_document/rebase.h"
#include "clients/core/maps/map_error.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/map_machine.h"

namespace liaison {
namespace {

constexpr int64_t kOpenFor_s = int64_t{14} * 24 * 3600;
constexpr char kTitleLanguage[] = "en";

struct ProposeOptions {
  std::string file;    // propose
  std::string handle;  // rebase
  std::string map;
  std::string effective;
  std::string expiry;
  std::string open_until;
  std::string counters;
  std::string title;
  std::string source;
  ReadingOptions reading{};
};

absl::StatusOr<std::optional<int64_t>> OptionalTime_s(const Context& context,
                                                      const std::string& text) {
  if (text.empty()) return std::optional<int64_t>();
  ASSIGN_OR_RETURN(const int64_t ms, ParseInstant(context, text));
  return std::optional<int64_t>(ms / 1000);
}

// Without a word about it, as its base was: the title, the end.
absl::StatusOr<ProposalWish> ReadWish(const Context& context, const MapSession& session,
                                      const MapRecord& record, const ProposeOptions& options,
                                      const MapDocument* base) {
  ProposalWish wish;
  if (base != nullptr) wish.title = base->title;
  if (!options.title.empty()) {
    ASSIGN_OR_RETURN(wish.title[std::string(LanguageCode(context.language()))],
                     NormalizeHumanText("title", options.title, Lines::kOne));
  }
  if (wish.title.empty()) wish.title[kTitleLanguage] = record.state.map;
  ASSIGN_OR_RETURN(wish.effective_s, OptionalTime_s(context, options.effective));
  ASSIGN_OR_RETURN(wish.expiry_s, OptionalTime_s(context, options.expiry));
  if (options.expiry.empty() && base != nullptr) wish.expiry_s = base->expiry_s;
  wish.open_until_s = session.now_ms / 1000 + kOpenFor_s;
  if (!options.open_until.empty()) {
    ASSIGN_OR_RETURN(const int64_t ms, ParseInstant(context, options.open_until));
    wish.open_until_s = ms / 1000;
  }
  if (!options.counters.empty()) {
    ASSIGN_OR_RETURN(const FoundMap countered,
                     FindMapEntry(session.book, options.counters, record.state.map));
    wish.counters = countered.entry->proposal();
  }
  return wish;
}

// The document of a map's newest approved version; nullopt: no version was ever approved.
absl::StatusOr<std::optional<MapDocument>> HeadDocument(MapSession& session,
                                                        const MapRecord& record) {
  const MapEntry* const head = record.Head();
  if (head == nullptr) return std::optional<MapDocument>();
  ASSIGN_OR_RETURN(MapDocument document, HeldDocument(session, *head));
  return std::optional<MapDocument>(std::move(document));
}

void ShowProposed(Context& context, const MapRecord& record, const MapEntry& entry,
                  const CheckedMap& checked, LeafIndex index) {
  Output& output = context.output;
  const std::vector<std::string> waiting = WaitingFor(*record.state.policy, entry.version);
  const MapProposal& note = entry.note();
  if (output.json()) {
    Json::Object value = StandingJson(record, entry);
    value["version"] = static_cast<int64_t>(note.version);
    value["digest"] = ToHex(note.content.sha256);
    value["size"] = static_cast<int64_t>(note.content.size);
    value["findings"] = FindingsJson(context, checked.findings);
    if (checked.difference.has_value()) value["diff"] = DifferenceJson(*checked.difference);
    value["open_until_ms"] = note.open_until_s * 1000;
    value["needs"] = Json::Array(waiting.begin(), waiting.end());
    value["index"] = static_cast<int64_t>(index.value());
    output.Value(std::move(value));
    return;
  }
  output.Line(
      output.Say("map.proposed",
                 {entry.Name(), ToHex(note.content.sha256), FormatUtcMs(note.open_until_s * 1000),
                  int64_t{record.state.policy->threshold}, absl::StrJoin(waiting, " ")}),
      Colour::kGreen);
}

// Seals, signs, logs, and sends every reader the key.
absl::Status Propose(Context& context, MapSession& session, const MapRecord& record,
                     const MapDocument& document, const ProposalWish& wish,
                     const CheckedMap& checked) {
  Desk& desk = *session.desk;
  ASSIGN_OR_RETURN(const MapSigner signer, JwgSigner(context, session));
  ASSIGN_OR_RETURN(const SignedProposal made,
                   SignProposal(signer, record, document, wish, desk.attachments()));
  const std::string map = record.state.map;
  const MapPolicy policy = *record.state.policy;
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(desk.database()));
  RETURN_IF_ERROR(keys.Add(made.sealed.key));
  RETURN_IF_ERROR(desk.maps().Add(made.said.content.sha256, made.bytes));
  const absl::StatusOr<LeafIndex> index = SubmitMapNote(session, made.note, map);
  const bool queued = ReasonOf(index.status()) == "QUEUED";
  if (!index.ok() && !queued) return index.status();
  const NoticeDraft notice =
      ContentNotice(made, policy, desk.mirror().directory(), LanguageCode(context.language()));
  if (!notice.to.empty()) RETURN_IF_ERROR(SendBeside(context, *session.desk, notice).status());
  RETURN_IF_ERROR(index.status());
  const MapRecord* const now = session.book.Find(map);
  const MapEntry* const entry = now->Find(made.proposal);
  if (entry != nullptr) ShowProposed(context, *now, *entry, checked, *index);
  return absl::OkStatus();
}

absl::Status CheckAndPropose(Context& context, MapSession& session, const MapRecord& record,
                             std::vector<MapFeature> features, const ProposalWish& wish) {
  const MapDocument document =
      NextDocument(record, std::move(features), wish, context.world.random);
  ASSIGN_OR_RETURN(const CheckedMap checked, CheckMap(session, record, document));
  if (!context.output.json()) ShowChecked(context, document, checked);
  if (context.output.json() && HasError(checked.findings)) {
    context.output.Value(Json::Object{{"findings", FindingsJson(context, checked.findings)}});
  }
  RETURN_IF_ERROR(RefuseErrors(checked.findings, record.state.map));
  return Propose(context, session, record, document, wish, checked);
}

absl::Status ProposeFile(Context& context, MapSession& session, const ProposeOptions& options) {
  RETURN_IF_ERROR(JwgSigner(context, session).status());
  ASSIGN_OR_RETURN(const MapRecord* record, FindMap(session.book, options.map));
  ASSIGN_OR_RETURN(const std::optional<MapDocument> base, HeadDocument(session, *record));
  const MapDocument* const head = base.has_value() ? &*base : nullptr;
  ASSIGN_OR_RETURN(GeoJsonImport read,
                   ReadGeoJsonFile(context, options.file, options.reading, head));
  RETURN_IF_ERROR(TellImport(context, read, options.file));
  ASSIGN_OR_RETURN(ProposalWish wish, ReadWish(context, session, *record, options, head));
  wish.provenance = {.by = session.desk->reader().office,
                     .source = options.source.empty() ? BaseName(options.file) : options.source};
  return CheckAndPropose(context, session, *record, std::move(read.features), wish);
}

absl::Status TellConflicts(Context& context, const Rebased& rebased, const std::string& name) {
  if (context.output.json()) {
    context.output.Value(Json::Object{{"conflicts", ConflictsJson(rebased.conflicts)}});
  } else {
    ShowConflicts(context, rebased.conflicts);
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "both sides changed the same; a person must decide",
                   {.reason = "REBASE_CONFLICT",
                    .subject = name,
                    .field = absl::StrCat(rebased.conflicts.size())});
}

absl::Status RebaseProposal(Context& context, MapSession& session, const ProposeOptions& options) {
  ASSIGN_OR_RETURN(const FoundMap found, FindMapEntry(session.book, options.handle, options.map));
  const MapEntry& entry = *found.entry;
  ASSIGN_OR_RETURN(const std::optional<MapDocument> head, HeadDocument(session, *found.record));
  ASSIGN_OR_RETURN(const MapDocument ours, HeldDocument(session, entry));
  if (!head.has_value() || !ours.base.has_value()) {
    return MapError("UNKNOWN_TARGET", entry.Name(), "");
  }
  ASSIGN_OR_RETURN(const std::optional<MapDocument> base,
                   session.desk->maps().Document(*ours.base));
  if (!base.has_value()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "its base is not on this desk",
                     {.reason = "NOT_HELD", .subject = ToHex(*ours.base).substr(0, 8)});
  }
  Rebased rebased = Rebase(*base, *head, ours);
  if (!rebased.conflicts.empty()) return TellConflicts(context, rebased, entry.Name());
  if (rebased.empty) {
    return MapError("EMPTY_REBASE", entry.Name(), found.record->Head()->Name());
  }
  ASSIGN_OR_RETURN(ProposalWish wish, ReadWish(context, session, *found.record, options, &*head));
  // What the proposal changed beside its features goes along.
  if (ours.title != base->title && options.title.empty()) wish.title = ours.title;
  if (ours.expiry_s != base->expiry_s && options.expiry.empty()) wish.expiry_s = ours.expiry_s;
  wish.provenance = ours.provenance;
  wish.rebases = entry.proposal();
  return CheckAndPropose(context, session, *found.record, std::move(rebased.features), wish);
}

void AddWishOptions(CommandAdder& noun, CLI::App& verb, ProposeOptions& options) {
  noun.Text(verb, "--effective", options.effective, "map_effective");
  noun.Text(verb, "--expiry", options.expiry, "map_expiry");
  noun.Text(verb, "--open-until", options.open_until, "map_open_until");
  noun.Text(verb, "--title", options.title, "map_title");
}

}  // namespace

void AddMapProposeVerbs(CommandAdder& noun) {
  const auto options = std::make_shared<ProposeOptions>();
  CLI::App& propose = noun.Verb("propose", "map.propose", [options](Context& context) {
    return WithMaps(context,
                    [&](MapSession& session) { return ProposeFile(context, session, *options); });
  });
  noun.Text(propose, "file", options->file, "map_file").required();
  noun.Text(propose, "--map", options->map, "map").required();
  AddWishOptions(noun, propose, *options);
  noun.Text(propose, "--counters", options->counters, "map_counters");
  noun.Text(propose, "--source", options->source, "map_source");
  AddReadingOptions(noun, propose, options->reading);

  const auto rebase = std::make_shared<ProposeOptions>();
  CLI::App& rebase_verb = noun.Verb("rebase", "map.rebase", [rebase](Context& context) {
    return WithMaps(context,
                    [&](MapSession& session) { return RebaseProposal(context, session, *rebase); });
  });
  noun.Text(rebase_verb, "proposal", rebase->handle, "map_proposal").required();
  noun.Text(rebase_verb, "--map", rebase->map, "map");
  AddWishOptions(noun, rebase_verb, *rebase);
}

}  // namespace liaison
