#include "clients/core/report/row.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report/row_fields.h"
#include "clients/core/report/words.h"
#include "proto/base/error.h"
#include "proto/text/names.h"
#include "proto/text/notice.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kRowReason = "ROW";
constexpr int64_t kMaxAccuracy_ms = int64_t{31'622'400} * 1000;  // as in the forms

void ReadMap(MemberReader& in, ReportRow& row) {
  if (!in.Has("map")) return;
  std::string text;
  in.Text("map", text);
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  in.Check(parts.size() == 3 && IsName(parts[0]), "map", "must be an id, a version, a digest");
  if (!in.ok()) return;
  const absl::StatusOr<uint64_t> version = ParseCount(parts[1]);
  const absl::StatusOr<Hash> digest = ParseHash(parts[2]);
  in.Take("map", version.status());
  in.Take("map", digest.status());
  if (in.ok()) row.map = {.id = std::string(parts[0]), .version = *version, .digest = *digest};
}

// Who wrote it stands in the serial.
void ReadSerial(MemberReader& in, ReportRow& row) {
  in.Text("serial", row.serial);
  if (!in.ok()) return;
  absl::StatusOr<Serial> serial = ParseSerial(row.serial);
  in.Take("serial", serial.status());
  if (!serial.ok()) return;
  in.Check(serial->number <= kMaxSerial, "serial", "has a number that no desk gets to");
  row.office = std::move(serial->office);
}

void ReadRowMembers(MemberReader& in, ReportRow& row) {
  if (in.Has("accuracy_ms")) in.Number("accuracy_ms", 1, kMaxAccuracy_ms, row.accuracy_ms);
  if (in.Has("ack_within_s")) {
    in.Count("ack_within_s", 0, UINT32_MAX, row.ack_within_s.emplace());
  }
  in.Time("event_ms", row.event_ms);
  in.Flag("exercise", row.exercise);
  in.ObjectIfAny("fields", row.fields);
  in.Base64("header", row.header);
  in.Index("index", row.index);
  in.Text("kind", row.kind);
  in.Time("logged_ms", row.logged_ms);
  ReadMap(in, row);
  in.Base64("notice", row.notice);
  in.WordsIfAny("owed_by", row.owed_by, IsOffice);
  in.Text("precedence", row.precedence);
  in.TextIfAny("province", row.province);
  in.ListIfAny("refs", row.refs, ReadRef);
  ReadSerial(in, row);
  in.TextIfAny("zone", row.zone);
}

// Sorted, each once.
bool IsSet(const std::vector<std::string>& words) {
  return std::adjacent_find(words.begin(), words.end(), std::greater_equal<>()) == words.end();
}

bool IsTime(int64_t time_ms) { return time_ms >= 0 && time_ms <= kMaxTime_ms; }

}  // namespace

void ReadRef(MemberReader& in, ReportRef& ref) {
  in.Base64("hash", ref.notice);
  in.Text("verb", ref.verb);
}

void ReadRow(MemberReader& in, ReportRow& row) {
  const absl::string_view from_row = in.FromObject();
  ReadRowMembers(in, row);
  in.Take("precedence", ParsePrecedence(row.precedence).status());
  if (in.ok()) in.Take("", CheckRow(row));
  if (in.ok()) return;
  std::string serial;
  MemberReader("", from_row).TextIfAny("serial", serial);
  in.SetSubject(serial);
}

absl::Status CheckRow(const ReportRow& row) {
  const auto refuse = [](absl::string_view name, absl::string_view why) {
    return Malformed(name, kRowReason, absl::StrCat(name, ": ", why));
  };
  if (!IsCoded(row.kind)) return refuse("kind", "is no kind of notice");
  if (!row.zone.empty() && !IsCoded(row.zone)) return refuse("zone", "is no id of a zone");
  if (!row.province.empty() && !IsCoded(row.province)) return refuse("province", "is no word");
  if (!IsTime(row.event_ms)) return refuse("event_ms", "is no time");
  if (row.accuracy_ms < 0 || row.accuracy_ms > kMaxAccuracy_ms) {
    return refuse("accuracy_ms", "is more than a year");
  }
  if (row.refs.size() > kMaxListed) return refuse("refs", "are more than a notice can have");
  const bool has_verbs = std::all_of(row.refs.begin(), row.refs.end(),
                                     [](const ReportRef& ref) { return IsCoded(ref.verb); });
  if (!has_verbs) return refuse("refs.verb", "is no verb");
  const bool are_offices = row.owed_by.size() <= kMaxListed && IsSet(row.owed_by) &&
                           std::all_of(row.owed_by.begin(), row.owed_by.end(), IsOffice);
  if (!are_offices) return refuse("owed_by", "must be a few offices in their order");
  return CheckRowFields(row.kind, row.fields);
}

void WriteRow(const ReportRow& row, JsonWriter& out) {
  const auto write_word = [&out](absl::string_view word) { out.Text(word); };
  out.Open('{');
  if (row.accuracy_ms != 0) out.Number("accuracy_ms", row.accuracy_ms);
  out.NumberIfAny("ack_within_s", row.ack_within_s);
  out.Number("event_ms", row.event_ms);
  out.Flag("exercise", row.exercise);
  if (!row.fields.empty()) out.Key("fields"), out.Canonical(row.fields.text());
  out.Base64("header", row.header);
  out.Index("index", row.index);
  out.Text("kind", row.kind);
  out.Number("logged_ms", row.logged_ms);
  if (row.map) {
    out.Text("map",
             absl::StrCat(row.map->id, " ", row.map->version, " ", ToBase64(row.map->digest)));
  }
  out.Base64("notice", row.notice);
  out.ListIfAny("owed_by", row.owed_by, write_word);
  out.Text("precedence", row.precedence);
  out.TextIfAny("province", row.province);
  out.ListIfAny("refs", row.refs, [&out](const ReportRef& ref) {
    out.Object([&] {
      out.Base64("hash", ref.notice);
      out.Text("verb", ref.verb);
    });
  });
  out.Text("serial", row.serial);
  out.TextIfAny("zone", row.zone);
  out.Close('}');
}

Json RowJson(const ReportRow& row) {
  return *ParseCanonicalJson(WholeText(1024, [&row](JsonWriter::Sink sink) {
    JsonWriter out(sink);
    WriteRow(row, out);
  }));
}

bool IsBefore(const ReportRow& a, const ReportRow& b) {
  return std::tie(a.office, a.serial) < std::tie(b.office, b.serial);
}

absl::string_view DeskOf(absl::string_view serial) {
  const size_t number = serial.rfind('-');
  if (number == absl::string_view::npos || number == 0) return "";
  const size_t year = serial.rfind('-', number - 1);
  return year == absl::string_view::npos ? "" : serial.substr(0, year);
}

}  // namespace liaison
