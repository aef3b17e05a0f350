#include <algorithm>
#include <utility>

#include "clients/core/report/member_reader.h"
#include "clients/core/report/model_acks.h"
#include "clients/core/report/model_text.h"
#include "clients/core/report/sheet_parts.h"
#include "clients/core/report/words.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kModelReason = "MODEL";
constexpr int64_t kDay_s = 86400;
constexpr uint64_t kMaxYear = 9999;

void ReadRange(MemberReader& in, FigureRange& range) {
  if (in.Has("high")) in.Number("high", 0, kMaxJsonInteger, range.high.emplace());
  in.Number("low", 0, kMaxJsonInteger, range.low);
}

void ReadValue(MemberReader& in, FigureValue& value) {
  if (in.HasObject("value")) {
    in.Object("value", [&] { ReadRange(in, value.emplace<FigureRange>()); });
  } else if (in.Has("value")) {
    in.Number("value", 0, kMaxJsonInteger, value.emplace<int64_t>());
  }
}

// Words and names, which are shown.
bool IsPlace(const JsonText& where) {
  MemberReader in(kModelReason, where.text());
  std::string value;
  size_t left = kMaxListed;
  for (absl::string_view name; left > 0 && in.Next(name) && IsCoded(name); --left) {
    in.Text(name, value);
  }
  absl::string_view more;
  return in.ok() && !in.Next(more);
}

void ReadFigure(MemberReader& in, Figure& figure) {
  in.Text("id", figure.id);
  in.Count("n", 0, kMaxCount, figure.n);
  in.Base64("rows_digest", figure.rows_digest);
  in.Word("rule", figure.rule, IsRuleName);
  ReadValue(in, figure.value);
  in.ObjectIfAny("where", figure.where);
  in.Check(IsPlace(figure.where), "where", "must be words and names");
}

void ReadModelRow(MemberReader& in, ModelRow& row) {
  in.WordsIfAny("by", row.by, IsSerial);
  in.Flag("counted", row.counted);
  std::string fate(RowFateName(RowFate::kLive));
  in.TextIfAny("fate", fate);
  in.Check(RowFateOf(fate).has_value(), "fate", "is none that a row can have");
  row.fate = RowFateOf(fate).value_or(RowFate::kLive);
  in.WordsIfAny("flags", row.flags, IsFlag);
  in.Object("row", [&] { ReadRow(in, row.row); });
  in.WordIfAny("standing", row.standing, IsStanding);
}

void ReadModelLink(MemberReader& in, ModelLink& link) {
  ReadSheetLink(in, link.link);
  in.Flag("mutual", link.mutual);
  in.Word("office", link.office, IsOffice);
}

void ReadModelPosition(MemberReader& in, ModelPosition& position) {
  in.Word("office", position.office, IsOffice);
  ReadSheetPosition(in, position.position);
}

void ReadModelMap(MemberReader& in, ModelMap& map) {
  in.Base64("digest", map.digest);
  in.Time("from_ms", map.from_ms);
  in.Word("map", map.map, IsName);
  in.TimeIfAny("until_ms", map.until_ms);
  in.Count("version", 0, kMaxCount, map.version);
}

void ReadModelObligation(MemberReader& in, ModelObligation& obligation) {
  in.Text("clause", obligation.clause);
  in.Time("due_ms", obligation.due_ms);
  in.Text("id", obligation.id);
  in.Text("instrument", obligation.instrument);
  in.TimeIfAny("met_ms", obligation.met_ms);
  in.Word("state", obligation.state, IsObligationState);
  in.Text("variant", obligation.variant);
}

void ReadModelGap(MemberReader& in, ModelGap& gap) {
  in.WordIfAny("by", gap.by, IsOffice);
  in.Text("desk", gap.desk);
  in.Count("first", 0, kMaxCount, gap.first);
  in.Count("last", 0, kMaxCount, gap.last);
  in.Word("office", gap.office, IsOffice);
  in.Check(IsDeskOf(gap.office, gap.desk), "desk", "is none of the office");
  in.Word("why", gap.why, IsGapWord);
  in.Count("year", 0, kMaxYear, gap.year);
}

