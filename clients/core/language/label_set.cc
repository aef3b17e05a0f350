#include "clients/core/language/label_set.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "clients/core/language/data_json.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

absl::Status Broken(absl::string_view where, absl::string_view message) {
  return Malformed(where, "LABELS", message);
}

// "{0}" and "{1}" as a set: languages order them differently.
std::set<char> Placeholders(absl::string_view text) {
  std::set<char> found;
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 2] == '}') found.insert(text[i + 1]);
  }
  return found;
}

absl::StatusOr<Translations> ReadTranslations(absl::string_view where, const Json& json) {
  const Json::Object* object = json.object();
  if (object == nullptr || object->size() != kLanguageCount) {
    return Broken(where, "needs exactly the members en, ru, tr, fa, ar");
  }
  Translations out;
  for (Language language : kLanguages) {
    const absl::string_view code = LanguageCode(language);
    const Json* text = json.Find(code);
    if (text == nullptr || text->string() == nullptr || text->string()->empty()) {
      return Broken(where, absl::StrCat("no text in ", code));
    }
    if (absl::Status status = CheckHumanText(where, *text->string(), Lines::kMany); !status.ok()) {
      return Broken(where, absl::StrCat(code, ": ", status.message()));
    }
    if (Placeholders(*text->string()) != Placeholders(json.StringOr("en", ""))) {
      return Broken(where, absl::StrCat("other placeholders in ", code, " than in en"));
    }
    out[static_cast<size_t>(language)] = *text->string();
  }
  return out;
}

absl::StatusOr<TranslationTable> ReadTable(absl::string_view where, const Json& json) {
  if (json.object() == nullptr) return Broken(where, "not an object");
  TranslationTable out;
  for (const auto& [key, value] : *json.object()) {
    ASSIGN_OR_RETURN(out[key], ReadTranslations(absl::StrCat(where, ": ", key), value));
  }
  return out;
}

absl::Status ReadFields(absl::string_view file, const Json& json, LabelSet& set) {
  if (json.object() == nullptr) return Broken(file, "\"fields\" is not an object");
  for (const auto& [path, entry] : *json.object()) {
    const std::string where = absl::StrCat(file, ": ", path);
    const Json* label = entry.Find("label");
    const Json* help = entry.Find("help");
    if (label == nullptr || help == nullptr || entry.object()->size() != 2) {
      return Broken(where, "needs exactly the members label, help");
    }
    FieldLabel& field = set.fields[path];
    ASSIGN_OR_RETURN(field.label, ReadTranslations(where, *label));
    ASSIGN_OR_RETURN(field.help, ReadTranslations(where, *help));
  }
  return absl::OkStatus();
}

}  // namespace

const FieldLabel* LabelSet::FindField(absl::string_view path) const {
  const auto field = fields.find(path);
  return field == fields.end() ? nullptr : &field->second;
}

const Translations* LabelSet::FindValue(absl::string_view table, absl::string_view value) const {
  const auto entries = values.find(table);
  if (entries == values.end()) return nullptr;
  const auto entry = entries->second.find(value);
  return entry == entries->second.end() ? nullptr : &entry->second;
}

absl::StatusOr<LabelSet> ParseLabelSet(absl::string_view file, absl::string_view text) {
  ASSIGN_OR_RETURN(const Json json, ParseDataJson(file, text));
  if (json.object() == nullptr) return Broken(file, "not an object");
  LabelSet set;
  for (const auto& [name, value] : *json.object()) {
    const std::string where = absl::StrCat(file, ": ", name);
    if (name == "title") {
      ASSIGN_OR_RETURN(set.title, ReadTranslations(where, value));
    } else if (name == "fields") {
      RETURN_IF_ERROR(ReadFields(file, value, set));
    } else if (name == "values" && value.object() != nullptr) {
      for (const auto& [table, entries] : *value.object()) {
        ASSIGN_OR_RETURN(set.values[table], ReadTable(absl::StrCat(where, ".", table), entries));
      }
    } else {
      return Broken(where, "only title, fields and values may stand here");
    }
  }
  return set;
}

absl::StatusOr<TranslationTable> ParseMessages(absl::string_view file, absl::string_view text) {
  ASSIGN_OR_RETURN(const Json json, ParseDataJson(file, text));
  return ReadTable(file, json);
}

}  // namespace liaison
