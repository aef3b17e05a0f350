// Phrasebook::Pack and Unpack. Eight strings a text, each with a NUL behind it, which no text has:
// the set's name, the table in it, the key in that, then the text in every language.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/core/language/phrasebook.h"

namespace liaison {
namespace {

constexpr absl::string_view kMessages = "ui";
constexpr absl::string_view kCommon = "common";
constexpr absl::string_view kTitle = "title";
constexpr absl::string_view kLabel = "label";
constexpr absl::string_view kHelp = "help";
constexpr absl::string_view kValues = "values.";

void Append(std::string& out, absl::string_view text) {
  absl::StrAppend(&out, text, absl::string_view("\0", 1));
}

void AppendRow(std::string& out, absl::string_view set, absl::string_view table,
               absl::string_view key, const Translations& texts) {
  Append(out, set);
  Append(out, table);
  Append(out, key);
  for (const std::string& text : texts) Append(out, text);
}

void AppendTable(std::string& out, absl::string_view set, absl::string_view table,
                 const TranslationTable& entries) {
  for (const auto& [key, texts] : entries) AppendRow(out, set, table, key, texts);
}

void AppendSet(std::string& out, absl::string_view name, const LabelSet& set) {
  AppendRow(out, name, kTitle, "", set.title);
  for (const auto& [path, field] : set.fields) {
    AppendRow(out, name, kLabel, path, field.label);
    AppendRow(out, name, kHelp, path, field.help);
  }
  for (const auto& [table, entries] : set.values) {
    AppendTable(out, name, absl::StrCat(kValues, table), entries);
  }
}

std::string Take(absl::string_view& packed) {
  const size_t size = packed.find('\0');
  std::string text(packed.substr(0, size));
  packed.remove_prefix(size + 1);
  return text;
}

Translations& TextsOf(LabelSet& set, absl::string_view table, const std::string& key) {
  if (table == kTitle) return set.title;
  if (table == kLabel) return set.fields[key].label;
  if (table == kHelp) return set.fields[key].help;
  return set.values[std::string(absl::StripPrefix(table, kValues))][key];
}

}  // namespace

std::string Phrasebook::Pack() const {
  std::string out;
  AppendTable(out, kMessages, "", messages_);
  AppendSet(out, kCommon, common_);
  for (const auto& [name, set] : sets_) AppendSet(out, name, set);
  return out;
}

Phrasebook Phrasebook::Unpack(absl::string_view packed) {
  Phrasebook book;
  while (!packed.empty()) {
    const std::string name = Take(packed);
    const std::string table = Take(packed);
    const std::string key = Take(packed);
    Translations texts;
    for (std::string& text : texts) text = Take(packed);
    if (name == kMessages) {
      book.messages_.emplace_hint(book.messages_.end(), key, std::move(texts));
    } else {
      LabelSet& set = name == kCommon ? book.common_ : book.sets_[name];
      TextsOf(set, table, key) = std::move(texts);
    }
  }
  return book;
}

}  // namespace liaison
