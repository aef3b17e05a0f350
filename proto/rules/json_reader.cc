#include "proto/rules/json_reader.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/base/error.h"

namespace liaison {

absl::StatusOr<Json> ParseJsonTail(absl::string_view field, absl::string_view json) {
  absl::StatusOr<Json> parsed = ParseCanonicalJson(json);
  if (parsed.ok()) return parsed;
  return Malformed(field, ReasonOf(parsed.status()), parsed.status().message());
}

JsonReader::JsonReader(absl::string_view field, const Json& json, absl::string_view path)
    : field_(field), json_(json), path_(path) {
  if (json.object() == nullptr) Refuse(Malformed("", "TYPE", "must be an object"), "");
}

void JsonReader::Text(absl::string_view member, std::string& out) {
  const Json* value = Required(member);
  if (value == nullptr) return;
  const bool is_text = value->string() != nullptr && !value->string()->empty();
  Check(is_text, "TYPE", member, "must be a string that is not empty");
  if (is_text) out = *value->string();
}

void JsonReader::Number(absl::string_view member, int64_t min, int64_t max, int64_t& out) {
  const Json* value = Required(member);
  if (value != nullptr) ReadNumber(*value, member, min, max, out);
}

void JsonReader::ReadNumber(const Json& value, absl::string_view member, int64_t min, int64_t max,
                            int64_t& out) {
  Check(value.integer() != nullptr, "TYPE", member, "must be an integer");
  if (!ok()) return;
  out = *value.integer();
  Check(min <= out && out <= max, "RANGE", member, absl::StrCat("must be from ", min, " to ", max));
}

void JsonReader::Boolean(absl::string_view member, bool& out) {
  const Json* value = Required(member);
  if (value == nullptr) return;
  Check(value->boolean() != nullptr, "TYPE", member, "must be true or false");
  if (ok()) out = *value->boolean();
}

void JsonReader::Choice(absl::string_view member, const std::vector<absl::string_view>& words,
                        size_t& out) {
  std::string text;
  Text(member, text);
  if (!ok()) return;
  const auto found = std::find(words.begin(), words.end(), text);
  Check(found != words.end(), "CHOICE", member,
        absl::StrCat("must be one of: ", absl::StrJoin(words, ", ")));
  if (ok()) out = static_cast<size_t>(found - words.begin());
}

void JsonReader::Items(
    absl::string_view member, size_t min, size_t max,
    absl::FunctionRef<absl::Status(const Json& item, const std::string& path)> read) {
  const Json* value = Required(member);
  if (value == nullptr) return;
  Check(value->array() != nullptr, "TYPE", member, "must be an array");
  if (!ok()) return;
  const size_t size = value->array()->size();
  Check(min <= size && size <= max, "COUNT", member,
        absl::StrCat("must have ", min, " to ", max, " items"));
  for (size_t i = 0; ok() && i < size; ++i) {
    const std::string item = absl::StrCat(member, " ", i + 1);
    const absl::Status status = read((*value->array())[i], PathOf(item));
    if (!status.ok()) Refuse(status, item);
  }
}

void JsonReader::Numbers(absl::string_view member, size_t min_items, size_t max_items, int64_t min,
                         int64_t max, std::vector<int64_t>& out) {
  Items(member, min_items, max_items, [&](const Json& item, const std::string&) {
    ReadNumber(item, member, min, max, out.emplace_back());
    return absl::OkStatus();
  });
}

void JsonReader::Object(
    absl::string_view member,
    absl::FunctionRef<absl::Status(const Json& object, const std::string& path)> read) {
  const Json* value = Required(member);
  if (value == nullptr) return;
  const absl::Status status = read(*value, PathOf(member));
  if (!status.ok()) Refuse(status, member);
}

void JsonReader::Check(bool condition, absl::string_view rule, absl::string_view member,
                       absl::string_view why) {
  if (ok() && !condition) Refuse(Malformed("", rule, why), member);
}

absl::Status JsonReader::Finish() {
  Check(!ok() || read_.size() == json_.object()->size(), "UNKNOWN_MEMBER", "",
        "has a member that this edition does not know");
  return status_;
}

const Json* JsonReader::Required(absl::string_view member) {
  if (!ok()) return nullptr;
  const Json* value = json_.Find(member);
  Check(value != nullptr, "MISSING", member, "is missing");
  if (value != nullptr) read_.emplace_back(member);
  return value;
}

// The error of a reader further inside names its member already.
void JsonReader::Refuse(const absl::Status& error, absl::string_view member) {
  const std::optional<ErrorDetail> detail = DetailOf(error);
  if (detail.has_value() && detail->field == field_) {
    status_ = error;
    return;
  }
  const std::string path = PathOf(member);
  status_ = MakeError(absl::StatusCode::kInvalidArgument,
                      absl::StrCat(field_, ", ", path, ": ", error.message()),
                      {.reason = ReasonOf(error), .subject = path, .field = field_});
}

std::string JsonReader::PathOf(absl::string_view member) const {
  if (member.empty()) return path_.empty() ? "the whole" : path_;
  return path_.empty() ? std::string(member) : absl::StrCat(path_, " ", member);
}

}  // namespace liaison
