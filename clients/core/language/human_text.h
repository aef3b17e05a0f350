// Rules for text that people write, one table for every place where it enters: the arbiter must
// read what the signer read (bidi spoofing), equal text must have equal bytes (NFC), and text of
// others must not steer a terminal. Source: CRYPTO 1.1.
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_HUMAN_TEXT_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_HUMAN_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

// Whether a line feed is allowed (the form's `text`) or not (names, one-line fields).
enum class Lines : uint8_t { kOne, kMany };

// CRYPTO 1.1: U+061C, U+202A-202E, U+2066-2069, U+200B, U+200E, U+200F, U+FEFF; and C0, DEL.
bool IsForbiddenInText(char32_t character, Lines lines);

// Errors: InvalidArgument about `field`: UTF8 (byte offset), CONTROL (the character's number, its
// code point and Unicode name), NFC (the number of the first character that differs).
absl::Status CheckHumanText(absl::string_view field, absl::string_view text, Lines lines);

// What a keyboard gave, in NFC, then checked. For input only: what is signed is never changed.
// Errors: as CheckHumanText, without NFC.
absl::StatusOr<std::string> NormalizeHumanText(absl::string_view field, absl::string_view text,
                                               Lines lines);

// Text of others for a terminal: what is forbidden above, C1 and other control or format
// characters (except ZWNJ, ZWJ), line and paragraph separators, and code points that Unicode does
// not assign become "<U+202E>"; bytes that are not UTF-8 become "<0x9B>"; tab becomes a space.
std::string SafeDisplay(absl::string_view text, Lines lines);

// A key for searching the archive, not for showing: NFKC case folding, one form for Arabic and
// Persian yeh, kaf, alef, heh and digits, without vowel marks, tatweel, ZWNJ, ZWJ; Turkish dotted
// and dotless i as one letter; Russian yo as ye. The same for text and query.
std::string FoldForSearch(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_HUMAN_TEXT_H_
