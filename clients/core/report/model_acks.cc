#include "clients/core/report/model_acks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kAckReason = "MODEL";

using AckTime = std::optional<int64_t> ModelAck::*;

void WriteTimes(absl::string_view name, AckTime time, absl::string_view office,
                const ReportModel& model, JsonWriter& out) {
  out.Key(name);
  out.Open('[');
  for (const ModelAck& ack : model.ack) {
    if (ack.office != office || !(ack.*time)) continue;
    const int64_t after_ms = *(ack.*time) - model.rows[ack.row].row.logged_ms;
    out.Canonical(absl::StrCat("[", ack.row, ",", after_ms, "]"));
  }
  out.Close(']');
}

// By row, of one office.
using OfficeAcks = std::map<uint64_t, ModelAck>;

absl::Status ReadTime(absl::string_view json, AckTime time, const std::vector<ModelRow>& rows,
                      OfficeAcks& acks) {
  const size_t comma = std::min(json.find(','), json.size());
  absl::string_view place = json.substr(0, comma);
  absl::string_view after = json.substr(comma);
  uint64_t row = 0;
  int64_t after_ms = 0;
  const bool is_pair = absl::ConsumePrefix(&place, "[") && absl::ConsumePrefix(&after, ",") &&
                       absl::ConsumeSuffix(&after, "]") && absl::SimpleAtoi(place, &row) &&
                       absl::SimpleAtoi(after, &after_ms);
  if (!is_pair || row >= rows.size() || std::abs(after_ms) > kMaxJsonInteger) {
    return Malformed("", kAckReason, "must be the place of a row and milliseconds");
  }
  ModelAck& ack = acks[row];
  ack.row = row;
  ack.*time = rows[row].row.logged_ms + after_ms;
  return absl::OkStatus();
}

absl::Status ReadOffice(absl::string_view json, ReportModel& model) {
  MemberReader in(kAckReason, json);
  std::string office;
  OfficeAcks acks;
  in.Text("office", office);
  const auto read = [&](absl::string_view name, AckTime time) {
    in.Items(name, [&](absl::string_view item) { return ReadTime(item, time, model.rows, acks); });
  };
  read("acknowledged", &ModelAck::acknowledged_ms);
  read("censored", &ModelAck::censored_ms);
  read("passed_on", &ModelAck::passed_on_ms);
  read("resolved", &ModelAck::resolved_ms);
  RETURN_IF_ERROR(in.Finish(true).status());
  for (auto& [row, ack] : acks) {
    ack.office = office;
    model.ack.push_back(std::move(ack));
  }
  return absl::OkStatus();
}

}  // namespace

void WriteAcks(const ReportModel& model, JsonWriter& out) {
  std::set<absl::string_view> offices;
  for (const ModelAck& ack : model.ack) offices.insert(ack.office);
  out.List("ack", offices, [&](absl::string_view office) {
    out.Object([&] {
      WriteTimes("acknowledged", &ModelAck::acknowledged_ms, office, model, out);
      WriteTimes("censored", &ModelAck::censored_ms, office, model, out);
      out.Text("office", office);
      WriteTimes("passed_on", &ModelAck::passed_on_ms, office, model, out);
      WriteTimes("resolved", &ModelAck::resolved_ms, office, model, out);
    });
  });
}

void ReadAcks(MemberReader& in, ReportModel& model) {
  in.Items("ack", [&model](absl::string_view item) { return ReadOffice(item, model); });
  std::sort(model.ack.begin(), model.ack.end(), [](const ModelAck& a, const ModelAck& b) {
    return std::tie(a.row, a.office) < std::tie(b.row, b.office);
  });
}

}  // namespace liaison
