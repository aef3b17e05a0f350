#include "clients/core/forms/form_schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Ordered, because fields are asked for and shown in the order of the file.
using Ordered = nlohmann::ordered_json;

constexpr int kMaxDepth = 16;  // also ends a chain of references that bites its tail
constexpr char kDefinitions[] = "#/definitions/";
constexpr std::array<absl::string_view, 26> kKeywords = {
    "$schema",       "$id",       "$comment",   "title",          "description",
    "definitions",   "type",      "enum",       "minimum",        "maximum",
    "minLength",     "maxLength", "pattern",    "minItems",       "maxItems",
    "minProperties", "items",     "properties", "required",       "additionalProperties",
    "propertyNames", "x-unit",    "x-table",    "x-member-table", "x-inside-office",
    "x-by-program"};

absl::Status Broken(absl::string_view file, absl::string_view message) {
  return Malformed(file, "SCHEMA", message);
}

absl::StatusOr<Ordered> ParseOrdered(absl::string_view name, absl::string_view text) {
  // Our own reader first: it refuses double members and fractions.
  ASSIGN_OR_RETURN(const Json checked, ParseDataJson(name, text));
  if (checked.object() == nullptr) return Broken(name, "not an object");
  return Ordered::parse(text.begin(), text.end(), nullptr, false);
}

std::string StringOr(const Ordered& json, const char* key, absl::string_view fallback) {
  const auto member = json.find(key);
  if (member == json.end() || !member->is_string()) return std::string(fallback);
  return member->get<std::string>();
}

// Replaces references and member names by what they stand for.
class Resolver {
 public:
  explicit Resolver(absl::Span<const DataFile> files) : files_(files) {}

  // Parsed once: nearly every member of a form refers to the common file.
  absl::StatusOr<const Ordered*> Load(absl::string_view file) {
    if (const auto loaded = loaded_.find(file); loaded != loaded_.end()) return &loaded->second;
    for (const DataFile& candidate : files_) {
      if (candidate.name != file) continue;
      ASSIGN_OR_RETURN(Ordered document, ParseOrdered(file, candidate.content));
      return &loaded_.emplace(std::string(file), std::move(document)).first->second;
    }
    return Broken(file, "no such schema file");
  }

  // `schema` stands in `file`. The result has no references.
  absl::StatusOr<Ordered> Resolve(absl::string_view file, const Ordered& schema, int depth) {
    if (depth > kMaxDepth) return Broken(file, "nested or referring too deeply");
    if (!schema.is_object()) return Broken(file, "a schema is not an object");
    if (schema.contains("$ref")) return Follow(file, StringOr(schema, "$ref", ""), depth);
    Ordered out = Ordered::object();
    for (const auto& [key, value] : schema.items()) {
      if (!absl::c_linear_search(kKeywords, key)) {
        return Broken(file, absl::StrCat("keyword \"", key, "\" is not supported"));
      }
      if (key == "items") {
        ASSIGN_OR_RETURN(out[key], Resolve(file, value, depth + 1));
      } else if (key == "properties") {
        out[key] = Ordered::object();
        for (const auto& [name, member] : value.items()) {
          ASSIGN_OR_RETURN(out[key][name], Resolve(file, member, depth + 1));
        }
      } else if (key != "definitions" && key != "propertyNames") {
        out[key] = value;
      }
    }
    if (schema.contains("propertyNames")) RETURN_IF_ERROR(NameMembers(file, schema, depth, out));
    return out;
  }

 private:
  absl::StatusOr<Ordered> Follow(absl::string_view file, absl::string_view reference, int depth) {
    const size_t hash = reference.find('#');
    absl::string_view fragment = hash == absl::string_view::npos ? "" : reference.substr(hash);
    if (!absl::ConsumePrefix(&fragment, kDefinitions)) {
      return Broken(file, absl::StrCat("$ref \"", reference, "\" names no definition"));
    }
    const std::string target(hash == 0 ? file : reference.substr(0, hash));
    ASSIGN_OR_RETURN(const Ordered* const document, Load(target));
    const std::string name(fragment);
    const auto definitions = document->find("definitions");
    if (definitions == document->end() || !definitions->contains(name)) {
      return Broken(file, absl::StrCat("$ref \"", reference, "\" leads nowhere"));
    }
    ASSIGN_OR_RETURN(Ordered resolved, Resolve(target, (*definitions)[name], depth + 1));
    resolved["x-table"] = name;
    return resolved;
  }

  // `propertyNames` with an enumeration and one schema for all members: the same as listing them.
  absl::Status NameMembers(absl::string_view file, const Ordered& schema, int depth, Ordered& out) {
    ASSIGN_OR_RETURN(const Ordered names, Resolve(file, schema["propertyNames"], depth + 1));
    const auto values = names.find("enum");
    const auto member = schema.find("additionalProperties");
    if (values == names.end() || !values->is_array() || member == schema.end() ||
        !member->is_object() || schema.contains("properties")) {
      return Broken(file, "propertyNames needs an enumeration and a schema for the members");
    }
    ASSIGN_OR_RETURN(const Ordered value_schema, Resolve(file, *member, depth + 1));
    Ordered properties = Ordered::object();
    for (const Ordered& name : *values) {
      if (!name.is_string()) return Broken(file, "a member's name is not a string");
      properties[name.get<std::string>()] = value_schema;
    }
    out["properties"] = std::move(properties);
    out["additionalProperties"] = false;
    out["x-member-table"] = StringOr(names, "x-table", "");
    return absl::OkStatus();
  }

