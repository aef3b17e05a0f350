#include "clients/core/forms/form_view.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/forms/form_builder.h"
#include "clients/core/forms/form_validator.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kPathSeparator[] = " › ";

class Walk {
 public:
  explicit Walk(const FormTexts& texts) : texts_(texts) {}

  void Describe(const FieldPosition& at, const SchemaNode& node,
                std::vector<FormField>& out) const {
    if (node.type == SchemaNode::Type::kObject) {
      for (const SchemaMember& member : node.members) {
        FieldPosition child = MemberPosition(texts_, at, node, member);
        child.label = LabelUnder(at.label, child.label);
        Describe(child, member.node, out);
      }
    } else if (node.type == SchemaNode::Type::kArray) {
      FieldPosition item = at;
      absl::StrAppend(&item.path, "[]");
      item.required = false;
      Describe(item, node.items[0], out);
    } else {
      out.push_back(Leaf(at, node));
    }
  }

  void Render(int depth, const FieldPosition& at, const SchemaNode& node, const Json& json,
              std::vector<FormLine>& out) const {
    if (const Json::Object* object = json.object()) {
      for (const SchemaMember& member : node.members) {
        const Json* value = json.Find(member.name);
        if (value == nullptr) continue;
        Line(depth, MemberPosition(texts_, at, node, member), member.node, *value, out);
      }
      for (const auto& [name, value] : *object) {
        if (node.FindMember(name) == nullptr) Unknown(depth, at, name, value, out);
      }
    } else if (const Json::Array* array = json.array()) {
      for (size_t i = 0; i < array->size(); ++i) {
        FieldPosition item = at;
        item.path = ItemPath(at.path, i);
        item.label = absl::StrCat(i + 1);
        const bool known = node.type == SchemaNode::Type::kArray;
        Line(depth, item, known ? node.items[0] : SchemaNode(), (*array)[i], out);
      }
    }
  }

 private:
  FormField Leaf(const FieldPosition& at, const SchemaNode& node) const {
    FormField field;
    field.path = at.path;
    field.required = at.required;
    field.multiline = node.unit == SchemaNode::Unit::kLines;
    field.label = at.label;
    field.help = at.help;
    for (const std::string& choice : node.choices) {
      field.choices.push_back({choice, ValueLabel(texts_, node.table, choice)});
    }
    if (!node.choices.empty()) {
      field.type = FieldType::kChoice;
    } else if (node.type == SchemaNode::Type::kBoolean) {
      field.type = FieldType::kBoolean;
    } else if (node.unit == SchemaNode::Unit::kUnixSeconds) {
      field.type = FieldType::kTime;
    } else if (node.unit == SchemaNode::Unit::kDegreeE7) {
      field.type = FieldType::kDegree;
    } else if (node.type == SchemaNode::Type::kInteger) {
      field.type = FieldType::kInteger;
    }
    return field;
  }

  void Line(int depth, const FieldPosition& at, const SchemaNode& node, const Json& json,
            std::vector<FormLine>& out) const {
    out.push_back({depth, at.path, at.label, Value(node, json)});
    Render(depth + 1, at, node, json, out);
  }

  void Unknown(int depth, const FieldPosition& at, const std::string& name, const Json& json,
               std::vector<FormLine>& out) const {
    FieldPosition child;
    child.label = SafeDisplay(name, Lines::kOne);
    child.path = ChildPath(at.path, child.label);
    Line(depth, child, SchemaNode(), json, out);
  }

  // By what came, not by what the schema wants: a form that does not validate is shown as it is.
  std::string Value(const SchemaNode& node, const Json& json) const {
    if (const std::string* text = json.string()) return ValueLabel(texts_, node.table, *text);
    if (const bool* yes = json.boolean()) {
      return texts_.phrasebook.Message(texts_.language, *yes ? "value.yes" : "value.no");
    }
    const int64_t* number = json.integer();
    if (number == nullptr) return "";
    if (node.unit == SchemaNode::Unit::kUnixSeconds) return FormatUtc(*number);
    if (node.unit == SchemaNode::Unit::kDegreeE7) return FormatDegrees(*number);
    return FormatNumber(*number);
  }

  const FormTexts& texts_;
};

absl::Status CheckNode(const SchemaNode& node, const std::string& label_path,
                       const FormTexts& texts) {
  for (const std::string& choice : node.choices) {
    if (texts.FindValue(node.table, choice) == nullptr) {
      return Malformed(absl::StrCat(node.table, ": ", choice), "LABELS", "has no label");
    }
  }
  for (const SchemaNode& item : node.items) RETURN_IF_ERROR(CheckNode(item, label_path, texts));
  const bool coded = !node.member_table.empty();
  for (const SchemaMember& member : node.members) {
    const std::string path = ChildPath(label_path, coded ? "*" : member.name);
    const bool labelled = coded ? texts.FindValue(node.member_table, member.name) != nullptr
                                : texts.FindField(path) != nullptr;
    if (!labelled) return Malformed(path, "LABELS", "has no label");
    RETURN_IF_ERROR(CheckNode(member.node, path, texts));
  }
  return absl::OkStatus();
}

}  // namespace

const FieldLabel* FormTexts::FindField(absl::string_view label_path) const {
  const FieldLabel* own = labels.FindField(label_path);
  return own != nullptr ? own : phrasebook.common().FindField(label_path);
}

const Translations* FormTexts::FindValue(absl::string_view table, absl::string_view value) const {
  const Translations* own = labels.FindValue(table, value);
  return own != nullptr ? own : phrasebook.common().FindValue(table, value);
}

FieldPosition MemberPosition(const FormTexts& texts, const FieldPosition& parent,
                             const SchemaNode& node, const SchemaMember& member) {
  FieldPosition at;
  at.path = ChildPath(parent.path, member.name);
  at.required = parent.required && member.required;
  if (!node.member_table.empty()) {
    at.label_path = ChildPath(parent.label_path, "*");
    at.label = ValueLabel(texts, node.member_table, member.name);
    at.help = parent.help;
    return at;
  }
  at.label_path = ChildPath(parent.label_path, member.name);
  const FieldLabel* field = texts.FindField(at.label_path);
  at.label = field == nullptr ? member.name : In(field->label, texts.language);
  at.help = field == nullptr ? "" : In(field->help, texts.language);
  return at;
}

std::string ValueLabel(const FormTexts& texts, absl::string_view table, absl::string_view value) {
  const Translations* label = texts.FindValue(table, value);
  return label == nullptr ? SafeDisplay(value, Lines::kMany) : In(*label, texts.language);
}

std::string LabelUnder(absl::string_view parent, absl::string_view label) {
  return parent.empty() ? std::string(label) : absl::StrCat(parent, kPathSeparator, label);
}

std::vector<FormField> DescribeFields(const SchemaNode& root, const FormTexts& texts) {
  std::vector<FormField> fields;
  Walk(texts).Describe(FieldPosition(), root, fields);
  return fields;
}

std::vector<FormLine> RenderLines(const SchemaNode& root, const Json& form,
                                  const FormTexts& texts) {
  std::vector<FormLine> lines;
  Walk(texts).Render(0, FieldPosition(), root, form, lines);
  return lines;
}

absl::Status CheckLabels(const SchemaNode& root, const FormTexts& texts) {
  return CheckNode(root, "", texts);
}

}  // namespace liaison
