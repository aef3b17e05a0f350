#include "clients/core/forms/form_validator.h"

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// std::regex matches by recursion; at this length it stays far from the end of the stack.
constexpr size_t kMaxLineBytes = 1024;

struct Rule {
  absl::string_view description;  // how valijson 1.0 begins its message
  absl::string_view rule;
  absl::string_view message;
};
constexpr std::array<Rule, 9> kRules = {{
    {"Missing required property", "REQUIRED", "this field is missing; fill it in"},
    {"Object contains a property", "UNKNOWN_FIELD", "the form has no such field; take it out"},
    {"Value type not permitted", "TYPE", "the value is of another type; allowed: "},
    {"Failed to match against any enum values", "CHOICE", "not a value of this field; allowed: "},
    {"Expected number", "RANGE", "the number is outside what is allowed: "},
    {"String should be no", "LENGTH", "too short or too long; characters allowed: "},
    {"Array should contain no", "LENGTH", "too few or too many; entries allowed: "},
    {"Object should have no", "REQUIRED", "at least one of its fields must be filled in"},
    {"Failed to match regex", "PATTERN", "not written as this field asks"},
}};

absl::Status At(std::string path, absl::string_view rule, absl::string_view message,
                std::string allowed) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, message,
      {.reason = std::string(rule), .subject = std::move(allowed), .field = std::move(path)});
}

// Every string of the form: length, characters. Members that the schema does not know are left to
// the validator.
absl::Status CheckStrings(const SchemaNode& node, const Json& json, const std::string& path) {
  if (const std::string* text = json.string()) {
    const bool lines = node.unit == SchemaNode::Unit::kLines;
    if (!lines && text->size() > kMaxLineBytes) {
      return At(path, "LENGTH", "longer than any line of a form", node.limits);
    }
    return CheckHumanText(path, *text, lines ? Lines::kMany : Lines::kOne);
  }
  if (const Json::Array* array = json.array(); array != nullptr && !node.items.empty()) {
    for (size_t i = 0; i < array->size(); ++i) {
      RETURN_IF_ERROR(CheckStrings(node.items[0], (*array)[i], ItemPath(path, i)));
    }
  }
  if (const Json::Object* object = json.object()) {
    for (const auto& [name, value] : *object) {
      const SchemaMember* member = node.FindMember(name);
      if (member == nullptr) continue;
      RETURN_IF_ERROR(CheckStrings(member->node, value, ChildPath(path, name)));
    }
  }
  return absl::OkStatus();
}

// The quoted name at the end of messages about one member: "... constraints: 'colour'".
std::string QuotedName(absl::string_view description) {
  const size_t first = description.find_last_of('\'', description.find_last_of('\'') - 1);
  const size_t last = description.find_last_of('\'');
  if (first == absl::string_view::npos || last <= first) return "";
  return std::string(description.substr(first + 1, last - first - 1));
}

// "<root>", "[parties]", "[0]", "[part]" -> "parties[0].part", and the node there if it is known.
std::string PathOf(const std::vector<std::string>& context, const SchemaNode** node) {
  std::string path;
  for (size_t i = 1; i < context.size(); ++i) {
    const absl::string_view name = absl::string_view(context[i]).substr(1, context[i].size() - 2);
    size_t index = 0;
    if (*node != nullptr && (*node)->type == SchemaNode::Type::kArray &&
        absl::SimpleAtoi(name, &index)) {
      path = ItemPath(path, index);
      *node = &(*node)->items[0];
      continue;
    }
    path = ChildPath(path, name);
    const SchemaMember* member = *node == nullptr ? nullptr : (*node)->FindMember(name);
    *node = member == nullptr ? nullptr : &member->node;
  }
  return path;
}

// What a person can type for a member that is missing: "place" -> "place.name".
std::string FirstAskedFor(std::string path, const SchemaMember* member) {
  while (member != nullptr && !member->node.members.empty()) {
    const std::vector<SchemaMember>& members = member->node.members;
    const auto required =
        std::find_if(members.begin(), members.end(), [](const auto& m) { return m.required; });
    member = required == members.end() ? &members.front() : &*required;
    path = ChildPath(path, member->name);
  }
  return path;
}

