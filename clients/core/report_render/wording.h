// Values of a report in the reader's language: figures, times, days, names of coded words. All of
// it is final text: isolated, with the digits that belong there.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_WORDING_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_WORDING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/report/model.h"

namespace liaison {

// How a figure's number is written.
enum class Unit : uint8_t { kCount, kTime };  // kTime: ms as h:mm:ss

class Wording {
 public:
  // `phrases` outlives it.
  Wording(Language language, bool latin_digits, const Phrasebook& phrases)
      : language_(language), latin_digits_(latin_digits), phrases_(phrases) {}

  Language language() const { return language_; }
  bool right_to_left() const { return IsRightToLeft(language_); }

  // "reportpage.<key>"; the values are final text.
  std::string Say(absl::string_view key, const std::vector<std::string>& values) const;
  std::string Say(absl::string_view key) const { return Say(key, {}); }

  // A figure: native digits where the page has them.
  std::string Number(int64_t number) const;
  // "-" where there is none, never zero.
  std::string Value(const FigureValue& value, Unit unit) const;
  std::string Time(int64_t ms) const;  // "40:00:00", with thousandths where there are any
  // Identifiers, hashes, names that people gave: 0-9 in every language, and one line whatever is in
  // it.
  std::string Code(absl::string_view code) const;
  std::string Utc(int64_t ms) const;        // "2017-05-22 18:00:00 UTC"
  std::string UtcMinute(int64_t ms) const;  // "2017-05-22 18:00", with seconds where there are any
  // "2017-05-22 18:00–20:00"; over midnight both with their day.
  std::string Interval(int64_t from_ms, int64_t to_ms) const;
  // "2017-05-22"; in Persian the Solar Hijri day in brackets behind it.
  std::string Day(absl::string_view day) const;
  std::string DayInWords(absl::string_view day) const;  // "22 May 2017", and as above

  std::string Office(absl::string_view office) const { return Label("office", office); }
  std::string Label(absl::string_view table, absl::string_view value) const;
  // A table of a notice type, ("violation.1", "victim_class").
  std::string Label(absl::string_view set, absl::string_view table, absl::string_view value) const;
  std::string NoticeKind(absl::string_view kind) const;  // "Violation"

 private:
  std::string Digits(absl::string_view figure) const;
  // Final text that keeps its order from left to right.
  std::string Ordered(absl::string_view text) const;
  std::string WithSolar(std::string gregorian, absl::string_view day) const;

  Language language_;
  bool latin_digits_;
  const Phrasebook& phrases_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_WORDING_H_
