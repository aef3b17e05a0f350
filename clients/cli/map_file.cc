// liaison map import|export|verify: files that are to become a map, that one becomes, and that
// claim to be one.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/local_mirror.h"
#include "clients/cli/map.h"
#include "clients/cli/map_change_view.h"
#include "clients/cli/map_checks.h"
#include "clients/cli/map_drawing.h"
#include "clients/cli/map_reading.h"
#include "clients/cli/map_session.h"
#include "clients/cli/map_view.h"
#include "clients/core/map_document/geojson.h"
#include "clients/core/maps/map_content.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/map_machine.h"

namespace liaison {
namespace {

struct MapImportOptions {
  std::string file;
  std::string out;
  ReadingOptions reading{};
};
struct MapExportOptions {
  std::string handle;
  std::string map;
  std::string as;
  std::string out;
};

// Without desk, key or hub: what a file would give.
absl::Status ImportFile(Context& context, const MapImportOptions& options) {
  ASSIGN_OR_RETURN(GeoJsonImport read,
                   ReadGeoJsonFile(context, options.file, options.reading, nullptr));
  RETURN_IF_ERROR(TellImport(context, read, options.file));
  const auto count = static_cast<int64_t>(read.features.size());
  MapDocument document{.features = std::move(read.features)};
  if (!options.out.empty()) {
    RETURN_IF_ERROR(context.world.files.Create(options.out, PrintGeoJson(document)));
  }
  if (context.output.json()) {
    context.output.Value(Json::Object{{"findings", FindingsJson(context, read.findings)},
                                      {"features", count},
                                      {"repaired", Json::Array()}});
  } else {
    context.output.Line(
        context.output.Say("map.read", {count, 0, static_cast<int64_t>(read.findings.size())}));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ExportedText(Context& context, const std::string& as,
                                         const MapDocument& document) {
  if (as == "geojson") return PrintGeoJson(document);
  if (as == "document") return PrintMapDocument(document);
  return PrintAnnex(document, context.phrases, context.language());
}

absl::Status ExportVersion(Context& context, MapSession& session, const MapExportOptions& options) {
  ASSIGN_OR_RETURN(const FoundMap found, FindMapEntry(session.book, options.handle, options.map));
  ASSIGN_OR_RETURN(const MapDocument document, HeldDocument(session, *found.entry));
  const bool picture = options.as == "png" || options.as == "svg" || options.as == "pdf";
  if (options.out.empty() && (picture || context.output.json())) {
    return Usage("map_out", options.as, "name the file with --out");
  }
  if (picture) {
    if (!absl::EndsWith(options.out, absl::StrCat(".", options.as))) {
      return Usage("map_picture", options.out, "a picture's name ends in its format");
    }
    RETURN_IF_ERROR(
        DrawToFile(context, session, {.now = found.entry, .now_document = &document}, options.out));
  } else {
    ASSIGN_OR_RETURN(const std::string text, ExportedText(context, options.as, document));
    if (options.out.empty()) {
      context.output.Raw(text);
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(context.world.files.Create(options.out, text));
  }
  const std::string digest = ToHex(found.entry->note().content.sha256);
  if (context.output.json()) {
    context.output.Value(Json::Object{{"file", options.out},
                                      {"format", options.as},
                                      {"features", static_cast<int64_t>(document.features.size())},
                                      {"digest", digest}});
  } else {
    context.output.Line(context.output.Say(
        "map.exported", {options.out, static_cast<int64_t>(document.features.size()),
                         found.record->state.map, found.entry->Name(), digest}));
  }
  return absl::OkStatus();
}

// The entry of the book whose signed digest these bytes have; an approved one before an open one.
std::optional<FoundMap> FindByDigest(const MapBook& book, const Hash& digest) {
  std::optional<FoundMap> found;
  for (const auto& [map, record] : book.maps) {
    for (const MapEntry& entry : record.entries) {
      if (entry.note().content.sha256 != digest) continue;
      if (!found.has_value() || entry.IsApproved()) {
        found = FoundMap{.record = &record, .entry = &entry};
      }
    }
  }
  return found;
}

absl::Status FileVerdict(const MapBook& book, const FoundMap& found) {
  const MapEntry& entry = *found.entry;
  const std::string subject = absl::StrCat(found.record->state.map, " ", entry.Name());
  if (!entry.IsApproved()) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "not approved",
        {.reason = "NOT_APPROVED",
         .subject = subject,
         .field = absl::StrJoin(WaitingFor(*found.record->state.policy, entry.version), " ")});
  }
  const MapEntry* const now = found.record->InForceAt(book.until_ms);
  if (now == &entry || entry.version.phase == MapPhase::kApproved) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "genuine, and no longer in force",
                   {.reason = "MAP_SUPERSEDED",
                    .subject = subject,
                    .field = now == nullptr ? "-" : now->Name()});
}

void ShowFileVerdict(Context& context, const MapBook& book, const FoundMap& found) {
  const MapEntry& entry = *found.entry;
  const std::string digest = ToHex(entry.note().content.sha256);
  Output& output = context.output;
  if (output.json()) {
    Json::Object value = EntryJson(*found.record, entry);
    value["genuine"] = entry.IsApproved();
    value["checkpoint"] = static_cast<int64_t>(book.size.value());
    value["witnesses"] = 0;
    value["superseded"] = entry.until_ms.has_value();
    if (entry.from_ms.has_value()) value["in_force_at_ms"] = *entry.from_ms;
    return output.Value(std::move(value));
  }
  std::vector<std::string> parties;
  std::vector<std::string> indexes;
  for (const MapStand& stand : entry.version.stands) {
    if (!stand.approves) continue;
    parties.push_back(stand.party);
    indexes.push_back(absl::StrCat(stand.index.value()));
  }
  output.Line(
      output.Say(entry.IsApproved() ? "map.verify.genuine" : "map.verify.proposal",
                 {found.record->state.map, entry.Name(), digest, absl::StrJoin(parties, " "),
                  absl::StrJoin(indexes, " "), static_cast<int64_t>(book.size.value())}),
      entry.IsApproved() ? Colour::kGreen : Colour::kYellow);
  if (entry.from_ms.has_value()) {
    output.Line(output.Say("map.show.in_force", {FormatUtcMs(*entry.from_ms)}));
  }
}

// By the pinned charter and the own copy of the log alone.
absl::Status VerifyDocument(Context& context, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes, context.world.files.Read(path, kMaxMapBytes));
  const absl::StatusOr<MapDocument> document = ParseMapDocument(bytes);
  if (!document.ok()) {
    return MakeError(absl::StatusCode::kDataLoss, document.status().message(),
                     {.reason = ReasonOf(document.status()), .subject = BaseName(path)});
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<Mirror> mirror, OpenMirror(context));
  RETURN_IF_ERROR(CheckShowable(*mirror));
  ASSIGN_OR_RETURN(const MapBook book, ReadMapBook(*mirror, NowMs(context.world.clock)));
  const std::optional<FoundMap> found = FindByDigest(book, MapDigest(bytes));
  if (!found.has_value()) {
    return MakeError(absl::StatusCode::kDataLoss, "it is not the approved map",
                     {.reason = "NOT_THE_MAP", .subject = document->map, .field = ""});
  }
  RETURN_IF_ERROR(CheckMapContent(found->entry->note(), bytes).status());
  ShowFileVerdict(context, book, *found);
  return FileVerdict(book, *found);
}

}  // namespace

