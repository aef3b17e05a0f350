#include "clients/core/language/language.h"

#include <unicode/uchar.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "clients/core/language/characters.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr char kIsolateStart[] = "\u2068";  // FSI: direction from the first strong character
constexpr char kIsolateEnd[] = "\u2069";    // PDI
constexpr char kNarrowSpace[] = "\u202F";
constexpr int64_t kMaxUnixSeconds = 253402300799;  // 9999-12-31T23:59:59Z
constexpr int64_t kMinUnixSeconds = -62167219200;  // 0000-01-01T00:00:00Z
constexpr std::array<absl::string_view, kLanguageCount> kCodes = {"en", "ru", "tr", "fa", "ar"};

bool HasRightToLeft(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const std::optional<char32_t> character = NextCharacter(text, i);
    if (!character) continue;
    const UCharDirection direction = u_charDirection(static_cast<UChar32>(*character));
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

std::string FormatTime(absl::Time time, absl::string_view format) {
  return absl::FormatTime(format, time, absl::UTCTimeZone());
}

}  // namespace

absl::string_view LanguageCode(Language language) { return kCodes[static_cast<size_t>(language)]; }

absl::StatusOr<Language> ParseLanguage(absl::string_view code) {
  for (Language language : kLanguages) {
    if (LanguageCode(language) == code) return language;
  }
  return Malformed("lang", "LANGUAGE", "not one of en, ru, tr, fa, ar");
}

bool IsRightToLeft(Language language) {
  return language == Language::kFa || language == Language::kAr;
}

std::string Isolate(Language language, absl::string_view text) {
  if (text.empty()) return "";
  if (!IsRightToLeft(language) && !HasRightToLeft(text)) return std::string(text);
  return absl::StrCat(kIsolateStart, text, kIsolateEnd);
}

std::string StripIsolation(absl::string_view text) {
  return absl::StrReplaceAll(text, {{kIsolateStart, ""}, {kIsolateEnd, ""}});
}

std::string FormatNumber(int64_t number) {
  const std::string text = absl::StrCat(number);
  const size_t sign = number < 0 ? 1 : 0;
  const size_t digits = text.size() - sign;
  if (digits < 5) return text;  // 2017 is more often a year than a count
  std::string grouped = text.substr(0, sign);
  for (size_t i = 0; i < digits; ++i) {
    if (i > 0 && (digits - i) % 3 == 0) grouped += kNarrowSpace;
    grouped += text[sign + i];
  }
  return grouped;
}

std::string FormatUtc(int64_t unix_s) {
  if (unix_s < kMinUnixSeconds || unix_s > kMaxUnixSeconds) return absl::StrCat(unix_s, " s");
  return FormatTime(absl::FromUnixSeconds(unix_s), "%E4Y-%m-%d %H:%M:%S UTC");
}

std::string FormatUtcMs(int64_t unix_ms) {
  if (unix_ms < kMinUnixSeconds * 1000 || unix_ms / 1000 > kMaxUnixSeconds) {
    return absl::StrCat(unix_ms, " ms");
  }
  return FormatTime(absl::FromUnixMillis(unix_ms), "%E4Y-%m-%d %H:%M:%E3S UTC");
}

}  // namespace liaison
