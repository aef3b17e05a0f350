// Judges a form by its schema. The one file that meets the JSON Schema library: its exceptions end
// here. Before it, our own look at every string bounds what its regular expressions see.
#ifndef LIAISON_CLIENTS_CORE_FORMS_FORM_VALIDATOR_H_
#define LIAISON_CLIENTS_CORE_FORMS_FORM_VALIDATOR_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/forms/form_schema.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Thread: any.
class FormValidator {
 public:
  // Errors: InvalidArgument, field = `name`, rule SCHEMA.
  static absl::StatusOr<FormValidator> Create(absl::string_view name, FormSchema schema);
  FormValidator(FormValidator&&) noexcept;
  FormValidator& operator=(FormValidator&&) noexcept;
  ~FormValidator();

  // Errors: InvalidArgument, field = JSON path ("place.lat_e7", "parties[0].part"), rule REQUIRED,
  // UNKNOWN_FIELD, TYPE, CHOICE, RANGE, LENGTH, PATTERN, SCHEMA, or one of CheckHumanText; subject
  // = what is allowed there.
  absl::Status Validate(const Json& form) const;

  // The same, but only what concerns the value at `path`: for a form that is not yet complete.
  absl::Status ValidateAt(const Json& form, absl::string_view path) const;

  const SchemaNode& root() const;

 private:
  struct State;
  explicit FormValidator(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What a value at `node` may be, in a form that needs no translation: the choices, "0..359",
// "true, false", "2017-05-04T10:00:00Z".
std::string AllowedAt(const SchemaNode& node);
// Joins names: "" + "place" -> "place"; "place" + "name" -> "place.name".
std::string ChildPath(absl::string_view parent, absl::string_view name);
std::string ItemPath(absl::string_view parent, size_t index);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_FORM_VALIDATOR_H_
