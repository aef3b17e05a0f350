#include "clients/core/forms/question.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/core/language/human_text.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int64_t kHour_s = int64_t{60} * 60;
constexpr int64_t kDay_s = 24 * kHour_s;
constexpr int64_t kMaxOffset = 1000000;
constexpr double kMostDegrees = 180;
constexpr char kUsualAccuracy_m[] = "100";
constexpr int64_t kUsualAccuracy_min = 1;

absl::Status Expected(const Question& question) {
  return MakeError(absl::StatusCode::kInvalidArgument, "not typed as the question asks",
                   {.reason = "EXPECTED", .subject = "", .field = question.id});
}

std::vector<std::string> Words(absl::string_view text) {
  return absl::StrSplit(text, absl::ByAnyChar(" \t"), absl::SkipEmpty());
}

bool AllDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// "-10", "+2h", "-1d": minutes unless it says otherwise.
std::optional<int64_t> ReadOffset(absl::string_view text) {
  if (text.size() < 2 || (text[0] != '-' && text[0] != '+')) return std::nullopt;
  int64_t unit_s = 60;
  absl::string_view digits = text.substr(1);
  if (absl::ConsumeSuffix(&digits, "h")) {
    unit_s = kHour_s;
  } else if (absl::ConsumeSuffix(&digits, "d")) {
    unit_s = kDay_s;
  } else {
    absl::ConsumeSuffix(&digits, "m");
  }
  int64_t count = 0;
  if (!AllDigits(digits) || !absl::SimpleAtoi(digits, &count) || count > kMaxOffset) {
    return std::nullopt;
  }
  return (text[0] == '-' ? -1 : 1) * count * unit_s;
}

// "14:30": that time which is nearest to now.
std::optional<int64_t> ReadClock(absl::string_view text, int64_t now_s) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int64_t hour = 0;
  int64_t minute = 0;
  if (parts.size() != 2 || !AllDigits(parts[0]) || !AllDigits(parts[1]) || parts[1].size() != 2 ||
      !absl::SimpleAtoi(parts[0], &hour) || !absl::SimpleAtoi(parts[1], &minute) || hour > 23 ||
      minute > 59) {
    return std::nullopt;
  }
  const int64_t today_s = now_s - now_s % kDay_s + hour * kHour_s + minute * 60;
  if (today_s > now_s + kDay_s / 2) return today_s - kDay_s;
  if (today_s < now_s - kDay_s / 2) return today_s + kDay_s;
  return today_s;
}

std::optional<int64_t> ReadTime(absl::string_view text, int64_t now_s) {
  if (text == "now" || text == "0") return now_s;
  if (const std::optional<int64_t> offset_s = ReadOffset(text)) return now_s + *offset_s;
  if (const std::optional<int64_t> clock_s = ReadClock(text, now_s)) return clock_s;
  for (const char* format : {"%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"}) {
    absl::Time time;
    std::string error;
    // RFC 3339 as well, whose letters were folded to small ones.
    const std::string plain = absl::StrReplaceAll(text, {{"t", " "}, {"z", ""}});
    if (absl::ParseTime(format, plain, &time, &error)) return absl::ToUnixSeconds(time);
  }
  return std::nullopt;
}

absl::StatusOr<Reading> ReadTimes(const Question& question, absl::string_view text, int64_t now_s) {
  std::vector<std::string> words = Words(text);
  int64_t accuracy_min = kUsualAccuracy_min;
  if (question.paths.size() == 2 && words.size() > 1 && AllDigits(words.back())) {
    if (!absl::SimpleAtoi(words.back(), &accuracy_min) || accuracy_min > kMaxOffset) {
      return Expected(question);
    }
    words.pop_back();
  }
  const std::optional<int64_t> time_s = ReadTime(absl::StrJoin(words, " "), now_s);
  if (!time_s.has_value()) return Expected(question);
  Reading reading{.said = absl::StrCat(*time_s), .values = {}};
  reading.values.emplace_back(question.paths[0], reading.said);
  if (question.paths.size() == 2) {
    reading.values.emplace_back(question.paths[1], absl::StrCat(accuracy_min * 60));
  }
  return reading;
}

// Half of the offices write a decimal comma.
std::string WithPoints(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"٫", "."}, {",", absl::StrContains(text, '.') ? " " : "."}, {"،", " "}, {"°", " "}});
}

