#include "clients/core/report/model_acks.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

using AckTime = std::optional<int64_t> ModelAck::*;
constexpr AckTime kTimes[] = {&ModelAck::acknowledged_ms, &ModelAck::censored_ms,
                              &ModelAck::passed_on_ms, &ModelAck::resolved_ms};

// By office, each in the order of the rows.
using GroupedAcks = std::map<absl::string_view, std::vector<const ModelAck*>>;

void WriteTimes(absl::string_view name, AckTime time, const std::vector<const ModelAck*>& acks,
                const std::vector<ModelRow>& rows, JsonWriter& out) {
  out.Key(name);
  out.Open('[');
  for (const ModelAck* ack : acks) {
    if (!(ack->*time)) continue;
    const int64_t after_ms = *(ack->*time) - rows[ack->row].row.logged_ms;
    out.Canonical(absl::StrCat("[", ack->row, ",", after_ms, "]"));
  }
  out.Close(']');
}

// Of one office, by the place of their row.
using OfficeAcks = std::map<uint64_t, ModelAck>;

void ReadTimes(absl::string_view name, AckTime time, MemberReader& in, OfficeAcks& acks) {
  in.Pairs(name, [&](int64_t place, int64_t after_ms) {
    const auto row = static_cast<uint64_t>(place);
    ModelAck& ack = acks[row];
    ack.row = row;
    ack.*time = after_ms;
  });
}

void ReadOffice(MemberReader& in, std::vector<ModelAck>& out) {
  std::string office;
  OfficeAcks acks;
  ReadTimes("acknowledged", &ModelAck::acknowledged_ms, in, acks);
  ReadTimes("censored", &ModelAck::censored_ms, in, acks);
  in.Word("office", office, IsOffice);
  ReadTimes("passed_on", &ModelAck::passed_on_ms, in, acks);
  ReadTimes("resolved", &ModelAck::resolved_ms, in, acks);
  for (auto& [row, ack] : acks) {
    ack.office = office;
    out.push_back(std::move(ack));
  }
}

}  // namespace

void WriteAcks(const ReportModel& model, JsonWriter& out) {
  GroupedAcks grouped;
  for (const ModelAck& ack : model.ack) grouped[ack.office].push_back(&ack);
  out.List("ack", grouped, [&](const GroupedAcks::value_type& entry) {
    const auto write = [&](absl::string_view name, AckTime time) {
      WriteTimes(name, time, entry.second, model.rows, out);
    };
    out.Object([&] {
      write("acknowledged", &ModelAck::acknowledged_ms);
      write("censored", &ModelAck::censored_ms);
      out.Text("office", entry.first);
      write("passed_on", &ModelAck::passed_on_ms);
      write("resolved", &ModelAck::resolved_ms);
    });
  });
}

void ReadAcks(MemberReader& in, ReportModel& model) {
  std::vector<std::vector<ModelAck>> offices;
  in.List("ack", offices, ReadOffice);
  for (std::vector<ModelAck>& acks : offices) {
    for (ModelAck& ack : acks) model.ack.push_back(std::move(ack));
  }
}

void PlaceAcks(MemberReader& in, ReportModel& model) {
  for (ModelAck& ack : model.ack) {
    in.Check(ack.row < model.rows.size(), "ack", "names the place of a row that is not there");
    if (!in.ok()) return;
    for (const AckTime time : kTimes) {
      if (ack.*time) *(ack.*time) += model.rows[ack.row].row.logged_ms;
    }
  }
  std::sort(model.ack.begin(), model.ack.end(), [](const ModelAck& a, const ModelAck& b) {
    return std::tie(a.row, a.office) < std::tie(b.row, b.office);
  });
}

}  // namespace liaison
