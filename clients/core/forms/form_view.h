// A form in an officer's language: the fields that a type has, and the lines of one that came.
#ifndef LIAISON_CLIENTS_CORE_FORMS_FORM_VIEW_H_
#define LIAISON_CLIENTS_CORE_FORMS_FORM_VIEW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/forms/form_schema.h"
#include "clients/core/language/phrasebook.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Borrows all three; `labels` are the type's own.
struct FormTexts {
  const Phrasebook& phrasebook;
  const LabelSet& labels;
  Language language;

  // By label path, the type's own labels before the common ones; nullptr if there is none.
  const FieldLabel* FindField(absl::string_view label_path) const;
  const Translations* FindValue(absl::string_view table, absl::string_view value) const;
};

// Where a walk through a form stands. Labels belong to fields, not to entries: the label path has
// no indices, and "*" for a member that is itself a coded value ("casualties.*.killed").
struct FieldPosition {
  std::string path;
  std::string label_path;
  std::string label;
  std::string help;
  bool required = true;
};
// `member` of the object `node` that stands at `parent`.
FieldPosition MemberPosition(const FormTexts& texts, const FieldPosition& parent,
                             const SchemaNode& node, const SchemaMember& member);
// A coded value's label; the value itself, made safe, where the table does not know it.
std::string ValueLabel(const FormTexts& texts, absl::string_view table, absl::string_view value);
// "Place › Latitude". The parent may be the form itself, which has no label.
std::string LabelUnder(absl::string_view parent, absl::string_view label);

std::vector<FormField> DescribeFields(const SchemaNode& root, const FormTexts& texts);
std::vector<FormLine> RenderLines(const SchemaNode& root, const Json& form, const FormTexts& texts);

// Every field and coded value has its label. Errors: InvalidArgument LABELS, field = path or
// "table: value".
absl::Status CheckLabels(const SchemaNode& root, const FormTexts& texts);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_FORM_VIEW_H_
