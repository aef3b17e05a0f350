// The header of an age file: strict parse and print, no keys involved. What Parse accepts, Print
// writes back byte for byte. Source: c2sp.org/age, "Header".
//
//   age-encryption.org/v1
//   -> X25519 <base64, no padding>       a stanza: type, arguments
//   <base64, no padding>                 its body, 64 columns, the last line shorter (also empty)
//   --- <base64 of the MAC>
//   16 bytes of nonce, then the payload
#ifndef LIAISON_CLIENTS_CORE_SEALING_AGE_HEADER_H_
#define LIAISON_CLIENTS_CORE_SEALING_AGE_HEADER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/text/hash.h"

namespace liaison {

// 256 stanzas of ours are 25 KiB; the rest is room for what others may add (GREASE).
inline constexpr size_t kMaxAgeHeaderBytes = 64 * 1024;
inline constexpr size_t kMaxAgeStanzas = 512;
inline constexpr size_t kAgeNonceBytes = 16;
inline constexpr char kX25519StanzaType[] = "X25519";
inline constexpr char kScryptStanzaType[] = "scrypt";

struct AgeStanza {
  std::string type;                    // "X25519", "scrypt"
  std::vector<std::string> arguments;  // each one or more of 0x21-0x7E
  std::string body;                    // decoded
  friend bool operator==(const AgeStanza&, const AgeStanza&) = default;
};

struct AgeHeader {
  std::vector<AgeStanza> stanzas;
  Hash mac;
  friend bool operator==(const AgeHeader&, const AgeHeader&) = default;
};

// A file split at its joints; the views are into the parsed bytes.
struct AgeFile {
  AgeHeader header;
  absl::string_view authenticated;  // what the MAC covers: up to and including "---"
  absl::string_view nonce;          // kAgeNonceBytes
  absl::string_view payload;        // chunks
};

// Errors: DataLoss HEADER with the field ("version", "stanza", "body", "mac", "nonce"): a sealed
// file reaches us under a signed hash, so a malformed one is damaged or forged, not a typing error.
absl::StatusOr<AgeFile> ParseAgeFile(absl::string_view file);

// The HEADER error, for the rules that depend on a stanza's type (open.h).
absl::Status BadAgeHeader(absl::string_view field, absl::string_view what);

// The authenticated part: version line, stanzas, "---".
std::string PrintAgeStanzas(absl::Span<const AgeStanza> stanzas);
// " <mac>" LF, which follows it.
std::string PrintAgeMac(const Hash& mac);

// Canonical base64 without padding, as age spells it. Errors: InvalidArgument BASE64.
std::string EncodeUnpadded(absl::string_view bytes);
absl::StatusOr<std::string> DecodeUnpadded(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_AGE_HEADER_H_
