// The files of proto/schema, proto/labels and proto/lessons as they were when the program was
// built, so that a program needs no installed data. Dropping a file into one of the folders is all
// it takes to add one.
#ifndef LIAISON_PROTO_SCHEMA_SCHEMA_DATA_H_
#define LIAISON_PROTO_SCHEMA_SCHEMA_DATA_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace liaison {

struct DataFile {
  absl::string_view name;  // without folder: "violation.1.schema.json"
  absl::string_view content;
};

// Ordered by name. `*.schema.json` of proto/schema.
absl::Span<const DataFile> SchemaFiles();
// Ordered by name. `*.json` of proto/labels: "common.json", "ui.json", "violation.1.json".
absl::Span<const DataFile> LabelFiles();
// `*.json` of proto/lessons: "first_day.json".
absl::Span<const DataFile> LessonFiles();

}  // namespace liaison

#endif  // LIAISON_PROTO_SCHEMA_SCHEMA_DATA_H_
