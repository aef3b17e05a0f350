// A labels file of proto/labels, read with all its checks: five languages for every text, NFC, no
// forbidden character, the same placeholders in all languages. What is missing is found when the
// data is read, not when an officer looks at it.
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_LABEL_SET_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_LABEL_SET_H_

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/language/language.h"

namespace liaison {

// Indexed by Language.
using Translations = std::array<std::string, kLanguageCount>;
inline const std::string& In(const Translations& translations, Language language) {
  return translations[static_cast<size_t>(language)];
}

struct FieldLabel {
  Translations label;
  Translations help;
};

using TranslationTable = std::map<std::string, Translations, std::less<>>;

// `{"title"?, "fields": {path: {"label", "help"}}, "values": {table: {value: ...}}}`.
struct LabelSet {
  Translations title;  // of the notice type; empty in common.json
  std::map<std::string, FieldLabel, std::less<>> fields;        // by label path: "place.name"
  std::map<std::string, TranslationTable, std::less<>> values;  // table -> value

  const FieldLabel* FindField(absl::string_view path) const;
  const Translations* FindValue(absl::string_view table, absl::string_view value) const;
};

// Errors: InvalidArgument, field = "<file>: <key>", rule LABELS.
absl::StatusOr<LabelSet> ParseLabelSet(absl::string_view file, absl::string_view text);
// `{key: {"en", "ru", "tr", "fa", "ar"}}`: ui.json. Errors: the same.
absl::StatusOr<TranslationTable> ParseMessages(absl::string_view file, absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_LABEL_SET_H_
