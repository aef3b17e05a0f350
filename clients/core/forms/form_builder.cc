#include "clients/core/forms/form_builder.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "clients/core/forms/form_validator.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int64_t kE7 = 10000000;
constexpr int64_t kMaxDegrees = 180;
constexpr size_t kMaxItems = 1000;

// The form while it grows: paths come in any order, array entries too.
struct Draft {
  std::map<std::string, Draft> members;
  std::map<size_t, Draft> items;
  std::optional<std::string> value;
};

struct Step {
  std::string name;
  std::vector<size_t> indices;  // "[0]" after the name
};

absl::Status WrongType(absl::string_view path, const SchemaNode& node) {
  const std::string allowed = AllowedAt(node);
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat("the value is of another type; allowed: ", allowed),
                   {.reason = "TYPE", .subject = allowed, .field = std::string(path)});
}

absl::Status UnknownField(absl::string_view path) {
  return Malformed(path, "UNKNOWN_FIELD", "the form has no such field; take it out");
}

absl::StatusOr<Step> ParseStep(absl::string_view path, absl::string_view text) {
  Step step;
  const size_t bracket = text.find('[');
  step.name = std::string(text.substr(0, bracket));
  absl::string_view rest = bracket == absl::string_view::npos ? "" : text.substr(bracket);
  while (!rest.empty()) {
    const size_t end = rest.find(']');
    size_t index = 0;
    if (rest[0] != '[' || end == absl::string_view::npos || end < 2 ||
        !absl::ascii_isdigit(static_cast<unsigned char>(rest[1])) ||
        !absl::SimpleAtoi(rest.substr(1, end - 1), &index) || index >= kMaxItems) {
      return UnknownField(path);
    }
    step.indices.push_back(index);
    rest.remove_prefix(end + 1);
  }
  return step;
}

// The place for `path`'s value. Errors: UNKNOWN_FIELD, TYPE.
absl::StatusOr<Draft*> Locate(const SchemaNode& root, absl::string_view path, Draft& draft) {
  const SchemaNode* node = &root;
  Draft* place = &draft;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    ASSIGN_OR_RETURN(const Step step, ParseStep(path, part));
    const SchemaMember* member = node->FindMember(step.name);
    if (member == nullptr) return UnknownField(path);
    node = &member->node;
    place = &place->members[step.name];
    for (size_t index : step.indices) {
      if (node->type != SchemaNode::Type::kArray) return UnknownField(path);
      node = &node->items[0];
      place = &place->items[index];
    }
  }
  const bool leaf =
      node->type != SchemaNode::Type::kObject && node->type != SchemaNode::Type::kArray;
  if (!leaf) return WrongType(path, *node);
  return place;
}

absl::StatusOr<int64_t> ParseInteger(absl::string_view path, const SchemaNode& node,
                                     absl::string_view text) {
  if (node.unit == SchemaNode::Unit::kDegreeE7) return ParseDegrees(path, text);
  int64_t number = 0;
  if (absl::SimpleAtoi(text, &number)) return number;
  absl::Time time;
  std::string error;
  if (node.unit == SchemaNode::Unit::kUnixSeconds &&
      absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::ToUnixSeconds(time);
  }
  return WrongType(path, node);
}

absl::StatusOr<Json> ReadValue(const SchemaNode& node, const std::string& path,
                               const std::string& text) {
  switch (node.type) {
    case SchemaNode::Type::kBoolean:
      if (text == "true" || text == "yes") return Json(true);
      if (text == "false" || text == "no") return Json(false);
      return WrongType(path, node);
    case SchemaNode::Type::kInteger: {
      ASSIGN_OR_RETURN(const int64_t number, ParseInteger(path, node, text));
      return Json(number);
    }
    default:
      break;
  }
  const Lines lines = node.unit == SchemaNode::Unit::kLines ? Lines::kMany : Lines::kOne;
  ASSIGN_OR_RETURN(std::string normal, NormalizeHumanText(path, text, lines));
  return Json(std::move(normal));
}

absl::StatusOr<Json> Finish(const SchemaNode& node, const Draft& draft, const std::string& path) {
  if (draft.value) return ReadValue(node, path, *draft.value);
  if (node.type == SchemaNode::Type::kArray) {
    Json::Array array;
    for (const auto& [index, item] : draft.items) {
      // A gap has no JSON; the officer numbered the entries wrongly.
      if (index != array.size()) {
        return Malformed(ItemPath(path, array.size()), "REQUIRED", "this entry is missing");
      }
      ASSIGN_OR_RETURN(Json value, Finish(node.items[0], item, ItemPath(path, index)));
      array.push_back(std::move(value));
    }
    return Json(std::move(array));
  }
  Json::Object object;
  for (const auto& [name, member] : draft.members) {
    ASSIGN_OR_RETURN(object[name],
                     Finish(node.FindMember(name)->node, member, ChildPath(path, name)));
  }
  return Json(std::move(object));
}

}  // namespace

absl::StatusOr<Json> BuildJson(const SchemaNode& root, const FormAssignments& assignments) {
  Draft draft;
  for (const auto& [path, value] : assignments) {
    ASSIGN_OR_RETURN(Draft * place, Locate(root, path, draft));
    if (place->value) {
      return MakeError(absl::StatusCode::kAlreadyExists, "this field is given twice",
                       {.reason = "DUPLICATE", .subject = "", .field = path});
    }
    place->value = value;
  }
  return Finish(root, draft, "");
}

absl::StatusOr<int64_t> ParseDegrees(absl::string_view path, absl::string_view text) {
  const absl::Status wrong =
      MakeError(absl::StatusCode::kInvalidArgument, "not a number of degrees, for example 35.9306",
                {.reason = "TYPE", .subject = "35.9306", .field = std::string(path)});
  const bool negative = absl::ConsumePrefix(&text, "-");
  const size_t point = text.find('.');
  const absl::string_view whole_text = text.substr(0, point);
  const absl::string_view decimals = point == absl::string_view::npos ? "" : text.substr(point + 1);
  for (absl::string_view digits : {whole_text, decimals}) {
    for (const char digit : digits) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(digit))) return wrong;
    }
  }
  int64_t whole = 0;
  if (!absl::SimpleAtoi(whole_text, &whole) || decimals.size() > 7 ||
      (point != absl::string_view::npos && decimals.empty())) {
    return wrong;
  }
  const int64_t sign = negative ? -1 : 1;
  if (whole > kMaxDegrees) {
    if (point != absl::string_view::npos) return wrong;
    return sign * whole;
  }
  int64_t fraction = 0;
  for (size_t i = 0; i < 7; ++i) {
    fraction = fraction * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  }
  return sign * (whole * kE7 + fraction);
}

std::string FormatDegrees(int64_t degrees_e7) {
  const int64_t fraction = std::abs(degrees_e7 % kE7);
  const std::string text =
      absl::StrFormat("%s%d.%07d", degrees_e7 < 0 ? "-" : "", std::abs(degrees_e7 / kE7), fraction);
  return text.substr(0, std::max(text.find_last_not_of('0') + 1, text.find('.') + 2));
}

}  // namespace liaison
