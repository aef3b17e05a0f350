#include "clients/core/report_render/tables.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "clients/core/report_render/render.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// A value that is not there is an empty cell; an empty string does not occur otherwise.
struct CsvField {
  std::string name;
  std::string type;  // Frictionless: "string", "integer", "boolean", "datetime", "date"
};
struct CsvTable {
  std::string name;
  std::vector<CsvField> fields;
  std::vector<std::vector<std::string>> rows;
};

std::string Instant(int64_t ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(ms), absl::UTCTimeZone());
}
std::string Instant(const std::optional<int64_t>& ms) { return ms ? Instant(*ms) : ""; }
std::string Truth(bool is) { return is ? "true" : "false"; }
std::string Number(const auto& number) { return absl::StrCat(number); }
std::string Number(LeafIndex index) { return absl::StrCat(index.value()); }

// Spreadsheets take a cell that begins with one of these for a formula, and some of them cut a line
// at other characters than commas.
std::string WithoutFormulas(const std::string& cell) {
  constexpr absl::string_view kCuts = ",;|\t\r\n";
  std::string out;
  for (size_t i = 0; i < cell.size(); ++i) {
    const bool begins = i == 0 || kCuts.find(cell[i - 1]) != absl::string_view::npos;
    const bool is_formula = absl::string_view("=+-@\t\r").find(cell[i]) != absl::string_view::npos;
    if (begins && is_formula) out.push_back('\'');
    out.push_back(cell[i]);
  }
  return out;
}

std::string Quoted(const std::string& text) {
  const std::string cell = WithoutFormulas(text);
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

std::string Csv(const CsvTable& table) {
  std::vector<std::string> names;
  for (const CsvField& field : table.fields) names.push_back(field.name);
  std::string out = absl::StrCat(absl::StrJoin(names, ","), "\r\n");
  for (const std::vector<std::string>& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&out, i == 0 ? "" : ",", Quoted(row[i]));
    }
    out += "\r\n";
  }
  return out;
}

// Text of what `where` says under a name; integers too.
std::string Member(const Json& json, const std::string& name) {
  const Json* member = json.Find(name);
  if (member == nullptr) return "";
  if (member->string() != nullptr) return *member->string();
  return PrintCanonicalJson(*member);
}

CsvTable FiguresTable(const ReportModel& model) {
  std::set<std::string> places;
  for (const Figure& figure : model.figures) {
    const Json where = figure.where.Value();
    for (const auto& [name, value] : *where.object()) places.insert(name);
  }
  CsvTable table{.name = "figures",
                 .fields = {{"id", "string"},
                            {"value", "integer"},
                            {"low", "integer"},
                            {"high", "integer"},
                            {"rule", "string"},
                            {"rows", "integer"},
                            {"rows_digest", "string"}}};
  for (const std::string& place : places) table.fields.push_back({"where_" + place, "string"});
  for (const Figure& figure : model.figures) {
    const auto* value = std::get_if<int64_t>(&figure.value);
    const auto* range = std::get_if<FigureRange>(&figure.value);
    std::vector<std::string> row = {figure.id,
                                    value != nullptr ? Number(*value) : "",
                                    range != nullptr ? Number(range->low) : "",
                                    range != nullptr && range->high ? Number(*range->high) : "",
                                    figure.rule,
                                    Number(figure.n),
                                    ToHex(figure.rows_digest)};
    const Json where = figure.where.Value();
    for (const std::string& place : places) row.push_back(Member(where, place));
    table.rows.push_back(std::move(row));
  }
  return table;
}

CsvTable RowsTable(const ReportModel& model) {
  CsvTable table{.name = "rows",
                 .fields = {{"office", "string"},
                            {"serial", "string"},
                            {"log", "integer"},
                            {"logged", "datetime"},
                            {"event", "datetime"},
                            {"accuracy_ms", "integer"},
                            {"kind", "string"},
                            {"zone", "string"},
                            {"province", "string"},
                            {"precedence", "string"},
                            {"exercise", "boolean"},
                            {"fate", "string"},
                            {"by", "string"},
                            {"counted", "boolean"},
                            {"standing", "string"},
                            {"flags", "string"},
                            {"fields", "string"},
                            {"notice", "string"},
                            {"header", "string"}}};
  for (const ModelRow& one : model.rows) {
    const ReportRow& row = one.row;
    table.rows.push_back({row.office, row.serial, Number(row.index), Instant(row.logged_ms),
                          Instant(row.event_ms), Number(row.accuracy_ms), row.kind, row.zone,
                          row.province, row.precedence, Truth(row.exercise),
                          std::string(RowFateName(one.fate)), absl::StrJoin(one.by, " "),
                          Truth(one.counted), one.standing, absl::StrJoin(one.flags, " "),
                          std::string(row.fields.text()), ToHex(row.notice), ToHex(row.header)});
  }
  return table;
}

CsvTable OfficesTable(const ReportModel& model) {
  CsvTable table{.name = "offices",
                 .fields = {{"office", "string"}, {"owes", "boolean"}, {"sheet", "string"}}};
  for (const ModelOffice& office : model.offices) {
    table.rows.push_back(
        {office.office, Truth(office.owes), office.sheet ? ToHex(*office.sheet) : ""});
  }
  return table;
}

CsvTable SerialsTable(const ReportModel& model) {
  CsvTable table{.name = "serials",
                 .fields = {{"office", "string"},
                            {"desk", "string"},
                            {"year", "integer"},
                            {"first", "integer"},
                            {"last", "integer"},
                            {"why", "string"},
                            {"by", "string"}}};
  const auto add = [&](const std::string& office, const auto& range, const std::string& by) {
    table.rows.push_back({office, range.desk, Number(range.year), Number(range.first),
                          Number(range.last), range.why, by});
  };
  for (const ModelGap& gap : model.gaps) add(gap.office, gap, gap.by);
  for (const ModelOffice& office : model.offices) {
    for (const SheetRange& range : office.ranges) add(office.office, range, "");
  }
  return table;
}

