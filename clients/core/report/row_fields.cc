#include "clients/core/report/row_fields.h"

#include <algorithm>
#include <utility>

#include "clients/core/report/member_reader.h"
#include "clients/core/report/words.h"
#include "proto/text/names.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kFieldsReason = "FIELDS";
constexpr int64_t kMaxStated = 1'000'000;  // as in the forms
constexpr absl::string_view kCheckpointKind = "checkpoint_status";
constexpr std::array<absl::string_view, 4> kPassageKinds = {"humanitarian_access", "medical_aid",
                                                            "civilian_supply", "civil_return"};

void ReadStated(MemberReader& in, absl::string_view name, std::optional<int64_t>& out) {
  if (in.Has(name)) in.Number(name, 0, kMaxStated, out.emplace());
}

// The members of the member `name`, which are coded words; `read` gets each.
template <typename Read>
void ReadByWord(MemberReader& in, absl::string_view name, const Read& read) {
  if (!in.Has(name)) return;
  in.Object(name, [&] {
    size_t count = 0;
    for (absl::string_view word; in.Next(word);) {
      in.Check(IsCoded(word) && ++count <= kMaxListed, "", "must be a few coded words");
      if (in.ok()) read(word);
    }
  });
}

void ReadCasualties(MemberReader& in, std::vector<Casualties>& out) {
  ReadByWord(in, "casualties", [&](absl::string_view victims) {
    Casualties& stated = out.emplace_back();
    stated.victims = std::string(victims);
    in.Object(victims, [&] {
      for (size_t i = 0; i < kHarms.size(); ++i) ReadStated(in, kHarms[i], stated.numbers[i]);
    });
  });
}

void ReadGap(MemberReader& in, Span_s& span) {
  std::string reason;
  in.Number("from_s", 0, kMaxTime_s, span.from_s);
  in.WordIfAny("reason", reason, IsCoded);
  in.Number("to_s", 0, kMaxTime_s, span.to_s);
}

// A post or a checkpoint, as people call it.
void ReadPeoplesName(MemberReader& in, absl::string_view name, std::string& out) {
  in.Text(name, out);
  in.Check(IsPeoplesName(out), name, "must be a name of at most 96 characters");
}

void ReadCheckpoint(MemberReader& in, std::string& checkpoint) {
  std::string state;
  int64_t time_s = 0;
  ReadPeoplesName(in, "checkpoint", checkpoint);
  in.Number("from_s", 0, kMaxTime_s, time_s);
  in.Word("state", state, IsCoded);
  if (in.Has("until_s")) in.Number("until_s", 0, kMaxTime_s, time_s);
}

void ReadViolationFields(MemberReader& in, ViolationFields& out) {
  ReadCasualties(in, out.casualties);
  ReadStated(in, "count", out.count);
  in.Flag("designated", out.designated);
  in.Word("kind", out.kind, IsCoded);
  in.WordIfAny("side", out.side, IsCoded);
}

void ReadObservationFields(MemberReader& in, ObservationFields& out) {
  int64_t count = 0;
  ReadByWord(in, "counts", [&](absl::string_view kind) { in.Number(kind, 0, kMaxStated, count); });
  in.Number("from_s", 0, kMaxTime_s, out.span.from_s);
  in.ListIfAny("gaps", out.gaps, ReadGap);
  in.Check(out.gaps.size() <= kMaxListed, "gaps", "are more than a notice can have");
  ReadPeoplesName(in, "post", out.post);
  in.Number("to_s", 0, kMaxTime_s, out.span.to_s);
}

void ReadPassageFields(MemberReader& in, PassageFields& out) {
  in.WordsIfAny("clearances_wanted", out.wanted, IsOffice);
  in.Check(out.wanted.size() <= kMaxListed, "clearances_wanted", "are more than there can be");
  in.Word("stage", out.stage, IsCoded);
}

void ReadClearanceFields(MemberReader& in, ClearanceFields& out) {
  in.Word("decision", out.decision, IsCoded);
}

void ReadNone(MemberReader&, std::string&) {}

// All members, by `read`, and no others.
template <typename T>
absl::StatusOr<T> ReadAll(const JsonText& fields, void (*read)(MemberReader&, T&)) {
  MemberReader in(kFieldsReason, fields.text());
  in.RefuseOthers();
  T out;
  read(in, out);
  in.Close();
  return in.Finish(std::move(out));
}

absl::Status CheckByKind(absl::string_view kind, const JsonText& fields) {
  if (kind == kViolationKind) return ReadViolation(fields).status();
  if (kind == kObservationKind) return ReadObservation(fields).status();
  if (kind == kClearanceKind) return ReadClearance(fields).status();
  if (kind == kCheckpointKind) return ReadAll(fields, ReadCheckpoint).status();
  if (IsPassageKind(kind)) return ReadPassage(fields).status();
  return ReadAll(fields, ReadNone).status();
}

}  // namespace

bool IsPassageKind(absl::string_view kind) {
  return std::find(kPassageKinds.begin(), kPassageKinds.end(), kind) != kPassageKinds.end();
}

absl::StatusOr<ViolationFields> ReadViolation(const JsonText& fields) {
  return ReadAll(fields, ReadViolationFields);
}

absl::StatusOr<ObservationFields> ReadObservation(const JsonText& fields) {
  return ReadAll(fields, ReadObservationFields);
}

absl::StatusOr<PassageFields> ReadPassage(const JsonText& fields) {
  return ReadAll(fields, ReadPassageFields);
}

absl::StatusOr<ClearanceFields> ReadClearance(const JsonText& fields) {
  return ReadAll(fields, ReadClearanceFields);
}

absl::Status CheckRowFields(absl::string_view kind, const JsonText& fields) {
  MemberReader in(kFieldsReason, "{}");
  in.Take("fields", CheckByKind(kind, fields));
  return in.Finish(true).status();
}

}  // namespace liaison
