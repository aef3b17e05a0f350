#include <algorithm>
#include <utility>

#include "clients/core/report/member_reader.h"
#include "clients/core/report/model_acks.h"
#include "clients/core/report/model_text.h"
#include "clients/core/report/sheet_parts.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kModelReason = "MODEL";
constexpr int64_t kDay_s = 86400;
constexpr uint64_t kMaxYear = 9999;

absl::StatusOr<FigureRange> ParseRange(absl::string_view json) {
  MemberReader in(kModelReason, json);
  FigureRange range;
  in.Number("low", 0, kMaxJsonInteger, range.low);
  if (in.Has("high")) in.Number("high", 0, kMaxJsonInteger, range.high.emplace());
  return in.Finish(range);
}

void ReadValue(MemberReader& in, FigureValue& value) {
  if (!in.Has("value")) return;
  if (in.Raw("value").substr(0, 1) != "{") {
    return in.Number("value", 0, kMaxJsonInteger, value.emplace<int64_t>());
  }
  const absl::StatusOr<FigureRange> range = ParseRange(in.Raw("value"));
  in.Take("value", range.status());
  if (range.ok()) value = *range;
}

absl::StatusOr<Figure> ParseFigure(absl::string_view json) {
  MemberReader in(kModelReason, json);
  Figure figure;
  in.Text("id", figure.id);
  in.Count("n", 0, kMaxCount, figure.n);
  in.Base64("rows_digest", figure.rows_digest);
  in.Text("rule", figure.rule);
  ReadValue(in, figure.value);
  in.ObjectIfAny("where", figure.where);
  return in.Finish(std::move(figure));
}

absl::StatusOr<ModelRow> ParseModelRow(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelRow row;
  in.WordsIfAny("by", row.by);
  in.Flag("counted", row.counted);
  std::string fate(RowFateName(RowFate::kLive));
  in.TextIfAny("fate", fate);
  in.Check(RowFateOf(fate).has_value(), "fate", "is none that a row can have");
  row.fate = RowFateOf(fate).value_or(RowFate::kLive);
  in.WordsIfAny("flags", row.flags);
  in.TextIfAny("standing", row.standing);
  ASSIGN_OR_RETURN(row, in.Finish(std::move(row)));
  ASSIGN_OR_RETURN(row.row, ParseRow(in.Raw("row")));
  return row;
}

absl::StatusOr<ModelLink> ParseLink(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelLink link;
  in.Text("office", link.office);
  in.Flag("mutual", link.mutual);
  ASSIGN_OR_RETURN(link.link, ParseSheetLink(json));
  return in.Finish(std::move(link));
}

absl::StatusOr<ModelPosition> ParsePosition(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelPosition position;
  in.Text("office", position.office);
  ASSIGN_OR_RETURN(position.position, ParseSheetPosition(json));
  return in.Finish(std::move(position));
}

absl::StatusOr<ModelMap> ParseMap(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelMap map;
  in.Text("map", map.map);
  in.Count("version", 0, kMaxCount, map.version);
  in.Base64("digest", map.digest);
  in.Time("from_ms", map.from_ms);
  in.TimeIfAny("until_ms", map.until_ms);
  return in.Finish(std::move(map));
}

absl::StatusOr<ModelObligation> ParseObligationState(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelObligation obligation;
  in.Text("id", obligation.id);
  in.Text("instrument", obligation.instrument);
  in.Text("clause", obligation.clause);
  in.Text("variant", obligation.variant);
  in.Text("state", obligation.state);
  in.Time("due_ms", obligation.due_ms);
  in.TimeIfAny("met_ms", obligation.met_ms);
  return in.Finish(std::move(obligation));
}

absl::StatusOr<ModelGap> ParseGap(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelGap gap;
  in.Text("office", gap.office);
  in.Text("desk", gap.desk);
  in.Count("year", 0, kMaxYear, gap.year);
  in.Count("first", 0, kMaxCount, gap.first);
  in.Count("last", 0, kMaxCount, gap.last);
  in.Text("why", gap.why);
  in.TextIfAny("by", gap.by);
  return in.Finish(std::move(gap));
}