absl::StatusOr<Reading> ReadPoint(const Question& question, absl::string_view text) {
  std::vector<std::string> words = Words(WithPoints(text));
  if (question.paths.size() == 3 && words.size() == 2) words.emplace_back(kUsualAccuracy_m);
  if (words.size() != question.paths.size()) return Expected(question);
  Reading reading{.said = std::string(text), .values = {}};
  for (size_t i = 0; i < words.size(); ++i) {
    const bool accuracy = i == 2;
    // ParseDegrees takes larger numbers for units of 1e-7 degree; here they are a lost point.
    double degrees = 0;
    if (accuracy ? !AllDigits(words[i])
                 : !ParseDegrees("", words[i]).ok() || !absl::SimpleAtod(words[i], &degrees) ||
                       std::abs(degrees) > kMostDegrees) {
      return Expected(question);
    }
    reading.values.emplace_back(question.paths[i], words[i]);
  }
  return reading;
}

// By its number, or by the word that stands in the form.
const FormChoice* FindChoice(const Question& question, absl::string_view word) {
  size_t number = 0;
  if (AllDigits(word) && absl::SimpleAtoi(word, &number) && number >= 1 &&
      number <= question.choices.size()) {
    return &question.choices[number - 1];
  }
  for (const FormChoice& choice : question.choices) {
    if (choice.value == word) return &choice;
  }
  return nullptr;
}

absl::StatusOr<Reading> ReadChoices(const Question& question, absl::string_view text) {
  const std::string spaced = absl::StrReplaceAll(text, {{",", " "}, {"،", " "}});
  std::vector<std::string> chosen;
  for (const std::string& word : Words(spaced)) {
    const FormChoice* const choice = FindChoice(question, word);
    if (choice == nullptr) return Expected(question);
    if (std::find(chosen.begin(), chosen.end(), choice->value) == chosen.end()) {
      chosen.push_back(choice->value);
    }
  }
  const bool one = question.type == Question::Type::kChoice;
  if (chosen.empty() || (one && chosen.size() > 1)) return Expected(question);
  return Reading{.said = absl::StrJoin(chosen, " "), .values = {}};
}

absl::StatusOr<Reading> ReadYesNo(const Question& question, const std::string& text,
                                  const ReadingWorld& world) {
  const auto is = [&text](const std::string& word) { return FoldForSearch(word) == text; };
  if (std::any_of(world.yes.begin(), world.yes.end(), is)) return Reading{"true", {}};
  if (std::any_of(world.no.begin(), world.no.end(), is)) return Reading{"false", {}};
  return Expected(question);
}

absl::StatusOr<Reading> ReadNumber(const Question& question, absl::string_view text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return Expected(question);
  return Reading{.said = absl::StrCat(number), .values = {}};
}

absl::StatusOr<Reading> ReadByType(const Question& question, absl::string_view typed,
                                   const ReadingWorld& world) {
  // Folded: digits of any keyboard are the same, capitals too.
  const std::string text = FoldForSearch(typed);
  switch (question.type) {
    case Question::Type::kText:
    case Question::Type::kLines:
      return Reading{.said = std::string(typed), .values = {}};
    case Question::Type::kNumber:
      return ReadNumber(question, text);
    case Question::Type::kYesNo:
      return ReadYesNo(question, text, world);
    case Question::Type::kChoice:
    case Question::Type::kChoices:
      return ReadChoices(question, text);
    case Question::Type::kTime:
      return ReadTimes(question, text, world.now_s);
    case Question::Type::kPoint:
      return ReadPoint(question, text);
    case Question::Type::kReference:
      break;
  }
  Reading reading{.said = std::string(typed), .values = {}};
  if (world.resolve) {
    ASSIGN_OR_RETURN(reading.said, world.resolve(typed));
  }
  return reading;
}

}  // namespace

absl::StatusOr<Reading> ReadAnswer(const Question& question, absl::string_view typed,
                                   const ReadingWorld& world) {
  typed = absl::StripAsciiWhitespace(typed);
  if (typed.empty()) {
    typed = question.fallback;
    if (typed.empty()) {
      if (question.optional) return Reading{};
      return Expected(question);
    }
  }
  ASSIGN_OR_RETURN(Reading reading, ReadByType(question, typed, world));
  if (reading.values.empty() && question.paths.size() == 1) {
    reading.values.emplace_back(question.paths[0], reading.said);
  }
  return reading;
}

}  // namespace liaison
