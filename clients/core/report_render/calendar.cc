#include "clients/core/report_render/calendar.h"

#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace liaison {
namespace {

// Plain `fa` means the Solar Hijri calendar to ICU, and plain `ar` month names that nobody uses in
// the Levant.
std::string LocaleOf(Language language, bool latin_digits) {
  switch (language) {
    case Language::kFa:
      return absl::StrCat("fa@calendar=gregorian;numbers=", latin_digits ? "latn" : "arabext");
    case Language::kAr:
      return absl::StrCat("ar-SY@calendar=gregorian;numbers=", latin_digits ? "latn" : "arab");
    default:
      return absl::StrCat(std::string(LanguageCode(language)), "@calendar=gregorian;numbers=latn");
  }
}

std::string Formatted(absl::string_view day, const std::string& locale) {
  absl::CivilDay civil;
  if (!absl::ParseCivilTime(day, &civil)) return std::string(day);
  const absl::Time noon = absl::FromCivil(absl::CivilHour(civil) + 12, absl::UTCTimeZone());
  UErrorCode error = U_ZERO_ERROR;
  icu::SimpleDateFormat format(icu::UnicodeString(u"d MMMM y"),
                               icu::Locale::createFromName(locale.c_str()), error);
  if (U_FAILURE(error)) return std::string(day);
  format.adoptTimeZone(icu::TimeZone::getGMT()->clone());
  icu::UnicodeString text;
  format.format(static_cast<UDate>(absl::ToUnixMillis(noon)), text);
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace

std::string GregorianDay(absl::string_view day, Language language, bool latin_digits) {
  return Formatted(day, LocaleOf(language, latin_digits));
}

std::string SolarDay(absl::string_view day, bool latin_digits) {
  return Formatted(day,
                   absl::StrCat("fa@calendar=persian;numbers=", latin_digits ? "latn" : "arabext"));
}

std::string NativeDigits(absl::string_view figure, Language language) {
  if (!IsRightToLeft(language)) return std::string(figure);
  std::string out;
  for (const char c : figure) {
    if (c < '0' || c > '9') {
      out += c;
    } else if (language == Language::kFa) {  // U+06F0
      out += {static_cast<char>(0xdb), static_cast<char>(0xb0 + (c - '0'))};
    } else {  // U+0660
      out += {static_cast<char>(0xd9), static_cast<char>(0xa0 + (c - '0'))};
    }
  }
  return out;
}

}  // namespace liaison
