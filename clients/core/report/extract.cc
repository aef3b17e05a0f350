#include "clients/core/report/extract.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

enum class Type : uint8_t { kText, kNumber, kBoolean, kArray, kObject };

bool IsOf(const Json& value, Type type) {
  switch (type) {
    case Type::kText:
      return value.string() != nullptr;
    case Type::kNumber:
      return value.integer() != nullptr;
    case Type::kBoolean:
      return value.boolean() != nullptr;
    case Type::kArray:
      return value.array() != nullptr;
    case Type::kObject:
      return value.object() != nullptr;
  }
  return false;
}

// A form's member; nullptr: it has none. Errors: FORM of another type.
absl::StatusOr<const Json*> Member(const Json& form, absl::string_view name, Type type) {
  const Json* const value = form.Find(name);
  if (value == nullptr || IsOf(*value, type)) return value;
  return Malformed(name, "FORM", "is not what its schema wants");
}

absl::StatusOr<std::string> TextOf(const Json& form, absl::string_view name) {
  ASSIGN_OR_RETURN(const Json* value, Member(form, name, Type::kText));
  return value == nullptr ? std::string() : *value->string();
}

// The parent's member, as a form of its own; an empty one where there is none.
absl::StatusOr<Json> ObjectOf(const Json& form, absl::string_view name) {
  ASSIGN_OR_RETURN(const Json* value, Member(form, name, Type::kObject));
  return value == nullptr ? Json() : *value;
}

// What figures use of a kind, under its own name. Source: row.h.
struct FieldRule {
  absl::string_view kind;
  absl::string_view name;
  Type type;
};
constexpr FieldRule kFields[] = {
    {"violation", "kind", Type::kText},
    {"violation", "count", Type::kNumber},
    {"violation", "casualties", Type::kObject},
    {"observation", "post", Type::kText},
    {"observation", "from_s", Type::kNumber},
    {"observation", "to_s", Type::kNumber},
    {"observation", "gaps", Type::kArray},
    {"observation", "counts", Type::kObject},
    {"checkpoint_status", "checkpoint", Type::kText},
    {"checkpoint_status", "state", Type::kText},
    {"checkpoint_status", "from_s", Type::kNumber},
    {"checkpoint_status", "until_s", Type::kNumber},
    {"humanitarian_access", "stage", Type::kText},
    {"humanitarian_access", "clearances_wanted", Type::kArray},
    {"medical_aid", "stage", Type::kText},
    {"medical_aid", "clearances_wanted", Type::kArray},
    {"civilian_supply", "stage", Type::kText},
    {"civilian_supply", "clearances_wanted", Type::kArray},
    {"civil_return", "stage", Type::kText},
    {"civil_return", "clearances_wanted", Type::kArray},
    {"clearance", "decision", Type::kText},
};

absl::StatusOr<Json::Object> ExtractFields(absl::string_view kind, const Json& form) {
  Json::Object fields;
  for (const FieldRule& rule : kFields) {
    if (rule.kind != kind) continue;
    ASSIGN_OR_RETURN(const Json* value, Member(form, rule.name, rule.type));
    if (value != nullptr) fields.emplace(std::string(rule.name), *value);
  }
  if (kind != "violation") return fields;
  ASSIGN_OR_RETURN(const Json from, ObjectOf(form, "from"));
  ASSIGN_OR_RETURN(const Json* side, Member(from, "side", Type::kText));
  if (side != nullptr) fields.emplace("side", *side);
  ASSIGN_OR_RETURN(const Json group, ObjectOf(form, "designated_group"));
  ASSIGN_OR_RETURN(const Json* alleged, Member(group, "alleged", Type::kBoolean));
  if (alleged != nullptr) fields.emplace("designated", *alleged);
  return fields;
}

absl::Status ExtractEvent(const Notice& notice, const Json& form, ReportRow& row) {
  row.event_ms = notice.time_s * 1000;
  ASSIGN_OR_RETURN(const Json* event, Member(form, "event", Type::kObject));
  if (event == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Json* time, Member(*event, "time_s", Type::kNumber));
  ASSIGN_OR_RETURN(const Json* accuracy, Member(*event, "accuracy_s", Type::kNumber));
  if (time == nullptr) return Malformed("event", "FORM", "has no time");
  row.event_ms = *time->integer() * 1000;
  if (accuracy != nullptr) row.accuracy_ms = *accuracy->integer() * 1000;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ReportRef>> ExtractRefs(const Json& form) {
  std::vector<ReportRef> refs;
  ASSIGN_OR_RETURN(const Json* list, Member(form, "refs", Type::kArray));
  if (list == nullptr) return refs;
  for (const Json& item : *list->array()) {
    const absl::StatusOr<Hash> hash = FixedFromBase64<Hash>(item.StringOr("hash", ""));
    const std::string verb = item.StringOr("verb", "");
    if (!hash.ok() || verb.empty()) return Malformed("refs", "FORM", "holds no reference");
    refs.push_back({.verb = verb, .notice = *hash});
  }
  return refs;
}

std::vector<std::string> OwedBy(const EnvelopeHeader& header) {
  std::set<std::string> offices;
  for (const MailboxId& to : header.to) {
    if (header.ack_within_s.has_value() && to.office != header.as.office) offices.insert(to.office);
  }
  return {offices.begin(), offices.end()};
}

absl::StatusOr<std::optional<ReportMapRef>> ExtractMap(const Json& form) {
  ASSIGN_OR_RETURN(const Json* map, Member(form, "map", Type::kObject));
  if (map == nullptr) return std::optional<ReportMapRef>();
  const absl::StatusOr<Hash> digest = FixedFromBase64<Hash>(map->StringOr("digest", ""));
  const int64_t version = map->IntegerOr("version", -1);
  std::string id = map->StringOr("id", "");
  if (!digest.ok() || version < 0 || !IsName(id)) {
    return Malformed("map", "FORM", "names no version of a map");
  }
  return ReportMapRef{
      .id = std::move(id), .version = static_cast<uint64_t>(version), .digest = *digest};
}

}  // namespace

absl::StatusOr<ReportRow> ExtractRow(const ExtractInput& input) {
  const Notice& notice = input.notice;
  ASSIGN_OR_RETURN(const Json form, ParseCanonicalJson(notice.form));
  ReportRow row{.office = notice.serial.office,
                .serial = notice.serial.ToString(),
                .notice = input.notice_hash,
                .header = input.header_hash,
                .index = input.index,
                .logged_ms = input.logged_ms,
                .kind = notice.kind,
                .precedence = std::string(PrecedenceName(input.header.precedence)),
                .owed_by = OwedBy(input.header),
                .ack_within_s = input.header.ack_within_s};
  RETURN_IF_ERROR(ExtractEvent(notice, form, row));
  ASSIGN_OR_RETURN(const Json* exercise, Member(form, "exercise", Type::kBoolean));
  row.exercise = exercise != nullptr && *exercise->boolean();
  ASSIGN_OR_RETURN(row.zone, TextOf(form, "zone"));
  ASSIGN_OR_RETURN(const Json place, ObjectOf(form, "place"));
  ASSIGN_OR_RETURN(row.province, TextOf(place, "province"));
  ASSIGN_OR_RETURN(row.refs, ExtractRefs(form));
  ASSIGN_OR_RETURN(row.map, ExtractMap(form));
  ASSIGN_OR_RETURN(Json::Object fields, ExtractFields(notice.kind, form));
  row.fields = std::move(fields);
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