absl::Status Explain(const SchemaNode& root, const valijson::ValidationResults::Error& error) {
  const SchemaNode* node = &root;
  std::string path = PathOf(error.context, &node);
  for (const Rule& rule : kRules) {
    if (!absl::StartsWith(error.description, rule.description)) continue;
    if (absl::StrContains(rule.description, "property")) {
      const std::string name = QuotedName(error.description);
      const SchemaMember* member = node == nullptr ? nullptr : node->FindMember(name);
      return At(FirstAskedFor(ChildPath(path, name), member), rule.rule, rule.message, "");
    }
    const std::string allowed = node == nullptr ? "" : AllowedAt(*node);
    const bool says_what = absl::EndsWith(rule.message, ": ");
    return At(std::move(path), rule.rule, absl::StrCat(rule.message, says_what ? allowed : ""),
              allowed);
  }
  return At(std::move(path), "SCHEMA", "not as the notice type asks", "");
}

}  // namespace

struct FormValidator::State {
  FormSchema form;
  valijson::Schema schema;

  // The first fault, innermost first, that `concerns` wants to know.
  absl::Status Judge(const Json& json,
                     absl::FunctionRef<bool(const absl::Status&)> concerns) const {
    RETURN_IF_ERROR(CheckStrings(form.root, json, ""));
    try {
      const nlohmann::json document = nlohmann::json::parse(PrintCanonicalJson(json));
      const valijson::adapters::NlohmannJsonAdapter adapter(document);
      valijson::Validator validator;
      valijson::ValidationResults results;
      if (validator.validate(schema, adapter, &results)) return absl::OkStatus();
      if (results.numErrors() == 0) return At("", "SCHEMA", "not as the notice type asks", "");
      valijson::ValidationResults::Error error;
      while (results.popError(error)) {
        absl::Status fault = Explain(form.root, error);
        if (concerns(fault)) return fault;
      }
      return absl::OkStatus();
    } catch (const std::exception&) {
      return At("", "SCHEMA", "the form cannot be judged by its schema", "");
    }
  }
};

FormValidator::FormValidator(std::unique_ptr<State> state) : state_(std::move(state)) {}
FormValidator::FormValidator(FormValidator&&) noexcept = default;
FormValidator& FormValidator::operator=(FormValidator&&) noexcept = default;
FormValidator::~FormValidator() = default;

const SchemaNode& FormValidator::root() const { return state_->form.root; }

absl::StatusOr<FormValidator> FormValidator::Create(absl::string_view name, FormSchema schema) {
  auto state = std::make_unique<State>();
  state->form = std::move(schema);
  try {
    const nlohmann::json document = nlohmann::json::parse(state->form.plain);
    const valijson::adapters::NlohmannJsonAdapter adapter(document);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(adapter, state->schema);
  } catch (const std::exception& error) {
    return Malformed(name, "SCHEMA", error.what());
  }
  return FormValidator(std::move(state));
}

absl::Status FormValidator::Validate(const Json& form) const {
  return state_->Judge(form, [](const absl::Status&) { return true; });
}

absl::Status FormValidator::ValidateAt(const Json& form, absl::string_view path) const {
  return state_->Judge(form, [path](const absl::Status& error) {
    const std::optional<ErrorDetail> detail = DetailOf(error);
    return detail.has_value() && detail->field == path && detail->reason != "REQUIRED";
  });
}

std::string AllowedAt(const SchemaNode& node) {
  switch (node.type) {
    case SchemaNode::Type::kBoolean:
      return "true, false";
    case SchemaNode::Type::kObject:
      return "{...}";
    case SchemaNode::Type::kArray:
    case SchemaNode::Type::kString:
      return node.choices.empty() ? node.limits : absl::StrJoin(node.choices, ", ");
    case SchemaNode::Type::kInteger:
      break;
  }
  if (node.unit == SchemaNode::Unit::kUnixSeconds) return "2017-05-04T10:00:00Z";
  return node.limits;
}

std::string ChildPath(absl::string_view parent, absl::string_view name) {
  return parent.empty() ? std::string(name) : absl::StrCat(parent, ".", name);
}

std::string ItemPath(absl::string_view parent, size_t index) {
  return absl::StrCat(parent, "[", index, "]");
}

}  // namespace liaison
