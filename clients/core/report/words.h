// What words sheets and models are made of. What an office states stands beside what others state,
// on the screen before which an officer signs: no word of it may look like another line.
#ifndef LIAISON_CLIENTS_CORE_REPORT_WORDS_H_
#define LIAISON_CLIENTS_CORE_REPORT_WORDS_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace liaison {

using WordRule = bool (*)(absl::string_view);

// A word of a closed list of the forms or an id of a zone: [a-z0-9][a-z0-9_-]{0,63}. The lists
// themselves belong to the forms, whose versions may add to them.
bool IsCoded(absl::string_view word);
bool IsSerial(absl::string_view word);
bool IsDay(absl::string_view word);  // "2017-05-03"
// "TUR-d07", of tur.
bool IsDesk(absl::string_view word);
bool IsDeskOf(absl::string_view office, absl::string_view word);

// Closed lists.
bool IsRangeWord(absl::string_view word);        // why a serial has no row; also of a model
bool IsPositionWord(absl::string_view word);     // "confirmed"
bool IsFlag(absl::string_view word);             // "LATE"
bool IsStanding(absl::string_view word);         // "agreed"
bool IsAnomalyCode(absl::string_view word);      // "REF_UNKNOWN"
bool IsGapWord(absl::string_view word);          // "gap"
bool IsObligationState(absl::string_view word);  // "met"
bool IsRuleName(absl::string_view word);         // "V1"

// Of one desk in one year: beyond it nobody counts, so no range of serials is ever too long to
// read.
inline constexpr uint64_t kMaxSerial = 10'000'000;
// At most this many of anything that one notice lists; forms and headers allow no more.
inline constexpr size_t kMaxListed = 64;
// A post's or checkpoint's name, as long as the forms allow; what is in it the reader checks.
bool IsPeoplesName(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_WORDS_H_
