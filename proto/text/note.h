// C2SP signed notes: strict parse and print. A Note is a claim; VerifiedNote (verified_note.h) is
// evidence. Source: c2sp.org/signed-note v1.0.0; CRYPTO 1.1.
//
//   NS/prekey/v1                                        text: first line is the type
//   subject NS/tur/d07
//
//   — NS/tur/d07 TcvmAc...                              one or more signature lines
#ifndef LIAISON_PROTO_TEXT_NOTE_H_
#define LIAISON_PROTO_TEXT_NOTE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/crypto.h"
#include "proto/text/hash.h"

namespace liaison {

inline constexpr size_t kMaxNoticeBytes = 256 * 1024;
inline constexpr size_t kMaxHeaderBytes = 8 * 1024;
inline constexpr size_t kMaxPublicNoteBytes = 60 * 1024;
inline constexpr size_t kMaxActBytes = 60 * 1024;
inline constexpr size_t kMaxSignatureLines = 16;

// "name+hex(keyID)+base64(type||key)". Type 0x01 is Ed25519; 0x04 a witness's cosignature.
struct VKey {
  std::string name;
  uint32_t key_id = 0;
  uint8_t type = 1;
  PublicKey key;
  friend bool operator==(const VKey&, const VKey&) = default;
};
inline constexpr uint8_t kTypeEd25519 = 0x01;
inline constexpr uint8_t kTypeCosignature = 0x04;

// keyID = SHA-256(name || 0x0A || type || key)[:4], big-endian.
VKey MakeVKey(absl::string_view name, const PublicKey& key, uint8_t type,
              const PublicCrypto& crypto);
std::string PrintVKey(const VKey& vkey);
// Checks form, type, key id. Errors: InvalidArgument VKEY.
absl::StatusOr<VKey> ParseVKey(absl::string_view text, const PublicCrypto& crypto);

struct SignatureLine {
  std::string name;
  uint32_t key_id = 0;
  std::string signature;  // 64 bytes for Ed25519, 72 for a cosignature; length unchecked here
  friend bool operator==(const SignatureLine&, const SignatureLine&) = default;
};

struct Note {
  std::string text;  // ends in LF; its SHA-256 is the note's hash
  std::vector<SignatureLine> signatures;
  friend bool operator==(const Note&, const Note&) = default;
};

// Errors: InvalidArgument with field "note", "text" or "signature" and the rule that was broken
// (SIZE, UTF8, CONTROL, NEWLINE, BASE64, NAME, COUNT). Checks no signature.
absl::StatusOr<Note> ParseNote(absl::string_view bytes, size_t max_bytes);
std::string PrintNote(const Note& note);

// Checks the text rules of CRYPTO 1.1 for note text (UTF-8, ends in LF, no byte < 0x20 but LF, no
// 0x7F, no BOM).
absl::Status CheckNoteText(absl::string_view text);

// First line "NS/kind/v1" -> kind. Errors: InvalidArgument TYPE (other name space or version).
absl::StatusOr<std::string> NoteKind(absl::string_view ns, absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_NOTE_H_
