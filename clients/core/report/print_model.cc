#include "clients/core/report/model_acks.h"
#include "clients/core/report/model_text.h"
#include "clients/core/report/sheet_parts.h"

namespace liaison {
namespace {

void WriteValue(const FigureValue& value, JsonWriter& out) {
  if (const auto* number = std::get_if<int64_t>(&value)) {
    out.Number("value", *number);
  } else if (const auto* range = std::get_if<FigureRange>(&value)) {
    out.Key("value");
    out.Object([&] {
      out.NumberIfAny("high", range->high);
      out.Number("low", range->low);
    });
  }
}

void Write(const Figure& figure, JsonWriter& out) {
  out.Text("id", figure.id);
  out.Count("n", figure.n);
  out.Base64("rows_digest", figure.rows_digest);
  out.Text("rule", figure.rule);
  WriteValue(figure.value, out);
  out.Key("where");
  out.Canonical(figure.where.text());
}

void Write(const ModelRow& row, JsonWriter& out) {
  const auto write_word = [&out](absl::string_view word) { out.Text(word); };
  out.ListIfAny("by", row.by, write_word);
  out.Flag("counted", row.counted);
  if (row.fate != RowFate::kLive) out.Text("fate", RowFateName(row.fate));
  out.ListIfAny("flags", row.flags, write_word);
  out.Key("row");
  WriteRow(row.row, out);
  out.TextIfAny("standing", row.standing);
}

void Write(const ModelLink& link, JsonWriter& out) {
  Write(link.link, out);
  out.Flag("mutual", link.mutual);
  out.Text("office", link.office);
}

void Write(const ModelPosition& position, JsonWriter& out) {
  out.Text("office", position.office);
  Write(position.position, out);
}

void Write(const ModelMap& map, JsonWriter& out) {
  out.Base64("digest", map.digest);
  out.Number("from_ms", map.from_ms);
  out.Text("map", map.map);
  out.NumberIfAny("until_ms", map.until_ms);
  out.Count("version", map.version);
}

void Write(const ModelObligation& obligation, JsonWriter& out) {
  out.Text("clause", obligation.clause);
  out.Number("due_ms", obligation.due_ms);
  out.Text("id", obligation.id);
  out.Text("instrument", obligation.instrument);
  out.NumberIfAny("met_ms", obligation.met_ms);
  out.Text("state", obligation.state);
  out.Text("variant", obligation.variant);
}

void Write(const ModelGap& gap, JsonWriter& out) {
  out.TextIfAny("by", gap.by);
  out.Text("desk", gap.desk);
  out.Count("first", gap.first);
  out.Count("last", gap.last);
  out.Text("office", gap.office);
  out.Text("why", gap.why);
  out.Number("year", gap.year);
}

void Write(const ModelAnomaly& anomaly, JsonWriter& out) {
  out.Text("code", anomaly.code);
  out.TextIfAny("detail", anomaly.detail);
  out.Text("office", anomaly.office);
  out.Text("serial", anomaly.serial);
}

void Write(const ModelOffice& office, JsonWriter& out);

template <typename Items>
void WriteList(absl::string_view name, const Items& items, JsonWriter& out) {
  out.List(name, items, [&out](const auto& item) { out.Object([&] { Write(item, out); }); });
}

void Write(const ModelOffice& office, JsonWriter& out) {
  WriteList("desks", office.desks, out);
  out.Text("office", office.office);
  out.Bool("owes", office.owes);
  WriteList("ranges", office.ranges, out);
  if (office.sheet) out.Base64("sheet", *office.sheet);
}

void WritePeriod(const ReportModel& model, JsonWriter& out) {
  out.Number("end_ms", model.period.end_ms);
  out.Text("first_day", model.period.first_day);
  out.Text("last_day", model.period.last_day);
  out.ListIfAny("offsets", model.offsets, [&out](const ZoneRules::Change& change) {
    out.Object([&] {
      out.Number("from_s", change.from_s);
      out.Number("offset_s", change.offset_s);
    });
  });
  out.Number("start_ms", model.period.start_ms);
  out.Text("zone", model.period.zone);
}

void WriteMembers(const ReportModel& model, JsonWriter& out) {
  WriteAcks(model, out);
  WriteList("anomalies", model.anomalies, out);
  if (!model.aside.empty()) out.Words("aside", model.aside);
  if (model.corrects) out.Base64("corrects", *model.corrects);
  out.Index("cut", model.cut);
  out.Number("cut_ms", model.cut_ms);
  if (model.earlier_cut) out.Index("earlier_cut", *model.earlier_cut);
  WriteList("figures", model.figures, out);
  WriteList("gaps", model.gaps, out);
  out.Base64("input", model.input);
  out.Number("late_after_ms", model.late_after_ms);
  WriteList("links", model.links, out);
  WriteList("maps", model.maps, out);
  out.Words("missing", model.missing);
  out.Text("number", model.number);
  WriteList("obligations", model.obligations, out);
  WriteList("offices", model.offices, out);
  out.Key("period");
  out.Object([&] { WritePeriod(model, out); });
  WriteList("positions", model.positions, out);
  out.Text("render_profile", model.render_profile);
  out.Number("revision", model.revision);
  WriteList("rows", model.rows, out);
  out.Text("rules_version", model.rules_version);
  out.Text("series", model.series);
  out.Text("tzdata", model.period.tz);
  out.Words("zones", model.zones);
}

}  // namespace

void WriteModel(const ReportModel& model, JsonWriter::Sink sink) {
  JsonWriter out(sink);
  out.Object([&] { WriteMembers(model, out); });
}

}  // namespace liaison