void AddMapFileVerbs(CommandAdder& noun) {
  const auto importing = std::make_shared<MapImportOptions>();
  CLI::App& import_verb = noun.Verb("import", "map.import", [importing](Context& context) {
    return ImportFile(context, *importing);
  });
  noun.Text(import_verb, "file", importing->file, "map_file").required();
  noun.Text(import_verb, "--out", importing->out, "map_import_out");
  AddReadingOptions(noun, import_verb, importing->reading);

  const auto exporting = std::make_shared<MapExportOptions>();
  CLI::App& export_verb = noun.Verb("export", "map.export", [exporting](Context& context) {
    return WithMaps(
        context, [&](MapSession& session) { return ExportVersion(context, session, *exporting); });
  });
  noun.Text(export_verb, "version", exporting->handle, "map_version").required();
  noun.Text(export_verb, "--as", exporting->as, "map_as")
      .required()
      ->check(CLI::IsMember({"geojson", "annex", "document", "png", "svg", "pdf"}));
  noun.Text(export_verb, "--map", exporting->map, "map");
  noun.Text(export_verb, "--out", exporting->out, "map_out");

  const auto path = std::make_shared<std::string>();
  CLI::App& verify = noun.Verb("verify", "map.verify",
                               [path](Context& context) { return VerifyDocument(context, *path); });
  noun.Text(verify, "file", *path, "map_document").required();
}

}  // namespace liaison
