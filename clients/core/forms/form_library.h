// Notice types as data: each is a JSON Schema (draft-07) in proto/schema and a labels file in
// proto/labels. Nothing in the code names a type, so that a new one is two files.
// Source: DOMAIN, "What each notice type carries"; CRYPTO 1.3.
#ifndef LIAISON_CLIENTS_CORE_FORMS_FORM_LIBRARY_H_
#define LIAISON_CLIENTS_CORE_FORMS_FORM_LIBRARY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "proto/base/file_system.h"
#include "proto/schema/schema_data.h"
#include "proto/text/canonical_json.h"

namespace liaison {

class Interview;
struct InterviewSetup;

struct FormKind {
  std::string kind;  // "violation"
  uint32_t version = 1;
  std::string ToString() const;  // "violation/1", as in the notice's `kind` line
  friend bool operator==(const FormKind&, const FormKind&) = default;
  friend auto operator<=>(const FormKind&, const FormKind&) = default;
};

enum class FieldType : uint8_t { kText, kInteger, kBoolean, kChoice, kTime, kDegree };

struct FormChoice {
  std::string value;  // as it stands in the form
  std::string label;
};

// One leaf of a form, for interactive entry and --help.
struct FormField {
  std::string path;  // "place.lat_e7", "parties[].office", "casualties.civilian.killed"
  FieldType type = FieldType::kText;
  bool required = false;  // here and in all parents
  bool multiline = false;
  std::string label;  // with the labels of its parents: "Place › Latitude"
  std::string help;
  std::vector<FormChoice> choices;  // kChoice only
};

// One line of a form that is shown. Values of others are made safe; nothing is isolated yet.
struct FormLine {
  int depth = 0;  // 0: top level; parents of nested values are lines without value
  std::string path;
  std::string label;
  std::string value;  // may have line feeds where the field is multiline
};

// Thread: any.
class FormLibrary {
 public:
  // The types in the program; `phrasebook` outlives the library. Dies if the data is broken.
  static FormLibrary BuiltIn(const Phrasebook& phrasebook);
  // Errors: InvalidArgument, field = file, rule SCHEMA (keyword we do not support, $ref that leads
  // nowhere, object open to unknown members).
  static absl::StatusOr<FormLibrary> FromFiles(absl::Span<const DataFile> schemas,
                                               const Phrasebook& phrasebook);
  FormLibrary(FormLibrary&&) noexcept;
  FormLibrary& operator=(FormLibrary&&) noexcept;
  ~FormLibrary();

  // What an officer writes, in order. More than one version of a kind may be known: old notices
  // stay readable.
  std::vector<FormKind> Kinds() const;
  // Whether programs make this kind inside one office: a draft. It goes to nobody else.
  bool InsideOffice(const FormKind& kind) const;
  // Whether programs make this kind: no officer writes it, in whatever office it is read.
  bool ByProgram(const FormKind& kind) const;
  // The newest version. Errors: NotFound UNKNOWN_KIND.
  absl::StatusOr<FormKind> Newest(absl::string_view kind) const;
  bool Knows(const FormKind& kind) const;

  // Errors: NotFound UNKNOWN_KIND; InvalidArgument with field = JSON path and rule REQUIRED,
  // UNKNOWN_FIELD, TYPE, CHOICE (allowed values in the message), RANGE, LENGTH, PATTERN, SCHEMA,
  // or a rule of CheckHumanText.
  absl::Status ValidateForm(const FormKind& kind, const Json& form) const;

  // From `path=value` pairs: "casualties.civilian.killed=2", "parties[0].office=tur". Values are
  // read by the schema's type: times also as 2017-05-04T10:00:00Z, degrees also as 35.9306, yes
  // and no as true, false; text is normalised to NFC. The result is validated.
  // Errors: as ValidateForm; AlreadyExists DUPLICATE for a path given twice.
  absl::StatusOr<Json> BuildForm(
      const FormKind& kind,
      const std::vector<std::pair<std::string, std::string>>& assignments) const;

  // In the schema's order of fields. Errors: NotFound UNKNOWN_KIND.
  absl::StatusOr<std::vector<FormField>> DescribeForm(const FormKind& kind,
                                                      Language language) const;

  // Also shows a form that does not validate: members that the schema does not know keep their
  // names as labels. Errors: NotFound UNKNOWN_KIND; then show the canonical JSON instead.
  absl::StatusOr<std::vector<FormLine>> RenderForm(const FormKind& kind, const Json& form,
                                                   Language language) const;

  // The questions that lead to such a form; the library outlives it. `given` as for BuildForm.
  // Errors: NotFound UNKNOWN_KIND.
  absl::StatusOr<std::unique_ptr<Interview>> StartInterview(
      const FormKind& kind, Language language, InterviewSetup setup,
      const std::vector<std::pair<std::string, std::string>>& given) const;

  // "Violation". The kind's own name where it is not known.
  std::string KindLabel(const FormKind& kind, Language language) const;

  // The charter's mission object by mission.schema.json. Errors: as ValidateForm.
  absl::Status ValidateMission(const Json& mission) const;

 private:
  struct State;
  explicit FormLibrary(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Data files of a folder whose names end in `suffix`, with the memory that they point into.
// For types that are tried before they are built in.
struct DataFileFolder {
  std::vector<std::pair<std::string, std::string>> owned;
  std::vector<DataFile> Files() const;
};
// Errors: of the file system.
absl::StatusOr<DataFileFolder> ReadDataFileFolder(FileSystem& file_system, absl::string_view path,
                                                  absl::string_view suffix);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_FORM_LIBRARY_H_
