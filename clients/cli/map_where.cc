// liaison map where LAT LON: in which zone a place lies, by which map, and how far the border is.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/cli/map.h"
#include "clients/cli/map_change_view.h"
#include "clients/cli/map_session.h"
#include "clients/cli/map_view.h"
#include "clients/cli/time_text.h"
#include "clients/core/geometry/where.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int kMetreDigits = 1;

struct WhereOptions {
  std::string lat;
  std::string lon;
  std::string map;
  std::string at;
  std::string accuracy = "0";
  std::string fresh;
  bool allow_expired = false;
};

struct WhereQuestion {
  MapPoint place;
  double accuracy_m = 0;
  int64_t at_ms = 0;
};

absl::StatusOr<WhereQuestion> ReadWhereQuestion(const Context& context, const MapSession& session,
                                                const WhereOptions& options) {
  double lat = 0;
  double lon = 0;
  WhereQuestion question{.at_ms = session.now_ms};
  if (!absl::SimpleAtod(options.lat, &lat) || !absl::SimpleAtod(options.lon, &lon)) {
    return Usage("place", absl::StrCat(options.lat, " ", options.lon), "two numbers of degrees");
  }
  const std::optional<MapPoint> place = PointOf(lon, lat);
  if (!place.has_value()) {
    return Usage("place", absl::StrCat(options.lat, " ", options.lon), "no place on earth");
  }
  question.place = *place;
  if (!absl::SimpleAtod(options.accuracy, &question.accuracy_m) || question.accuracy_m < 0) {
    return Usage("accuracy", options.accuracy, "metres");
  }
  if (!options.at.empty()) {
    ASSIGN_OR_RETURN(question.at_ms, ParseInstant(context, options.at));
  }
  return question;
}

absl::Status NoMap(const MapRecord& record, int64_t at_ms) {
  int64_t since_ms = 0;
  for (const MapEntry& entry : record.entries) {
    if (entry.until_ms.has_value() && *entry.until_ms <= at_ms) {
      since_ms = std::max(since_ms, *entry.until_ms);
    }
  }
  return MakeError(absl::StatusCode::kNotFound, "no map is in force",
                   {.reason = since_ms == 0 ? "NOT_YET_IN_FORCE" : "NO_MAP_IN_FORCE",
                    .subject = record.state.map,
                    .field = since_ms == 0 ? "" : FormatUtcMs(since_ms)});
}

// The version that answers, and whether it is the one in force at that time.
struct Answering {
  const MapEntry* entry = nullptr;
  const MapEntry* in_force = nullptr;  // nullptr: none
  MapDocument document{};
};
absl::StatusOr<Answering> FindAnswering(MapSession& session, const MapRecord& record, int64_t at_ms,
                                        bool allow_expired) {
  Answering answering{.in_force = record.InForceAt(at_ms)};
  answering.entry = answering.in_force;
  if (answering.entry == nullptr && allow_expired) answering.entry = record.Head();
  if (answering.entry == nullptr) return NoMap(record, at_ms);
  MapStore& store = session.desk->maps();
  ASSIGN_OR_RETURN(std::optional<MapDocument> document,
                   store.Document(answering.entry->note().content.sha256));
  if (!document.has_value()) {
    // What is here stays usable, and says which version it is.
    ASSIGN_OR_RETURN(answering.entry, HeldHere(session, record));
    if (answering.entry == nullptr) return HeldDocument(session, *answering.in_force).status();
    ASSIGN_OR_RETURN(document, store.Document(answering.entry->note().content.sha256));
  }
  answering.document = *std::move(document);
  return answering;
}

std::string FeatureName(const Context& context, const MapDocument& document,
                        const std::string& id) {
  const MapFeature* const feature = document.Find(id);
  if (feature == nullptr || feature->names.empty()) return "";
  const auto name = feature->names.find(std::string(LanguageCode(context.language())));
  return name == feature->names.end() ? feature->names.begin()->second : name->second;
}

std::string InMetres(double metres) { return Decimal(metres, kMetreDigits); }

