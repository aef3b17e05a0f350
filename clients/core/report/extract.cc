#include "clients/core/report/extract.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report/row_fields.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/unanswered.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

enum class Type : uint8_t { kText, kNumber, kBoolean, kArray, kObject };

// By the character that a canonical value of the type begins with.
bool IsOf(absl::string_view value, Type type) {
  switch (type) {
    case Type::kText:
      return value.front() == '"';
    case Type::kNumber:
      return value.front() == '-' || absl::ascii_isdigit(static_cast<unsigned char>(value.front()));
    case Type::kBoolean:
      return value.front() == 't' || value.front() == 'f';
    case Type::kArray:
      return value.front() == '[';
    case Type::kObject:
      return value.front() == '{';
  }
  return false;
}

// What figures use of a kind, under its own name. Source: row.h.
struct FieldRule {
  absl::string_view name;
  Type type;
};
constexpr FieldRule kViolation[] = {
    {"kind", Type::kText}, {"count", Type::kNumber}, {"casualties", Type::kObject}};
constexpr FieldRule kObservation[] = {{"post", Type::kText},
                                      {"from_s", Type::kNumber},
                                      {"to_s", Type::kNumber},
                                      {"gaps", Type::kArray},
                                      {"counts", Type::kObject}};
constexpr FieldRule kCheckpoint[] = {{"checkpoint", Type::kText},
                                     {"state", Type::kText},
                                     {"from_s", Type::kNumber},
                                     {"until_s", Type::kNumber}};
constexpr FieldRule kPassage[] = {{"stage", Type::kText}, {"clearances_wanted", Type::kArray}};
constexpr FieldRule kClearance[] = {{"decision", Type::kText}};

std::span<const FieldRule> RulesOf(absl::string_view kind) {
  if (kind == kViolationKind) return kViolation;
  if (kind == kObservationKind) return kObservation;
  if (kind == "checkpoint_status") return kCheckpoint;
  if (kind == kClearanceKind) return kClearance;
  if (IsPassageKind(kind)) return kPassage;
  return {};
}

void ReadEvent(MemberReader& in, ReportRow& row) {
  int64_t accuracy_s = 0;
  int64_t time_s = 0;
  if (in.Has("accuracy_s")) in.Number("accuracy_s", -kMaxJsonInteger, kMaxJsonInteger, accuracy_s);
  in.Number("time_s", -kMaxJsonInteger, kMaxJsonInteger, time_s);
  row.event_ms = time_s * 1000;
  row.accuracy_ms = accuracy_s * 1000;
}

void ReadMapRef(MemberReader& in, ReportMapRef& map) {
  in.Base64("digest", map.digest);
  in.Text("id", map.id);
  in.Check(IsName(map.id), "id", "names no map");
  in.Count("version", 0, kMaxCount, map.version);
}

// A form's members, as they come, to a row's.
class FormReader {
 public:
  FormReader(absl::string_view form, ReportRow& row)
      : in_("FORM", form), rules_(RulesOf(row.kind)), row_(row) {}

  absl::Status Read() {
    for (absl::string_view name; in_.Next(name);) Take(name);
    row_.fields = JsonText::Of(std::move(fields_));
    return in_.Finish(true).status();
  }

 private:
  void Take(absl::string_view name) {
    if (name == "event") return in_.Object(name, [this] { ReadEvent(in_, row_); });
    if (name == "exercise") return in_.Bool(name, row_.exercise);
    if (name == "map") return in_.Object(name, [this] { ReadMapRef(in_, row_.map.emplace()); });
    if (name == "place") {
      return in_.Object(name, [this] { in_.FreeText("province", row_.province); });
    }
    if (name == "refs") return in_.List(name, row_.refs, ReadRef);
    if (name == "zone") return in_.FreeText(name, row_.zone);
    if (row_.kind == kViolationKind && name == "from") {
      return TakePart(name, {"side", Type::kText}, "side");
    }
    if (row_.kind == kViolationKind && name == "designated_group") {
      return TakePart(name, {"alleged", Type::kBoolean}, "designated");
    }
    const auto rule = absl::c_find_if(rules_, [name](const auto& one) { return one.name == name; });
    if (rule != rules_.end()) return TakeField(*rule, name);
    in_.Value(name);  // nothing that a row has
  }

  void TakeField(const FieldRule& rule, absl::string_view as) {
    const absl::string_view value = in_.Value(rule.name);
    if (!in_.ok()) return;
    in_.Check(IsOf(value, rule.type), rule.name, "is not what its schema wants");
    fields_.emplace_back(as, value);
  }

  // A member of the member `name`, if there is one.
  void TakePart(absl::string_view name, const FieldRule& rule, absl::string_view as) {
    in_.Object(name, [&] {
      if (in_.Has(rule.name)) TakeField(rule, as);
    });
  }

  MemberReader in_;
  const std::span<const FieldRule> rules_;
  ReportRow& row_;
  std::vector<std::pair<absl::string_view, absl::string_view>> fields_;
};

std::vector<std::string> OwedBy(const EnvelopeHeader& header) {
  std::vector<std::string> offices;
  if (!header.ack_within_s) return offices;
  for (const MailboxId& to : header.to) {
    if (to.office != header.as.office) offices.push_back(to.office);
  }
  absl::c_sort(offices);
  offices.erase(std::unique(offices.begin(), offices.end()), offices.end());
  return offices;
}

}  // namespace

absl::StatusOr<ReportRow> ExtractRow(const ExtractInput& input) {
  const Notice& notice = input.notice;
  RETURN_IF_ERROR(CheckCanonicalJson(notice.form));
  ReportRow row{.office = notice.serial.office,
                .serial = notice.serial.ToString(),
                .notice = input.notice_hash,
                .header = input.header_hash,
                .index = input.index,
                .logged_ms = input.logged_ms,
                .kind = notice.kind,
                .event_ms = notice.time_s * 1000,
                .precedence = std::string(PrecedenceName(input.header.precedence)),
                .owed_by = OwedBy(input.header),
                .ack_within_s = input.header.ack_within_s};
  RETURN_IF_ERROR(FormReader(notice.form, row).Read());
  const absl::Status fit = CheckRow(row);
  if (!fit.ok()) return Malformed(DetailOf(fit)->field, "FORM", fit.message());
  return row;
}

bool IsReportedKind(absl::string_view kind) {
  constexpr std::array<absl::string_view, 5> kOthers = {"administrative", "draft", "line_check",
                                                        "office_keys", "translation"};
  return !IsUnanswered(kind) && !absl::c_linear_search(kOthers, kind);
}

bool MayGo(absl::string_view label, absl::string_view report) {
  constexpr std::array<absl::string_view, 5> kLabels = {"addressees", "guarantors", "mission",
                                                        "observers", "public"};
  const auto place = [&](absl::string_view name) {
    return std::find(kLabels.begin(), kLabels.end(), name);
  };
  return place(label) != kLabels.end() && place(label) >= place(report);
}

}  // namespace liaison
