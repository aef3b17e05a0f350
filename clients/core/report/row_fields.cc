#include "clients/core/report/row_fields.h"

#include <algorithm>
#include <utility>

#include "clients/core/report/json_slices.h"
#include "clients/core/report/member_reader.h"
#include "proto/base/status_macros.h"
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

absl::StatusOr<Casualties> ReadCasualties(absl::string_view victims, absl::string_view json) {
  Casualties out{.victims = std::string(victims)};
  MemberReader in(kFieldsReason, json);
  for (size_t i = 0; i < kHarms.size(); ++i) ReadStated(in, kHarms[i], out.numbers[i]);
  return in.Finish(std::move(out));
}

void ReadSpan(MemberReader& in, Span_s& span) {
  in.Number("from_s", 0, kMaxTime_s, span.from_s);
  in.Number("to_s", 0, kMaxTime_s, span.to_s);
}

absl::StatusOr<Span_s> ParseSpan(absl::string_view json) {
  MemberReader in(kFieldsReason, json);
  Span_s span;
  ReadSpan(in, span);
  return in.Finish(span);
}

}  // namespace

bool IsPassageKind(absl::string_view kind) {
  return std::find(kPassageKinds.begin(), kPassageKinds.end(), kind) != kPassageKinds.end();
}

absl::StatusOr<ViolationFields> ReadViolation(const JsonText& fields) {
  MemberReader in(kFieldsReason, fields.text());
  ViolationFields out;
  in.Text("kind", out.kind);
  in.TextIfAny("side", out.side);
  in.Flag("designated", out.designated);
  ReadStated(in, "count", out.count);
  if (in.Has("casualties")) {
    const auto read = [&out](absl::string_view victims, absl::string_view json) -> absl::Status {
      ASSIGN_OR_RETURN(out.casualties.emplace_back(), ReadCasualties(victims, json));
      return absl::OkStatus();
    };
    in.Take("casualties", ForEachJsonMember(in.Raw("casualties"), read));
  }
  return in.Finish(std::move(out));
}

absl::StatusOr<ObservationFields> ReadObservation(const JsonText& fields) {
  MemberReader in(kFieldsReason, fields.text());
  ObservationFields out;
  in.Text("post", out.post);
  ReadSpan(in, out.span);
  in.ListIfAny("gaps", out.gaps, ParseSpan);
  return in.Finish(std::move(out));
}

absl::StatusOr<PassageFields> ReadPassage(const JsonText& fields) {
  MemberReader in(kFieldsReason, fields.text());
  PassageFields out;
  in.Text("stage", out.stage);
  in.WordsIfAny("clearances_wanted", out.wanted);
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
