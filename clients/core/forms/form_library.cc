#include "clients/core/forms/form_library.h"

#include <map>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/core/forms/form_builder.h"
#include "clients/core/forms/form_schema.h"
#include "clients/core/forms/form_validator.h"
#include "clients/core/forms/form_view.h"
#include "clients/core/forms/interview.h"
#include "clients/core/language/human_text.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

constexpr char kSuffix[] = ".schema.json";
constexpr char kMissionSchema[] = "mission.schema.json";
constexpr size_t kMaxDataFileBytes = size_t{1} << 20;
constexpr uint64_t kMaxVersion = 1000000;

// "violation.1.schema.json" -> violation/1; nullopt for files of definitions.
std::optional<FormKind> KindOfFile(absl::string_view name) {
  if (!absl::ConsumeSuffix(&name, kSuffix)) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(name, '.');
  if (parts.size() != 2) return std::nullopt;
  const absl::StatusOr<uint64_t> version = ParseDecimal(parts[1], kMaxVersion);
  if (!version.ok() || *version == 0) return std::nullopt;
  return FormKind{parts[0], static_cast<uint32_t>(*version)};
}

absl::Status UnknownKind(absl::string_view kind) {
  return MakeError(absl::StatusCode::kNotFound,
                   "this program does not know the notice type; update it",
                   {.reason = "UNKNOWN_KIND", .subject = std::string(kind), .field = "kind"});
}

}  // namespace

std::string FormKind::ToString() const { return absl::StrCat(kind, "/", version); }

struct FormLibrary::State {
  struct Type {
    FormValidator validator;
    const LabelSet* labels;
    bool inside_office;
    bool by_program;
  };

  const Phrasebook& phrasebook;
  std::map<FormKind, Type> types;
  std::optional<FormValidator> mission;

  absl::StatusOr<const Type*> Find(const FormKind& kind) const {
    const auto type = types.find(kind);
    if (type == types.end()) return UnknownKind(kind.ToString());
    return &type->second;
  }
  FormTexts Texts(const Type& type, Language language) const {
    return {phrasebook, *type.labels, language};
  }
};

FormLibrary::FormLibrary(std::unique_ptr<State> state) : state_(std::move(state)) {}
FormLibrary::FormLibrary(FormLibrary&&) noexcept = default;
FormLibrary& FormLibrary::operator=(FormLibrary&&) noexcept = default;
FormLibrary::~FormLibrary() = default;

FormLibrary FormLibrary::BuiltIn(const Phrasebook& phrasebook) {
  absl::StatusOr<FormLibrary> library = FromFiles(SchemaFiles(), phrasebook);
  LIAISON_CHECK(library.ok());
  return *std::move(library);
}

absl::StatusOr<FormLibrary> FormLibrary::FromFiles(absl::Span<const DataFile> schemas,
                                                   const Phrasebook& phrasebook) {
  auto state = std::unique_ptr<State>(new State{phrasebook, {}, std::nullopt});
  for (const DataFile& file : schemas) {
    const std::optional<FormKind> kind = KindOfFile(file.name);
    if (!kind && file.name != kMissionSchema) continue;
    ASSIGN_OR_RETURN(FormSchema schema, ParseFormSchema(schemas, file.name));
    const bool inside_office = schema.inside_office;
    const bool by_program = schema.by_program;
    ASSIGN_OR_RETURN(FormValidator validator, FormValidator::Create(file.name, std::move(schema)));
    if (!kind) {
      state->mission.emplace(std::move(validator));
      continue;
    }
    const LabelSet* labels = phrasebook.FindSet(absl::StrCat(kind->kind, ".", kind->version));
    if (labels == nullptr) return Malformed(file.name, "LABELS", "the type has no labels file");
    RETURN_IF_ERROR(CheckLabels(validator.root(), {phrasebook, *labels, Language::kEn}));
    state->types.emplace(*kind,
                         State::Type{std::move(validator), labels, inside_office, by_program});
  }
  return FormLibrary(std::move(state));
}

