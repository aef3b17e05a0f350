// The five languages of the mission, and what people read on a terminal: numbers and times in one
// form for all (Western digits, UTC), values isolated so that right-to-left and left-to-right text
// on one line cannot change each other's order. Isolation marks are made here, at display time, and
// never enter signed text (CRYPTO 1.1 forbids them there).
// Source: Unicode UAX #9 section 2.4 (isolates).
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_LANGUAGE_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_LANGUAGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

// The value is also the index into Translations.
enum class Language : uint8_t { kEn = 0, kRu = 1, kTr = 2, kFa = 3, kAr = 4 };
inline constexpr size_t kLanguageCount = 5;
inline constexpr std::array<Language, kLanguageCount> kLanguages = {
    Language::kEn, Language::kRu, Language::kTr, Language::kFa, Language::kAr};

// "en", "ru", "tr", "fa", "ar": as in the notice's `lang` line.
absl::string_view LanguageCode(Language language);
// Errors: InvalidArgument LANGUAGE.
absl::StatusOr<Language> ParseLanguage(absl::string_view code);
bool IsRightToLeft(Language language);

// U+2068 (FSI) text U+2069 (PDI) where a line in `language` needs it: always in a right-to-left
// line, and in a left-to-right line if the text has a right-to-left character. Else the text.
std::string Isolate(Language language, absl::string_view text);
// Without the marks that Isolate adds, for output that is no terminal.
std::string StripIsolation(absl::string_view text);

// 1234 -> "1234", 12345 -> "12 345" with U+202F: the one grouping that no language reads as a
// decimal sign.
std::string FormatNumber(int64_t number);
// "2017-05-04 10:00:00 UTC". Beyond years 0-9999: the number of seconds and "s".
std::string FormatUtc(int64_t unix_s);
// "2017-05-04 10:00:00.123 UTC": hub time.
std::string FormatUtcMs(int64_t unix_ms);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_LANGUAGE_H_
