#include "plugins/plugkit/script.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

namespace util = google::protobuf::util;

constexpr absl::Duration kFounded = absl::Minutes(1);
constexpr absl::Time kBegin = absl::FromUnixSeconds(1493942400);  // 2017-05-05T00:00:00Z

absl::Status Wrong(absl::string_view where, absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("the script: ", where, what),
                   {.reason = "SCRIPT", .subject = std::string(where), .field = ""});
}

absl::StatusOr<absl::Time> ParseBegin(const plugkit::Script& script) {
  absl::Time begin = kBegin;
  std::string error;
  const bool read =
      script.begin().empty() ||
      (absl::EndsWith(script.begin(), "Z") &&
       absl::ParseTime(absl::RFC3339_full, script.begin(), absl::UTCTimeZone(), &begin, &error));
  if (read && begin > absl::UnixEpoch()) return begin;
  return Wrong(absl::StrCat("\"", script.begin(), "\""),
               " is no time such as \"2026-12-01T06:00:00Z\"");
}

absl::StatusOr<Json> JsonOf(const google::protobuf::Struct& object);

absl::StatusOr<Json> JsonOf(const google::protobuf::Value& value) {
  using google::protobuf::Value;
  switch (value.kind_case()) {
    case Value::kBoolValue:
      return Json(value.bool_value());
    case Value::kStringValue:
      return Json(value.string_value());
    case Value::kStructValue:
      return JsonOf(value.struct_value());
    case Value::kListValue: {
      Json::Array array;
      for (const Value& item : value.list_value().values()) {
        ASSIGN_OR_RETURN(Json json, JsonOf(item));
        array.push_back(std::move(json));
      }
      return Json(std::move(array));
    }
    case Value::kNumberValue:
      if (std::abs(value.number_value()) <= static_cast<double>(kMaxJsonInteger) &&
          std::trunc(value.number_value()) == value.number_value()) {
        return Json(static_cast<int64_t>(value.number_value()));
      }
      break;
    default:
      break;
  }
  return Wrong(value.ShortDebugString(), " can be no part of rules");
}

absl::StatusOr<Json> JsonOf(const google::protobuf::Struct& object) {
  Json::Object json;
  for (const auto& [name, value] : object.fields()) {
    ASSIGN_OR_RETURN(json[name], JsonOf(value));
  }
  return Json(std::move(json));
}

absl::Status NormaliseOffset(std::string& text) {
  ASSIGN_OR_RETURN(const absl::Duration offset, ParseOffset(text));
  text = PrintOffset(offset);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<absl::Duration> ParseOffset(absl::string_view text) {
  absl::Duration offset;
  if (absl::ParseDuration(text, &offset) && offset >= absl::ZeroDuration() &&
      offset < absl::Hours(24 * 365)) {
    return offset;
  }
  return Wrong(absl::StrCat("\"", text, "\""), " is no time such as \"+1h30m\" below a year");
}

absl::StatusOr<absl::Duration> ParseInstant(absl::string_view text) {
  const bool before = absl::ConsumePrefix(&text, "-");
  ASSIGN_OR_RETURN(const absl::Duration offset, ParseOffset(text));
  return before ? -offset : offset;
}

std::string PrintOffset(absl::Duration offset) {
  return absl::StrCat("+", absl::FormatDuration(offset));
}

absl::Time BeginOf(const plugkit::Script& script) {
  return ParseBegin(script).value_or(absl::InfiniteFuture());
}

absl::Time FoundedOf(const plugkit::Script& script) {
  return BeginOf(script) - ParseOffset(script.founded()).value_or(kFounded);
}

absl::StatusOr<std::string> RulesText(const google::protobuf::Struct& rules) {
  ASSIGN_OR_RETURN(const Json json, JsonOf(rules));
  return PrintCanonicalJson(json);
}

absl::StatusOr<plugkit::Script> ParseScript(absl::string_view json) {
  plugkit::Script script;
  const auto status = util::JsonStringToMessage({json.data(), json.size()}, &script);
  if (!status.ok()) return Wrong("", std::string(status.message()));
  RETURN_IF_ERROR(ParseBegin(script).status());
  if (!script.founded().empty()) RETURN_IF_ERROR(ParseOffset(script.founded()).status());
  for (int i = 0; i < script.steps_size(); ++i) {
    const plugkit::Step& step = script.steps(i);
    if (step.what_case() == plugkit::Step::WHAT_NOT_SET) {
      return Wrong(absl::StrCat("step ", i + 1), " does nothing");
    }
    if (!step.at().empty()) RETURN_IF_ERROR(ParseInstant(step.at()).status());
    if (!step.until().empty()) RETURN_IF_ERROR(ParseOffset(step.until()).status());
  }
  for (plugkit::Record& record : *script.mutable_expect()) {
    if (!record.at().empty()) RETURN_IF_ERROR(NormaliseOffset(*record.mutable_at()));
    const auto instant = record.mutable_params()->find(std::string(kInstantParam));
    if (instant != record.params().end()) RETURN_IF_ERROR(NormaliseOffset(instant->second));
  }
  return script;
}

std::string PrintRecord(const plugkit::Record& record) {
  std::string line = absl::StrCat(record.at(), "  ", record.kind());
  const auto add = [&line](absl::string_view before, const std::string& value) {
    if (!value.empty()) absl::StrAppend(&line, before, value);
  };
  add(" ", record.code());
  if (record.public_()) line += ", public";
  add(" of ", record.envelope());
  add(" ", record.key());
  add(", precedence ", record.precedence());
  add(", office ", record.office());
  if (record.rung() != 0) add(", rung ", absl::StrCat(record.rung()));
  if (record.loop() != 0) add(", loop ", absl::StrCat(record.loop()));
  add(", to ", absl::StrJoin(record.mailboxes(), " "));
  add(", rings at ", absl::StrJoin(record.devices(), " "));
  add(", because ", record.reason());
  add(", about ", absl::StrJoin(record.refs(), " "));
  // A map of protobuf has no order of its own.
  std::vector<std::pair<std::string, std::string>> params(record.params().begin(),
                                                          record.params().end());
  std::sort(params.begin(), params.end());
  for (const auto& [name, value] : params) absl::StrAppend(&line, ", ", name, "=", value);
  return line;
}

std::string RecordJson(const plugkit::Record& record) {
  util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  static_cast<void>(util::MessageToJsonString(record, &json, options));
  return json;
}

bool Fits(const plugkit::Record& expected, const plugkit::Record& record) {
  util::MessageDifferencer differencer;
  differencer.set_scope(util::MessageDifferencer::PARTIAL);
  return differencer.Compare(expected, record);
}

}  // namespace liaison
