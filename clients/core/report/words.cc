#include "clients/core/report/words.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"
#include "clients/core/report/sheet_parts.h"
#include "proto/text/names.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

constexpr size_t kMaxCodedBytes = 64;
constexpr size_t kMaxNameCharacters = 96;

template <size_t N>
bool IsOneOf(absl::string_view word, const std::array<absl::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsLowerOrDigit(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

// Where the office ends: "TUR" of "TUR-d07". npos: it is no desk.
size_t OfficeBytes(absl::string_view desk) {
  const size_t dash = desk.rfind('-');
  if (dash == absl::string_view::npos) return dash;
  return IsDeviceLabel(desk.substr(dash + 1)) ? dash : absl::string_view::npos;
}

}  // namespace

bool IsCoded(absl::string_view word) {
  if (word.empty() || word.size() > kMaxCodedBytes || !IsLowerOrDigit(word.front())) return false;
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '_' || c == '-'; });
}

bool IsSerial(absl::string_view word) { return ParseSerial(word).ok(); }

bool IsDay(absl::string_view word) {
  absl::CivilDay day;
  return absl::ParseCivilTime(word, &day) && absl::FormatCivilTime(day) == word;
}

bool IsDesk(absl::string_view word) {
  const size_t office = OfficeBytes(word);
  return office != absl::string_view::npos &&
         IsDeskOf(absl::AsciiStrToLower(word.substr(0, office)), word);
}

bool IsDeskOf(absl::string_view office, absl::string_view word) {
  const size_t bytes = OfficeBytes(word);
  return bytes != absl::string_view::npos && IsOffice(office) &&
         word.substr(0, bytes) == absl::AsciiStrToUpper(office);
}

bool IsRangeWord(absl::string_view word) {
  constexpr std::array<absl::string_view, 4> kWords = {"out_of_scope", "withheld", "void",
                                                       kAfterCut};
  return IsOneOf(word, kWords);
}

bool IsPositionWord(absl::string_view word) {
  constexpr std::array<absl::string_view, 4> kWords = {"confirmed", "not_confirmed", "disputed",
                                                       "designated_target"};
  return IsOneOf(word, kWords);
}

bool IsFlag(absl::string_view word) {
  constexpr std::array<absl::string_view, 7> kWords = {
      "BOUNDARY", "DIFFERS_KIND", "DIFFERS_SIDE", "DIFFERS_ZONE",
      "LATE",     "LATE_EARLIER", "OVERLAP"};
  return IsOneOf(word, kWords);
}

bool IsStanding(absl::string_view word) {
  constexpr std::array<absl::string_view, 3> kWords = {"agreed", "disputed", "single_source"};
  return IsOneOf(word, kWords);
}

bool IsAnomalyCode(absl::string_view word) {
  constexpr std::array<absl::string_view, 6> kWords = {"REF_UNKNOWN",       "REF_FOREIGN",
                                                       "EXERCISE_REF",      "REF_WITHDRAWAL",
                                                       "REVIVES_WITHDRAWN", "OVERLAP"};
  return IsOneOf(word, kWords);
}

bool IsGapWord(absl::string_view word) { return word == "gap" || word == "unlisted"; }

bool IsObligationState(absl::string_view word) {
  constexpr std::array<absl::string_view, 5> kWords = {"met", "late_met", "breached", "pending",
                                                       "waived"};
  return IsOneOf(word, kWords);
}

bool IsRuleName(absl::string_view word) {
  return word.size() >= 2 && absl::ascii_isupper(word.front()) &&
         std::all_of(word.begin() + 1, word.end(), absl::ascii_isdigit);
}

bool IsPeoplesName(absl::string_view text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
  const auto bytes_within = std::count_if(text.begin(), text.end(), continues);
  return !text.empty() && text.size() - static_cast<size_t>(bytes_within) <= kMaxNameCharacters;
}

}  // namespace liaison