void ShowWhereVersion(Context& context, const MapSession& session, const Answering& answering,
                      const MapRecord& record) {
  Output& output = context.output;
  const MapProposal& note = answering.entry->note();
  const int64_t age_ms = std::max<int64_t>(0, session.now_ms - session.as_of_ms);
  output.Line(output.Say(
      "map.where.version",
      {record.state.map, answering.entry->Name(), ToHex(note.content.sha256).substr(0, 8),
       MessageArg::Composed(PhaseText(context, answering.entry->version.phase)),
       answering.entry->from_ms.has_value() ? FormatUtcMs(*answering.entry->from_ms) : "-",
       FormatUtcMs(session.as_of_ms), MessageArg::Composed(AgeText(context, age_ms))}));
  if (answering.in_force != nullptr && answering.in_force != answering.entry) {
    output.Line(
        output.Say("map.where.older", {answering.in_force->Name(), answering.entry->Name()}),
        Colour::kRed);
  }
  if (age_ms > int64_t{record.state.policy->max_age_s} * 1000) {
    output.Line(output.Say("map.where.old", {MessageArg::Composed(AgeText(context, age_ms))}),
                Colour::kRed);
  }
  const std::vector<std::string>& disputed_by = answering.entry->version.disputed_by;
  if (!disputed_by.empty()) {
    output.Line(output.Say("map.disputed_by", {absl::StrJoin(disputed_by, " ")}), Colour::kRed);
  }
}

void ShowWhere(Context& context, const Answering& answering, const WhereAnswer& answer) {
  Output& output = context.output;
  const MapDocument& document = answering.document;
  for (const std::vector<WhereZone>* zones : {&answer.zones, &answer.security_zones}) {
    for (const WhereZone& zone : *zones) {
      output.Line(output.Say("map.where.inside", {zone.id, FeatureName(context, document, zone.id),
                                                  InMetres(zone.border_m)}),
                  Colour::kBold);
    }
  }
  if (answer.zones.empty()) output.Line(output.Say("map.where.outside"), Colour::kBold);
  if (answer.nearest.has_value()) {
    output.Line(
        output.Say("map.where.nearest", {answer.nearest->id, InMetres(answer.nearest->distance_m),
                                         Decimal(answer.nearest->bearing, 0)}));
  }
  if (!answer.lines.empty()) {
    const WhereLine& line = answer.lines.front();
    output.Line(
        output.Say("map.where.line",
                   {line.id, InMetres(line.distance_m),
                    MessageArg::Composed(output.Say(absl::StrCat("map.side.", line.side)))}));
  }
  if (!answer.certain) output.Line(output.Say("map.where.uncertain"), Colour::kRed);
  if (answer.conflict) output.Line(output.Say("map.where.conflict"), Colour::kRed);
}

Json::Array WhereZonesJson(const std::vector<WhereZone>& zones) {
  Json::Array list;
  for (const WhereZone& zone : zones) {
    list.emplace_back(Json::Object{{"id", zone.id}, {"border_m", InMetres(zone.border_m)}});
  }
  return list;
}

Json WhereJson(const MapSession& session, const MapRecord& record, const Answering& answering,
               const WhereAnswer& answer) {
  Json::Array lines;
  for (const WhereLine& line : answer.lines) {
    lines.emplace_back(Json::Object{
        {"id", line.id}, {"side", line.side}, {"distance_m", InMetres(line.distance_m)}});
  }
  const MapEntry& entry = *answering.entry;
  Json::Object value{{"zones", WhereZonesJson(answer.zones)},
                     {"security_zones", WhereZonesJson(answer.security_zones)},
                     {"lines", std::move(lines)},
                     {"certain", answer.certain},
                     {"conflict", answer.conflict},
                     {"map", record.state.map},
                     {"version", static_cast<int64_t>(entry.note().version)},
                     {"digest", ToHex(entry.note().content.sha256)},
                     {"state", std::string(MapPhaseName(entry.version.phase))},
                     {"disputed_by", Json::Array(entry.version.disputed_by.begin(),
                                                 entry.version.disputed_by.end())},
                     {"as_of_ms", session.as_of_ms},
                     {"age_s", std::max<int64_t>(0, session.now_ms - session.as_of_ms) / 1000}};
  if (answer.nearest.has_value()) {
    value["nearest"] = Json::Object{{"id", answer.nearest->id},
                                    {"distance_m", InMetres(answer.nearest->distance_m)},
                                    {"bearing", Decimal(answer.nearest->bearing, 1)}};
  }
  if (answering.in_force != nullptr) {
    value["in_force"] = static_cast<int64_t>(answering.in_force->note().version);
  }
  return value;
}

