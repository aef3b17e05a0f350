#include "proto/text/note.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "proto/text/utf8.h"

namespace liaison {
namespace {

constexpr absl::string_view kSignaturePrefix = "\xE2\x80\x94 ";  // U+2014, space
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";     // U+FEFF
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kMaxSignatureBytes = 72;  // a cosignature: time and Ed25519

// Key names as C2SP has them (so that foreign checkpoints and cosignatures can be read), kept to
// printable ASCII. Ours are narrower, IsName, and are compared with a known key's name anyway.
bool IsKeyName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c > 0x20 && c < 0x7F && c != '+'; });
}

std::string KeyBytes(uint8_t type, const PublicKey& key) {
  return absl::StrCat(std::string(1, static_cast<char>(type)), key.view());
}

std::string KeyIdBytes(uint32_t key_id) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((key_id >> shift) & 0xFF));
  }
  return bytes;
}

uint32_t KeyIdFrom(absl::string_view bytes) {
  uint32_t key_id = 0;
  for (const char c : bytes.substr(0, kKeyIdBytes)) key_id = key_id << 8 | static_cast<uint8_t>(c);
  return key_id;
}

// `line` is without its LF.
absl::StatusOr<SignatureLine> ParseSignatureLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kSignaturePrefix)) {
    return Malformed("signature", "NEWLINE",
                     "after the last blank line come signature lines only: U+2014, space, key "
                     "name, space, base64");
  }
  const size_t space = line.find(' ');
  if (space == absl::string_view::npos || !IsKeyName(line.substr(0, space))) {
    return Malformed("signature", "NAME", "a signature line needs a key name, a space and base64");
  }
  absl::StatusOr<std::string> bytes = DecodeBase64(line.substr(space + 1));
  if (!bytes.ok() || bytes->size() <= kKeyIdBytes ||
      bytes->size() > kKeyIdBytes + kMaxSignatureBytes) {
    return Malformed("signature", "BASE64",
                     "a signature is canonical base64 of key id (4 bytes) and signature");
  }
  return SignatureLine{std::string(line.substr(0, space)), KeyIdFrom(*bytes),
                       bytes->substr(kKeyIdBytes)};
}

}  // namespace

VKey MakeVKey(absl::string_view name, const PublicKey& key, uint8_t type,
              const PublicCrypto& crypto) {
  const Hash hash = crypto.Sha256(absl::StrCat(name, "\n", KeyBytes(type, key)));
  return VKey{std::string(name), KeyIdFrom(hash.view()), type, key};
}

std::string PrintVKey(const VKey& vkey) {
  return absl::StrCat(vkey.name, "+", EncodeHex(KeyIdBytes(vkey.key_id)), "+",
                      EncodeBase64(KeyBytes(vkey.type, vkey.key)));
}

absl::StatusOr<VKey> ParseVKey(absl::string_view text, const PublicCrypto& crypto) {
  // At most three parts: base64 may hold a '+' of its own.
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3 || !IsKeyName(parts[0])) {
    return Malformed("", "VKEY", "not a verifier key: name, +, key id in hex, +, base64");
  }
  absl::StatusOr<std::string> id = DecodeHex(parts[1]);
  absl::StatusOr<std::string> bytes = DecodeBase64(parts[2]);
  if (!id.ok() || id->size() != kKeyIdBytes || !bytes.ok() ||
      bytes->size() != 1 + PublicKey::kSize) {
    return Malformed("", "VKEY", "key id is 8 lower-case hex digits; key is base64 of 33 bytes");
  }
  const uint8_t type = static_cast<uint8_t>(bytes->front());
  if (type != kTypeEd25519 && type != kTypeCosignature) {
    return Malformed("", "VKEY", "key type is neither 01 (Ed25519) nor 04 (cosignature)");
  }
  ASSIGN_OR_RETURN(const PublicKey key,
                   FixedFromBytes<PublicKey>(absl::string_view(*bytes).substr(1)));
  VKey vkey = MakeVKey(parts[0], key, type, crypto);
  if (vkey.key_id != KeyIdFrom(*id)) {
    return Malformed("", "VKEY", "key id does not belong to this name and key: copied wrongly?");
  }
  return vkey;
}

absl::Status CheckNoteText(absl::string_view text) {
  if (text.empty() || text.back() != '\n') {
    return Malformed("text", "NEWLINE", "text must end in a line feed");
  }
  const auto* control = std::find_if(text.begin(), text.end(), [](char c) {
    return (static_cast<uint8_t>(c) < 0x20 && c != '\n') || c == 0x7F;
  });
  if (control != text.end()) {
    return Malformed("text", "CONTROL",
                     absl::StrFormat("control character 0x%02X at byte %d: of these only line feed "
                                     "is allowed",
                                     static_cast<uint8_t>(*control), control - text.begin()));
  }
  const size_t valid = ValidUtf8Prefix(text);
  if (valid != text.size()) {
    return Malformed("text", "UTF8", absl::StrCat("no valid UTF-8 at byte ", valid));
  }
  if (absl::StrContains(text, kByteOrderMark)) {
    return Malformed("text", "CONTROL", "U+FEFF (byte order mark): save the text without it");
  }
  return absl::OkStatus();
}

absl::StatusOr<Note> ParseNote(absl::string_view bytes, size_t max_bytes) {
  if (bytes.size() > max_bytes) {
    return Malformed("note", "SIZE",
                     absl::StrCat(bytes.size(), " bytes, more than the limit of ", max_bytes));
  }
  RETURN_IF_ERROR(CheckNoteText(bytes));
  const size_t blank = bytes.rfind("\n\n");
  if (blank == absl::string_view::npos) {
    return Malformed("note", "NEWLINE", "no blank line between text and signatures");
  }
  Note note;
  note.text = std::string(bytes.substr(0, blank + 1));
  // The view ends in LF, so the last piece is empty and not a line.
  std::vector<absl::string_view> lines = absl::StrSplit(bytes.substr(blank + 2), '\n');
  lines.pop_back();
  if (lines.empty() || lines.size() > kMaxSignatureLines) {
    return Malformed(
        "signature", "COUNT",
        absl::StrCat(lines.size(), " signature lines; 1 to ", kMaxSignatureLines, " are allowed"));
  }
  for (const absl::string_view line : lines) {
    ASSIGN_OR_RETURN(SignatureLine signature, ParseSignatureLine(line));
    note.signatures.push_back(std::move(signature));
  }
  return note;
}

std::string PrintNote(const Note& note) {
  std::string out = absl::StrCat(note.text, "\n");
  for (const SignatureLine& line : note.signatures) {
    absl::StrAppend(&out, kSignaturePrefix, line.name, " ",
                    EncodeBase64(absl::StrCat(KeyIdBytes(line.key_id), line.signature)), "\n");
  }
  return out;
}

absl::StatusOr<std::string> NoteKind(absl::string_view ns, absl::string_view text) {
  absl::string_view line = text.substr(0, text.find('\n'));
  if (!absl::ConsumePrefix(&line, ns) || !absl::ConsumePrefix(&line, "/") ||
      !absl::ConsumeSuffix(&line, "/v1") || !IsName(line) || absl::StrContains(line, '/')) {
    return Malformed("text", "TYPE",
                     absl::StrCat("first line is not of the form ", ns,
                                  "/<kind>/v1: another "
                                  "mission's text, or a version that this program does not know"));
  }
  return std::string(line);
}

}  // namespace liaison
