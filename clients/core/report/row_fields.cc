#include "clients/core/report/row_fields.h"

#include <algorithm>
#include <utility>

#include "clients/core/report/member_reader.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kFieldsReason = "FIELDS";
constexpr int64_t kMaxStated = 1'000'000;  // as in the forms
constexpr std::array<absl::string_view, 4> kPassageKinds = {"humanitarian_access", "medical_aid",
                                                            "civilian_supply", "civil_return"};

void ReadStated(MemberReader& in, absl::string_view name, std::optional<int64_t>& out) {
  if (in.Has(name)) in.Number(name, 0, kMaxStated, out.emplace());
}

void ReadCasualties(MemberReader& in, std::vector<Casualties>& out) {
  for (absl::string_view victims; in.Next(victims);) {
    Casualties& stated = out.emplace_back();
    stated.victims = std::string(victims);
    in.Object(victims, [&] {
      for (size_t i = 0; i < kHarms.size(); ++i) ReadStated(in, kHarms[i], stated.numbers[i]);
    });
  }
}

void ReadSpan(MemberReader& in, Span_s& span) {
  in.Number("from_s", 0, kMaxTime_s, span.from_s);
  in.Number("to_s", 0, kMaxTime_s, span.to_s);
}

}  // namespace

bool IsPassageKind(absl::string_view kind) {
  return std::find(kPassageKinds.begin(), kPassageKinds.end(), kind) != kPassageKinds.end();
}

absl::StatusOr<ViolationFields> ReadViolation(const JsonText& fields) {
  MemberReader in(kFieldsReason, fields.text());
  ViolationFields out;
  if (in.Has("casualties")) in.Object("casualties", [&] { ReadCasualties(in, out.casualties); });
  ReadStated(in, "count", out.count);
  in.Flag("designated", out.designated);
  in.Text("kind", out.kind);
  in.TextIfAny("side", out.side);
  return in.Finish(std::move(out));
}

absl::StatusOr<ObservationFields> ReadObservation(const JsonText& fields) {
  MemberReader in(kFieldsReason, fields.text());
  ObservationFields out;
  in.Number("from_s", 0, kMaxTime_s, out.span.from_s);
  in.ListIfAny("gaps", out.gaps, ReadSpan);
  in.Text("post", out.post);
  in.Number("to_s", 0, kMaxTime_s, out.span.to_s);
  return in.Finish(std::move(out));
}

absl::StatusOr<PassageFields> ReadPassage(const JsonText& fields) {
  MemberReader in(kFieldsReason, fields.text());
  PassageFields out;
  in.WordsIfAny("clearances_wanted", out.wanted);
  in.Text("stage", out.stage);
  return in.Finish(std::move(out));
}

absl::StatusOr<ClearanceFields> ReadClearance(const JsonText& fields) {
  MemberReader in(kFieldsReason, fields.text());
  ClearanceFields out;
  in.Text("decision", out.decision);
  return in.Finish(std::move(out));
}

absl::Status CheckRowFields(absl::string_view kind, const JsonText& fields) {
  if (kind == kViolationKind) return ReadViolation(fields).status();
  if (kind == kObservationKind) return ReadObservation(fields).status();
  if (kind == kClearanceKind) return ReadClearance(fields).status();
  if (IsPassageKind(kind)) return ReadPassage(fields).status();
  return absl::OkStatus();
}

}  // namespace liaison
