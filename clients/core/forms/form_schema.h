// A notice type's JSON Schema (draft-07) as a tree that forms are built, described and shown by.
// We take a subset, checked when a schema is read: closed objects, no alternatives, no recursion,
// no keyword whose check is quadratic (`uniqueItems`). So whatever a stranger sends is judged in
// time that grows with its size, and every field can be labelled. `x-unit` is our own annotation.
#ifndef LIAISON_CLIENTS_CORE_FORMS_FORM_SCHEMA_H_
#define LIAISON_CLIENTS_CORE_FORMS_FORM_SCHEMA_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/schema/schema_data.h"

namespace liaison {

struct SchemaMember;

struct SchemaNode {
  enum class Type : uint8_t { kObject, kArray, kString, kInteger, kBoolean };
  enum class Unit : uint8_t { kNone, kUnixSeconds, kDegreeE7, kLines };

  Type type = Type::kObject;
  Unit unit = Unit::kNone;
  std::string table;                  // the definition it refers to: the labels of its values
  std::vector<std::string> choices;   // `enum`
  std::string limits;                 // "0..359", "1..200", in characters, items or value
  std::vector<SchemaMember> members;  // of an object, in the file's order
  std::string member_table;           // set if members are named by values of a table
  std::vector<SchemaNode> items;      // of an array: exactly one

  const SchemaMember* FindMember(absl::string_view name) const;
};

struct SchemaMember {
  std::string name;
  bool required = false;
  SchemaNode node;
};

struct FormSchema {
  SchemaNode root;
  // `x-inside-office`: made and read by programs of one office, never written by hand.
  bool inside_office = false;
  // `x-by-program`: made and read by programs, of whatever office; never written by hand.
  bool by_program = false;
  // The same as JSON text without `$ref` and `propertyNames`, for the validator.
  std::string plain;
};

// Reads the schema `name` of `files`; `$ref` may name a definition of the same or another file.
// Errors: InvalidArgument, field = `name`, rule SCHEMA.
absl::StatusOr<FormSchema> ParseFormSchema(absl::Span<const DataFile> files,
                                           absl::string_view name);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_FORM_SCHEMA_H_
