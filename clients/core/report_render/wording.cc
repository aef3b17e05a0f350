#include "clients/core/report_render/wording.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "clients/core/language/human_text.h"
#include "clients/core/language/isolation.h"
#include "clients/core/report_render/calendar.h"

namespace liaison {
namespace {

constexpr absl::string_view kNothing = "—";
constexpr int64_t kMsASecond = 1000;

std::string UtcOf(int64_t ms) {
  return ms % kMsASecond == 0 ? FormatUtc(ms / kMsASecond) : FormatUtcMs(ms);
}

std::string MinuteOf(int64_t ms) {
  return std::string(absl::StripSuffix(absl::StripSuffix(UtcOf(ms), " UTC"), ":00"));
}

}  // namespace

std::string Wording::Say(absl::string_view key, const std::vector<std::string>& values) const {
  std::vector<MessageArg> args;
  for (const std::string& value : values) args.push_back(MessageArg::Composed(value));
  return phrases_.Message(language_, absl::StrCat("reportpage.", key), args);
}

std::string Wording::Digits(absl::string_view figure) const {
  return latin_digits_ ? std::string(figure) : NativeDigits(figure, language_);
}

std::string Wording::Ordered(absl::string_view text) const {
  return right_to_left() ? IsolateLeftToRight(text) : std::string(text);
}

std::string Wording::Code(absl::string_view code) const {
  return Ordered(SafeDisplay(code, Lines::kOne));
}

std::string Wording::Number(int64_t number) const { return Ordered(Digits(FormatNumber(number))); }

std::string Wording::Time(int64_t ms) const {
  const int64_t s = ms / kMsASecond;
  std::string text = absl::StrFormat("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  if (ms % kMsASecond != 0) absl::StrAppendFormat(&text, ".%03d", ms % kMsASecond);
  return Ordered(Digits(text));
}

std::string Wording::Value(const FigureValue& value, Unit unit) const {
  const auto one = [&](int64_t number) {
    return unit == Unit::kTime ? Time(number) : Number(number);
  };
  if (const auto* number = std::get_if<int64_t>(&value)) return one(*number);
  const auto* range = std::get_if<FigureRange>(&value);
  if (range == nullptr) return std::string(kNothing);
  if (!range->high) return Say("or_never", {one(range->low)});
  if (*range->high == range->low) return one(range->low);
  // Each end isolated for itself: a dash between Arabic digits would turn them around.
  return Ordered(absl::StrCat(one(range->low), "–", one(*range->high)));
}

std::string Wording::Utc(int64_t ms) const { return Ordered(UtcOf(ms)); }

std::string Wording::UtcMinute(int64_t ms) const { return Ordered(MinuteOf(ms)); }

std::string Wording::Interval(int64_t from_ms, int64_t to_ms) const {
  constexpr size_t kDay = sizeof("2017-05-22 ") - 1;
  const std::string from = MinuteOf(from_ms);
  const std::string to = MinuteOf(to_ms);
  const bool same_day = from.substr(0, kDay) == to.substr(0, kDay);
  return Ordered(absl::StrCat(from, "–", same_day ? to.substr(kDay) : to));
}

std::string Wording::WithSolar(std::string gregorian, absl::string_view day) const {
  if (language_ != Language::kFa) return gregorian;
  return absl::StrCat(gregorian, " (", SolarDay(day, latin_digits_), ")");
}

std::string Wording::Day(absl::string_view day) const { return WithSolar(Code(day), day); }

std::string Wording::DayInWords(absl::string_view day) const {
  return WithSolar(GregorianDay(day, language_, latin_digits_), day);
}

std::string Wording::Label(absl::string_view table, absl::string_view value) const {
  if (value == "none") return Say("not_stated");
  return Isolate(language_, phrases_.Label(language_, table, value));
}

std::string Wording::Label(absl::string_view set, absl::string_view table,
                           absl::string_view value) const {
  const LabelSet* labels = phrases_.FindSet(set);
  const Translations* label = labels == nullptr ? nullptr : labels->FindValue(table, value);
  return label == nullptr ? Label(table, value) : In(*label, language_);
}

std::string Wording::NoticeKind(absl::string_view kind) const {
  const LabelSet* labels = phrases_.FindSet(absl::StrCat(kind, ".1"));
  return labels == nullptr ? Code(kind) : In(labels->title, language_);
}

}  // namespace liaison