void ReadModelAnomaly(MemberReader& in, ModelAnomaly& anomaly) {
  in.Word("code", anomaly.code, IsAnomalyCode);
  in.TextIfAny("detail", anomaly.detail);
  in.Word("office", anomaly.office, IsOffice);
  in.Word("serial", anomaly.serial, IsSerial);
}

void ReadModelOffice(MemberReader& in, ModelOffice& office) {
  in.List("desks", office.desks, ReadSheetDesk);
  in.Word("office", office.office, IsOffice);
  in.Bool("owes", office.owes);
  in.List("ranges", office.ranges, ReadSheetRange);
  in.Base64IfAny("sheet", office.sheet);
  in.Check(AreDesksOf(office.office, office.desks, office.ranges), "desks", "of another office");
}

void ReadOffset(MemberReader& in, ZoneRules::Change& change) {
  in.Number("from_s", -kMaxTime_s, kMaxTime_s, change.from_s);
  int64_t offset_s = 0;
  in.Number("offset_s", -kDay_s, kDay_s, offset_s);
  change.offset_s = static_cast<int32_t>(offset_s);
}

bool IsAscending(const std::vector<ZoneRules::Change>& changes) {
  return std::adjacent_find(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
           return a.from_s >= b.from_s;
         }) == changes.end();
}

void ReadPeriod(MemberReader& in, ReportModel& model) {
  in.Time("end_ms", model.period.end_ms);
  in.Word("first_day", model.period.first_day, IsDay);
  in.Word("last_day", model.period.last_day, IsDay);
  in.ListIfAny("offsets", model.offsets, ReadOffset);
  in.Check(IsAscending(model.offsets), "offsets", "not in the order of time");
  in.Time("start_ms", model.period.start_ms);
  in.Text("zone", model.period.zone);
}

void ReadModelMembers(MemberReader& in, ReportModel& model) {
  ReadAcks(in, model);
  in.List("anomalies", model.anomalies, ReadModelAnomaly);
  in.WordsIfAny("aside", model.aside, IsOffice);
  in.Base64IfAny("corrects", model.corrects);
  in.Index("cut", model.cut);
  in.Time("cut_ms", model.cut_ms);
  if (in.Has("earlier_cut")) in.Index("earlier_cut", model.earlier_cut.emplace());
  in.LongList("figures", model.figures, ReadFigure);
  in.List("gaps", model.gaps, ReadModelGap);
  in.Base64("input", model.input);
  in.Time("late_after_ms", model.late_after_ms);
  in.List("links", model.links, ReadModelLink);
  in.List("maps", model.maps, ReadModelMap);
  in.Words("missing", model.missing, IsOffice);
  in.Text("number", model.number);
  in.List("obligations", model.obligations, ReadModelObligation);
  in.List("offices", model.offices, ReadModelOffice);
  in.Object("period", [&] { ReadPeriod(in, model); });
  in.List("positions", model.positions, ReadModelPosition);
  in.Text("render_profile", model.render_profile);
  in.Count("revision", 0, UINT32_MAX, model.revision);
  in.LongList("rows", model.rows, ReadModelRow);
  in.Text("rules_version", model.rules_version);
  in.Text("series", model.series);
  in.Text("tzdata", model.period.tz);
  in.Words("zones", model.zones, IsCoded);
  PlaceAcks(in, model);
}

}  // namespace

absl::StatusOr<ReportModel> ParseModel(absl::string_view bytes) {
  if (bytes.size() > kMaxModelBytes) return Malformed("", kModelReason, "too large");
  MemberReader in(kModelReason, bytes);
  ReportModel model;
  ReadModelMembers(in, model);
  ASSIGN_OR_RETURN(model, in.Finish(std::move(model)));
  if (!IsWholeText(bytes, [&model](JsonWriter::Sink sink) { WriteModel(model, sink); })) {
    return Malformed("", "NOT_CANONICAL", "not written as this program writes a model");
  }
  return model;
}

}  // namespace liaison