absl::StatusOr<ModelAnomaly> ParseAnomaly(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelAnomaly anomaly;
  in.Text("code", anomaly.code);
  in.Text("office", anomaly.office);
  in.Text("serial", anomaly.serial);
  in.TextIfAny("detail", anomaly.detail);
  return in.Finish(std::move(anomaly));
}

absl::StatusOr<ModelOffice> ParseModelOffice(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ModelOffice office;
  in.Text("office", office.office);
  in.Bool("owes", office.owes);
  in.Base64IfAny("sheet", office.sheet);
  in.List("desks", office.desks, ParseSheetDesk);
  in.List("ranges", office.ranges, ParseSheetRange);
  return in.Finish(std::move(office));
}

absl::StatusOr<ZoneRules::Change> ParseOffset(absl::string_view json) {
  MemberReader in(kModelReason, json);
  ZoneRules::Change change;
  in.Number("from_s", -kMaxTime_s, kMaxTime_s, change.from_s);
  int64_t offset_s = 0;
  in.Number("offset_s", -kDay_s, kDay_s, offset_s);
  change.offset_s = static_cast<int32_t>(offset_s);
  return in.Finish(change);
}

bool IsAscending(const std::vector<ZoneRules::Change>& changes) {
  return std::adjacent_find(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
           return a.from_s >= b.from_s;
         }) == changes.end();
}

absl::Status ReadPeriod(absl::string_view json, ReportModel& model) {
  MemberReader in(kModelReason, json);
  in.Time("start_ms", model.period.start_ms);
  in.Time("end_ms", model.period.end_ms);
  in.Text("first_day", model.period.first_day);
  in.Text("last_day", model.period.last_day);
  in.Text("zone", model.period.zone);
  in.ListIfAny("offsets", model.offsets, ParseOffset);
  in.Check(IsAscending(model.offsets), "offsets", "not in the order of time");
  return in.Finish(true).status();
}

void ReadHead(MemberReader& in, ReportModel& model) {
  in.Text("series", model.series);
  in.Text("number", model.number);
  in.Count("revision", 0, UINT32_MAX, model.revision);
  in.Base64IfAny("corrects", model.corrects);
  in.Text("tzdata", model.period.tz);
  in.Index("cut", model.cut);
  in.Time("cut_ms", model.cut_ms);
  in.Time("late_after_ms", model.late_after_ms);
  if (in.Has("earlier_cut")) in.Index("earlier_cut", model.earlier_cut.emplace());
  in.Base64("input", model.input);
  in.Text("rules_version", model.rules_version);
  in.Text("render_profile", model.render_profile);
  if (in.ok()) in.Take("period", ReadPeriod(in.Raw("period"), model));
}

void ReadLists(MemberReader& in, ReportModel& model) {
  in.List("offices", model.offices, ParseModelOffice);
  in.Words("zones", model.zones);
  in.List("figures", model.figures, ParseFigure);
  in.List("rows", model.rows, ParseModelRow);
  in.List("links", model.links, ParseLink);
  in.List("positions", model.positions, ParsePosition);
  in.List("maps", model.maps, ParseMap);
  in.List("obligations", model.obligations, ParseObligationState);
  in.Words("missing", model.missing);
  in.WordsIfAny("aside", model.aside);
  in.List("gaps", model.gaps, ParseGap);
  in.List("anomalies", model.anomalies, ParseAnomaly);
}

}  // namespace

absl::StatusOr<ReportModel> ParseModel(absl::string_view bytes) {
  if (bytes.size() > kMaxModelBytes) return Malformed("", kModelReason, "too large");
  MemberReader in(kModelReason, bytes);
  ReportModel model;
  ReadHead(in, model);
  ReadLists(in, model);
  ReadAcks(in, model);
  ASSIGN_OR_RETURN(model, in.Finish(std::move(model)));
  if (!IsWholeText(bytes, [&model](JsonWriter::Sink sink) { WriteModel(model, sink); })) {
    return Malformed("", "NOT_CANONICAL", "not written as this program writes a model");
  }
  return model;
}

}  // namespace liaison
