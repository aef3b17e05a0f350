// Days as people write them, by ICU: its calendars only. Zones are never asked of it, its tables of
// them are older than the machine's.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_CALENDAR_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_CALENDAR_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/core/language/language.h"

namespace liaison {

// "2017-05-22" -> "22 May 2017", "22 أيار 2017"; what is no date comes back as it is.
// `latin_digits`: 0-9 in Arabic and Persian too.
std::string GregorianDay(absl::string_view day, Language language, bool latin_digits);
// "2017-05-22" -> "۱ خرداد ۱۳۹۶", in Persian.
std::string SolarDay(absl::string_view day, bool latin_digits);

// 0-9 of a figure to the digits of the language; identifiers are never given to it.
std::string NativeDigits(absl::string_view figure, Language language);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_CALENDAR_H_