CsvTable AnomaliesTable(const ReportModel& model) {
  CsvTable table{
      .name = "anomalies",
      .fields = {
          {"code", "string"}, {"office", "string"}, {"serial", "string"}, {"detail", "string"}}};
  for (const ModelAnomaly& one : model.anomalies) {
    table.rows.push_back({one.code, one.office, one.serial, one.detail});
  }
  return table;
}

CsvTable LinksTable(const ReportModel& model) {
  CsvTable table{
      .name = "links",
      .fields = {{"office", "string"}, {"a", "string"}, {"b", "string"}, {"mutual", "boolean"}}};
  for (const ModelLink& link : model.links) {
    table.rows.push_back({link.office, ToHex(link.link.a), ToHex(link.link.b), Truth(link.mutual)});
  }
  return table;
}

CsvTable PositionsTable(const ReportModel& model) {
  CsvTable table{.name = "positions",
                 .fields = {{"office", "string"}, {"row", "string"}, {"position", "string"}}};
  for (const ModelPosition& one : model.positions) {
    table.rows.push_back({one.office, ToHex(one.position.row), one.position.position});
  }
  return table;
}

CsvTable AcknowledgementsTable(const ReportModel& model) {
  CsvTable table{.name = "acknowledgements",
                 .fields = {{"serial", "string"},
                            {"office", "string"},
                            {"accepted", "datetime"},
                            {"within_s", "integer"},
                            {"acknowledged", "datetime"},
                            {"passed_on", "datetime"},
                            {"resolved", "datetime"},
                            {"censored", "datetime"}}};
  for (const ModelAck& ack : model.ack) {
    if (ack.row >= model.rows.size()) continue;
    const ReportRow& row = model.rows[ack.row].row;
    table.rows.push_back({row.serial, ack.office, Instant(row.logged_ms),
                          row.ack_within_s ? Number(*row.ack_within_s) : "",
                          Instant(ack.acknowledged_ms), Instant(ack.passed_on_ms),
                          Instant(ack.resolved_ms), Instant(ack.censored_ms)});
  }
  return table;
}

CsvTable ObligationsTable(const ReportModel& model) {
  CsvTable table{.name = "obligations",
                 .fields = {{"id", "string"},
                            {"instrument", "string"},
                            {"clause", "string"},
                            {"variant", "string"},
                            {"state", "string"},
                            {"due", "datetime"},
                            {"met", "datetime"}}};
  for (const ModelObligation& one : model.obligations) {
    table.rows.push_back({one.id, one.instrument, one.clause, one.variant, one.state,
                          Instant(one.due_ms), Instant(one.met_ms)});
  }
  return table;
}

CsvTable MapsTable(const ReportModel& model) {
  CsvTable table{.name = "maps",
                 .fields = {{"map", "string"},
                            {"version", "integer"},
                            {"digest", "string"},
                            {"from", "datetime"},
                            {"until", "datetime"}}};
  for (const ModelMap& map : model.maps) {
    table.rows.push_back({map.map, Number(map.version), ToHex(map.digest), Instant(map.from_ms),
                          Instant(map.until_ms)});
  }
  return table;
}

Json ResourceOf(const CsvTable& table, const std::string& csv) {
  Json::Array fields;
  for (const CsvField& field : table.fields) {
    fields.push_back(Json::Object{{"name", field.name}, {"type", field.type}});
  }
  return Json::Object{{"bytes", static_cast<int64_t>(csv.size())},
                      {"encoding", "utf-8"},
                      {"format", "csv"},
                      {"hash", absl::StrCat("sha256:", ToHex(Sha256(csv)))},
                      {"mediatype", "text/csv"},
                      {"name", table.name},
                      {"path", table.name + ".csv"},
                      {"profile", "tabular-data-resource"},
                      {"schema", Json::Object{{"fields", std::move(fields)},
                                              {"missingValues", Json::Array{Json("")}}}}};
}

}  // namespace

std::string RowsCsv(const ReportModel& model) { return Csv(RowsTable(model)); }

absl::StatusOr<std::map<std::string, std::string>> RenderTables(const RenderRequest& request,
                                                                const Phrasebook& phrases) {
  const ReportModel& model = request.model;
  std::map<std::string, std::string> files;
  Json::Array resources;
  for (const CsvTable& table :
       {FiguresTable(model), RowsTable(model), OfficesTable(model), SerialsTable(model),
        AnomaliesTable(model), LinksTable(model), PositionsTable(model),
        AcknowledgementsTable(model), ObligationsTable(model), MapsTable(model)}) {
    std::string csv = Csv(table);
    resources.push_back(ResourceOf(table, csv));
    files.emplace(table.name + ".csv", std::move(csv));
  }
  const std::string id = absl::StrCat(model.series, "-", model.number);
  files.emplace(
      "datapackage.json",
      PrintCanonicalJson(Json::Object{
          {"created", Instant(model.cut_ms)},
          {"description",
           StripIsolation(phrases.Message(request.language, "reportpage.note.columns"))},
          {"id", absl::StrCat("sha256:", ToHex(request.digest))},
          {"name", absl::AsciiStrToLower(id)},
          {"outcome", request.outcome.empty() ? "draft" : request.outcome},
          {"profile", "tabular-data-package"},
          {"resources", std::move(resources)},
          {"title", StripIsolation(phrases.Message(request.language, "reportpage.name",
                                                   {id, static_cast<uint64_t>(model.revision)}))},
          {"version", absl::StrCat(model.revision)}}));
  return files;
}

}  // namespace liaison