  const absl::Span<const DataFile> files_;
  std::map<std::string, Ordered, std::less<>> loaded_;  // addresses stay
};

std::string Limits(const Ordered& schema, const char* low, const char* high) {
  const auto bound = [&schema](const char* key) {
    const auto member = schema.find(key);
    return member == schema.end() || !member->is_number_integer()
               ? std::string()
               : absl::StrCat(member->get<int64_t>());
  };
  return absl::StrCat(bound(low), "..", bound(high));
}

absl::Status ReadString(absl::string_view file, const Ordered& schema, SchemaNode& node) {
  node.type = SchemaNode::Type::kString;
  node.limits = Limits(schema, "minLength", "maxLength");
  const auto choices = schema.find("enum");
  if (choices == schema.end()) return absl::OkStatus();
  if (!choices->is_array() || choices->empty()) return Broken(file, "empty enumeration");
  for (const Ordered& choice : *choices) {
    if (!choice.is_string()) return Broken(file, "enumerations hold strings");
    node.choices.push_back(choice.get<std::string>());
  }
  return absl::OkStatus();
}

absl::StatusOr<SchemaNode::Unit> ReadUnit(absl::string_view file, const Ordered& schema) {
  const std::string unit = StringOr(schema, "x-unit", "");
  if (unit.empty()) return SchemaNode::Unit::kNone;
  if (unit == "unix-seconds") return SchemaNode::Unit::kUnixSeconds;
  if (unit == "degree-e7") return SchemaNode::Unit::kDegreeE7;
  // A pattern on long text would let a stranger's notice exhaust the matcher's stack.
  if (unit == "lines" && !schema.contains("pattern")) return SchemaNode::Unit::kLines;
  return Broken(file, "x-unit is not unix-seconds, degree-e7 or lines (without pattern)");
}

absl::StatusOr<SchemaNode> ReadNode(absl::string_view file, const Ordered& schema);

absl::Status ReadObject(absl::string_view file, const Ordered& schema, SchemaNode& node) {
  node.type = SchemaNode::Type::kObject;
  node.member_table = StringOr(schema, "x-member-table", "");
  const auto open = schema.find("additionalProperties");
  if (open == schema.end() || *open != Ordered(false)) {
    return Broken(file, "an object is open to unknown members");
  }
  const auto properties = schema.find("properties");
  if (properties == schema.end() || !properties->is_object()) {
    return Broken(file, "an object without members");
  }
  const Ordered required = schema.value("required", Ordered::array());
  for (const auto& [name, member] : properties->items()) {
    SchemaMember& added = node.members.emplace_back();
    added.name = name;
    added.required =
        absl::c_any_of(required, [&name = name](const Ordered& r) { return r == name; });
    ASSIGN_OR_RETURN(added.node, ReadNode(file, member));
  }
  return absl::OkStatus();
}

absl::StatusOr<SchemaNode> ReadNode(absl::string_view file, const Ordered& schema) {
  SchemaNode node;
  const std::string type = StringOr(schema, "type", "");
  if (type == "object") {
    RETURN_IF_ERROR(ReadObject(file, schema, node));
  } else if (type == "array") {
    node.type = SchemaNode::Type::kArray;
    node.limits = Limits(schema, "minItems", "maxItems");
    if (!schema.contains("items")) return Broken(file, "an array without items");
    ASSIGN_OR_RETURN(SchemaNode item, ReadNode(file, schema["items"]));
    node.items.push_back(std::move(item));
  } else if (type == "string") {
    RETURN_IF_ERROR(ReadString(file, schema, node));
  } else if (type == "integer") {
    node.type = SchemaNode::Type::kInteger;
    node.limits = Limits(schema, "minimum", "maximum");
  } else if (type == "boolean") {
    node.type = SchemaNode::Type::kBoolean;
  } else {
    return Broken(file, "type is not object, array, string, integer or boolean");
  }
  node.table = StringOr(schema, "x-table", "");
  ASSIGN_OR_RETURN(node.unit, ReadUnit(file, schema));
  return node;
}

}  // namespace

const SchemaMember* SchemaNode::FindMember(absl::string_view name) const {
  const auto member =
      absl::c_find_if(members, [name](const SchemaMember& m) { return m.name == name; });
  return member == members.end() ? nullptr : &*member;
}

absl::StatusOr<FormSchema> ParseFormSchema(absl::Span<const DataFile> files,
                                           absl::string_view name) {
  Resolver resolver(files);
  ASSIGN_OR_RETURN(const Ordered* const document, resolver.Load(name));
  ASSIGN_OR_RETURN(const Ordered resolved, resolver.Resolve(name, *document, 0));
  FormSchema schema;
  ASSIGN_OR_RETURN(schema.root, ReadNode(name, resolved));
  if (schema.root.type != SchemaNode::Type::kObject) return Broken(name, "a form is an object");
  schema.inside_office = resolved.value("x-inside-office", false);
  schema.by_program = schema.inside_office || resolved.value("x-by-program", false);
  schema.plain = resolved.dump();
  return schema;
}

}  // namespace liaison
