#include "clients/core/language/human_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/core/language/characters.h"
#include "proto/base/check.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};
// CRYPTO 1.1. ZWNJ (U+200C) and ZWJ (U+200D) are letters' business in Persian and Arabic.
constexpr std::array<Range, 7> kForbidden = {{
    {0x061C, 0x061C},  // Arabic letter mark
    {0x200B, 0x200B},  // zero width space
    {0x200E, 0x200F},  // left-to-right and right-to-left mark
    {0x202A, 0x202E},  // embeddings and overrides
    {0x2066, 0x2069},  // isolates
    {0xFEFF, 0xFEFF},  // zero width no-break space
    {0x007F, 0x007F},
}};
constexpr char32_t kZwnj = 0x200C;
constexpr char32_t kZwj = 0x200D;

const icu::Normalizer2& Nfc() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(error);
  LIAISON_CHECK(U_SUCCESS(error));  // the data is part of the library
  return *normalizer;
}

const icu::Normalizer2& NfkcCaseFold() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  LIAISON_CHECK(U_SUCCESS(error));
  return *normalizer;
}

icu::UnicodeString FromUtf8(absl::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::UnicodeString Normalize(const icu::Normalizer2& normalizer, const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString out = normalizer.normalize(text, error);
  LIAISON_CHECK(U_SUCCESS(error));  // fails only for a null buffer or lack of memory
  return out;
}

std::string CharacterName(char32_t character) {
  std::array<char, 128> name{};
  UErrorCode error = U_ZERO_ERROR;
  u_charName(static_cast<UChar32>(character), U_EXTENDED_CHAR_NAME, name.data(),
             static_cast<int32_t>(name.size()), &error);
  return absl::StrFormat("U+%04X %s", static_cast<uint32_t>(character),
                         U_SUCCESS(error) ? name.data() : "");
}

// Errors: UTF8, CONTROL; what CheckHumanText and NormalizeHumanText have in common.
absl::Status CheckCharacters(absl::string_view field, absl::string_view text, Lines lines) {
  size_t number = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t start = i;
    const std::optional<char32_t> character = NextCharacter(text, i);
    ++number;
    if (!character) {
      return Malformed(field, "UTF8", absl::StrCat("byte ", start + 1, " is not UTF-8"));
    }
    if (IsForbiddenInText(*character, lines)) {
      const std::string name = CharacterName(*character);
      return MakeError(absl::StatusCode::kInvalidArgument,
                       absl::StrCat("character ", number, " is ", name,
                                    ", which may change what others read; take it out"),
                       {.reason = "CONTROL",
                        .subject = absl::StrCat(number, ": ", name),
                        .field = std::string(field)});
    }
  }
  return absl::OkStatus();
}

bool IsShownSafely(char32_t character, Lines lines) {
  if (IsForbiddenInText(character, lines)) return false;
  if (character == '\n' || character == kZwnj || character == kZwj) return true;
  switch (u_charType(static_cast<UChar32>(character))) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
      return false;
    default:
      return true;
  }
}

// One letter for what keyboards and eyes take for one; 0 for marks that readers leave out.
UChar32 FoldLetter(UChar32 character) {
  switch (character) {
    case 0x064A:  // Arabic yeh
    case 0x0649:  // alef maksura
    case 0x0626:  // yeh with hamza
      return 0x06CC;
    case 0x0643:  // Arabic kaf
      return 0x06A9;
    case 0x0622:  // alef with madda, with hamza above and below, wasla
    case 0x0623:
    case 0x0625:
    case 0x0671:
      return 0x0627;
    case 0x0624:  // waw with hamza
      return 0x0648;
    case 0x0629:  // teh marbuta
    case 0x06C0:  // heh with yeh above
    case 0x06D5:
      return 0x0647;
    case 0x0640:  // tatweel
    case 0x0654:  // hamza above, as in Persian ezafe
    case 0x0670:  // superscript alef
      return 0;
    case 0x0131:  // dotless i; dotted capital I is i + U+0307 after folding
      return 'i';
    case 0x0307:
      return 0;
    case 0x0451:  // yo
      return 0x0435;
    default:
      break;
  }
  if (character >= 0x064B && character <= 0x0653) return 0;  // vowel marks
  const int32_t digit = u_charDigitValue(character);
  return digit >= 0 ? '0' + digit : character;
}

}  // namespace

bool IsForbiddenInText(char32_t character, Lines lines) {
  if (character < 0x20) return !(character == '\n' && lines == Lines::kMany);
  return std::any_of(kForbidden.begin(), kForbidden.end(), [character](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

absl::Status CheckHumanText(absl::string_view field, absl::string_view text, Lines lines) {
  if (absl::Status status = CheckCharacters(field, text, lines); !status.ok()) return status;
  const icu::UnicodeString unicode = FromUtf8(text);
  UErrorCode error = U_ZERO_ERROR;
  const int32_t normal = Nfc().spanQuickCheckYes(unicode, error);
  LIAISON_CHECK(U_SUCCESS(error));
  if (normal == unicode.length() || Normalize(Nfc(), unicode) == unicode) return absl::OkStatus();
  return Malformed(field, "NFC",
                   absl::StrCat("not in normal form C from about character ",
                                unicode.countChar32(0, normal) + 1));
}

absl::StatusOr<std::string> NormalizeHumanText(absl::string_view field, absl::string_view text,
                                               Lines lines) {
  if (absl::Status status = CheckCharacters(field, text, lines); !status.ok()) return status;
  return ToUtf8(Normalize(Nfc(), FromUtf8(text)));
}

std::string SafeDisplay(absl::string_view text, Lines lines) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t start = i;
    const std::optional<char32_t> character = NextCharacter(text, i);
    const absl::string_view bytes = text.substr(start, i - start);
    if (!character) {
      for (const char byte : bytes) {
        absl::StrAppendFormat(&out, "<0x%02X>", static_cast<unsigned char>(byte));
      }
    } else if (*character == '\t') {
      out += ' ';
    } else if (IsShownSafely(*character, lines)) {
      absl::StrAppend(&out, bytes);
    } else {
      absl::StrAppendFormat(&out, "<U+%04X>", static_cast<uint32_t>(*character));
    }
  }
  return out;
}

std::string FoldForSearch(absl::string_view text) {
  const icu::UnicodeString folded = Normalize(NfkcCaseFold(), FromUtf8(text));
  icu::UnicodeString out;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 letter = FoldLetter(folded.char32At(i));
    if (letter != 0) out.append(letter);
  }
  return ToUtf8(out);
}

}  // namespace liaison