std::vector<FormKind> FormLibrary::Kinds() const {
  std::vector<FormKind> kinds;
  for (const auto& [kind, type] : state_->types) {
    if (!type.by_program) kinds.push_back(kind);
  }
  return kinds;
}

bool FormLibrary::InsideOffice(const FormKind& kind) const {
  const auto type = state_->types.find(kind);
  return type != state_->types.end() && type->second.inside_office;
}

bool FormLibrary::ByProgram(const FormKind& kind) const {
  const auto type = state_->types.find(kind);
  return type != state_->types.end() && type->second.by_program;
}

absl::StatusOr<FormKind> FormLibrary::Newest(absl::string_view kind) const {
  std::optional<FormKind> newest;
  for (const auto& [known, type] : state_->types) {
    if (known.kind == kind) newest = known;  // in order of versions
  }
  if (!newest) return UnknownKind(kind);
  return *newest;
}

bool FormLibrary::Knows(const FormKind& kind) const { return state_->types.count(kind) > 0; }

absl::Status FormLibrary::ValidateForm(const FormKind& kind, const Json& form) const {
  ASSIGN_OR_RETURN(const State::Type* type, state_->Find(kind));
  return type->validator.Validate(form);
}

absl::StatusOr<Json> FormLibrary::BuildForm(
    const FormKind& kind,
    const std::vector<std::pair<std::string, std::string>>& assignments) const {
  ASSIGN_OR_RETURN(const State::Type* type, state_->Find(kind));
  ASSIGN_OR_RETURN(Json form, BuildJson(type->validator.root(), assignments));
  RETURN_IF_ERROR(type->validator.Validate(form));
  return form;
}

absl::StatusOr<std::vector<FormField>> FormLibrary::DescribeForm(const FormKind& kind,
                                                                 Language language) const {
  ASSIGN_OR_RETURN(const State::Type* type, state_->Find(kind));
  return DescribeFields(type->validator.root(), state_->Texts(*type, language));
}

absl::StatusOr<std::vector<FormLine>> FormLibrary::RenderForm(const FormKind& kind,
                                                              const Json& form,
                                                              Language language) const {
  ASSIGN_OR_RETURN(const State::Type* type, state_->Find(kind));
  return RenderLines(type->validator.root(), form, state_->Texts(*type, language));
}

absl::StatusOr<std::unique_ptr<Interview>> FormLibrary::StartInterview(
    const FormKind& kind, Language language, InterviewSetup setup,
    const FormAssignments& given) const {
  ASSIGN_OR_RETURN(const State::Type* type, state_->Find(kind));
  return std::make_unique<Interview>(type->validator, state_->Texts(*type, language),
                                     std::move(setup), given);
}

std::string FormLibrary::KindLabel(const FormKind& kind, Language language) const {
  const absl::StatusOr<const State::Type*> type = state_->Find(kind);
  if (!type.ok()) return SafeDisplay(kind.ToString(), Lines::kOne);
  return In((*type)->labels->title, language);
}

absl::Status FormLibrary::ValidateMission(const Json& mission) const {
  if (!state_->mission) return UnknownKind("mission");
  return state_->mission->Validate(mission);
}

std::vector<DataFile> DataFileFolder::Files() const {
  std::vector<DataFile> files;
  files.reserve(owned.size());
  for (const auto& [name, content] : owned) files.push_back({name, content});
  return files;
}

absl::StatusOr<DataFileFolder> ReadDataFileFolder(FileSystem& file_system, absl::string_view path,
                                                  absl::string_view suffix) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, file_system.List(path));
  DataFileFolder folder;
  for (const std::string& name : names) {
    if (!absl::EndsWith(name, suffix)) continue;
    ASSIGN_OR_RETURN(std::string content,
                     file_system.Read(JoinPath(path, name), kMaxDataFileBytes));
    folder.owned.emplace_back(name, std::move(content));
  }
  return folder;
}

}  // namespace liaison
