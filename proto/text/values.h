// The values that lines of several grammars hold: each with its parser and its print. Parsers name
// the rule in their errors; the reader adds the field.
#ifndef LIAISON_PROTO_TEXT_VALUES_H_
#define LIAISON_PROTO_TEXT_VALUES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/note.h"

namespace liaison {

inline constexpr absl::string_view kDash = "-";  // "none", where a line must stand
// Counters, sizes, serials, indexes: what JSON and other languages' numbers hold exactly.
inline constexpr uint64_t kMaxCount = (uint64_t{1} << 53) - 1;
inline constexpr int64_t kMaxTime_s = 253402300799;  // 9999-12-31T23:59:59Z
inline constexpr int64_t kMaxTime_ms = kMaxTime_s * 1000 + 999;

using Nonce = std::array<uint8_t, 16>;
template <typename T>
using ValueParser = std::function<absl::StatusOr<T>(absl::string_view)>;

// Parser for decimal integers from `min` to `max`. Errors: INTEGER.
template <typename T>
ValueParser<T> Integer(uint64_t min, uint64_t max) {
  return [min, max](absl::string_view text) -> absl::StatusOr<T> {
    ASSIGN_OR_RETURN(const uint64_t value, ParseDecimal(text, max));
    if (value < min) return Malformed("", "INTEGER", absl::StrCat("less than ", min));
    return static_cast<T>(value);
  };
}
absl::StatusOr<uint64_t> ParseCount(absl::string_view text);  // from 0
absl::StatusOr<uint64_t> ParseSize(absl::string_view text);   // from 1
absl::StatusOr<int64_t> ParseTime_s(absl::string_view text);
absl::StatusOr<int64_t> ParseTime_ms(absl::string_view text);
absl::StatusOr<LeafIndex> ParseLeafIndex(absl::string_view text);
absl::StatusOr<TreeSize> ParseTreeSize(absl::string_view text);  // from 1

absl::StatusOr<Hash> ParseHash(absl::string_view text);    // base64
absl::StatusOr<Nonce> ParseNonce(absl::string_view text);  // 32 lower-case hex digits

absl::StatusOr<std::string> ParseOffice(absl::string_view text);
absl::StatusOr<std::string> ParsePluginId(absl::string_view text);
absl::StatusOr<std::string> ParsePolicyId(absl::string_view text);  // errors: POLICY
// Machine-readable words: [a-z][a-z0-9_-]{0,63} ("ack_expired"), [A-Z][A-Z0-9_-]{0,63}.
absl::StatusOr<std::string> ParseLowerCode(absl::string_view text);
absl::StatusOr<std::string> ParseUpperCode(absl::string_view text);
// "age1" and 58 characters of bech32. Anything else could be a plugin name that makes the stock
// tool start a program (CRYPTO 1.12). Errors: RECIPIENT.
absl::StatusOr<std::string> ParseRecipient(absl::string_view text);

// The log of this name space, `ns`/log. Errors: ORIGIN.
ValueParser<std::string> HubOf(absl::string_view ns);
// The name of any key, or of a device, of this name space. Errors: NAME.
ValueParser<std::string> KeyNameIn(absl::string_view ns);
ValueParser<std::string> DeviceIn(absl::string_view ns);
// Errors: VKEY.
ValueParser<VKey> VKeyBy(const PublicCrypto& crypto);

// Exactly N words with single spaces between. Errors: WORDS.
template <size_t N>
absl::StatusOr<std::array<absl::string_view, N>> Words(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(' ', N));
  std::array<absl::string_view, N> words;
  if (parts.size() != N) {
    return Malformed("", "WORDS", absl::StrCat("must be ", N, " words with one space between"));
  }
  for (size_t i = 0; i < N; ++i) {
    if (parts[i].empty()) return Malformed("", "WORDS", "one space between words, none around");
    words[i] = parts[i];
  }
  return words;
}

// How a part of a value is printed.
inline std::string TextOf(absl::string_view text) { return std::string(text); }
template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
std::string TextOf(T number) {
  return absl::StrCat(number);
}
template <typename Tag>
std::string TextOf(StrongInt<Tag> number) {
  return absl::StrCat(number.value());
}
template <typename Tag, size_t N>
std::string TextOf(const FixedBytes<Tag, N>& bytes) {
  return ToBase64(bytes);
}
std::string TextOf(const Nonce& nonce);
inline std::string TextOf(const MailboxId& mailbox) { return mailbox.ToString(); }
inline std::string TextOf(const VKey& vkey) { return PrintVKey(vkey); }
inline std::string TextOf(Role role) { return std::string(RoleName(role)); }
inline std::string TextOf(Precedence precedence) { return std::string(PrecedenceName(precedence)); }
template <typename T>
std::string TextOf(const std::optional<T>& value) {
  return value.has_value() ? TextOf(*value) : std::string(kDash);
}

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_VALUES_H_
