// Keeps what reads from left to right in that order inside a right-to-left line. Without it
// 2017-05-22 shows as 22-05-2017 and 18:00-20:00 the wrong way round, because after an Arabic
// letter digits are Arabic numbers, which hyphens do not join. Source: UAX #9, REPORTS section C.
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_ISOLATION_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_ISOLATION_H_

#include <string>

#include "absl/strings/string_view.h"

namespace liaison {

// U+2066 (LRI) text U+2069 (PDI).
std::string IsolateLeftToRight(absl::string_view text);

// Without any mark of isolation, for where no line is drawn: titles, names in a list.
std::string WithoutIsolates(absl::string_view text);

// Text of people, which has no marks of its own: every identifier, hash, time, interval, coordinate
// and signed number in it is isolated: a run of letters a-z, digits of any script that we write,
// and - + : . , / _ # % and dashes between them, with a digit. A sign before it belongs to it, a
// sign or full stop after it does not.
std::string IsolateTokens(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_ISOLATION_H_