absl::Status CheckFresh(const MapSession& session, const WhereOptions& options) {
  if (options.fresh.empty()) return absl::OkStatus();
  absl::Duration bound;
  if (!absl::ParseDuration(options.fresh, &bound)) {
    return Usage("fresh", options.fresh, "a time span, as 10m");
  }
  const absl::Duration age = absl::Milliseconds(session.now_ms - session.as_of_ms);
  if (age < bound) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kUnavailable, "what is known here is older than asked for",
      {.reason = "NOT_FRESH", .subject = FormatUtcMs(session.as_of_ms), .field = options.fresh});
}

absl::Status AnswerBy(Context& context, MapSession& session, const MapRecord& record,
                      const WhereQuestion& question, bool allow_expired) {
  ASSIGN_OR_RETURN(const Answering answering,
                   FindAnswering(session, record, question.at_ms, allow_expired));
  const WhereAnswer answer =
      WhereIndex(answering.document).Find(question.place, question.accuracy_m);
  if (context.output.json()) {
    context.output.Value(WhereJson(session, record, answering, answer));
    return absl::OkStatus();
  }
  ShowWhere(context, answering, answer);
  ShowWhereVersion(context, session, answering, record);
  return absl::OkStatus();
}

// Every map answers for itself; the first that cannot decides how the command ends.
absl::Status Where(Context& context, MapSession& session, const WhereOptions& options) {
  ASSIGN_OR_RETURN(const WhereQuestion question, ReadWhereQuestion(context, session, options));
  // Also of an instant that lies beyond what is known: by what was said so far.
  if (question.at_ms > session.book.until_ms) {
    ASSIGN_OR_RETURN(session.book, ReadMapBook(session.desk->mirror(), question.at_ms));
  }
  if (!options.map.empty()) RETURN_IF_ERROR(FindMap(session.book, options.map).status());
  absl::Status done;
  for (const auto& [map, record] : session.book.maps) {
    if (!options.map.empty() && map != options.map) continue;
    done.Update(AnswerBy(context, session, record, question, options.allow_expired));
  }
  if (session.book.maps.empty()) {
    done = MakeError(absl::StatusCode::kNotFound, "the log has no map",
                     {.reason = "NO_SUCH_MAP", .subject = "-", .field = ""});
  }
  RETURN_IF_ERROR(done);
  RETURN_IF_ERROR(CheckFresh(session, options));
  // An old answer is an answer: its age was said.
  if (options.fresh.empty()) session.line = absl::OkStatus();
  return absl::OkStatus();
}

}  // namespace

void AddMapWhereVerb(CommandAdder& noun) {
  const auto options = std::make_shared<WhereOptions>();
  CLI::App& verb = noun.Verb("where", "map.where", [options](Context& context) {
    return WithMaps(context,
                    [&](MapSession& session) { return Where(context, session, *options); });
  });
  noun.Text(verb, "lat", options->lat, "map_lat").required();
  noun.Text(verb, "lon", options->lon, "map_lon").required();
  noun.Text(verb, "--map", options->map, "map");
  noun.Text(verb, "--at", options->at, "map_at");
  noun.Text(verb, "--acc", options->accuracy, "map_accuracy");
  noun.Text(verb, "--fresh", options->fresh, "map_fresh");
  noun.Flag(verb, "--allow-expired", options->allow_expired, "map_allow_expired");
}

}  // namespace liaison
