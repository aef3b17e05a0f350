// Ed25519 keys and note signatures. Key files hold the 32-byte seed (RFC 8032). Source: CRYPTO 1.1.
#ifndef LIAISON_PROTO_WIRE_SIGN_H_
#define LIAISON_PROTO_WIRE_SIGN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"
#include "proto/text/note.h"

namespace liaison {

// Owns: the seed and the expanded key, in locked memory. Thread: const use from any.
class SigningKey {
 public:
  static SigningKey Generate(Random& random);
  // Errors: InvalidArgument LENGTH unless 32 bytes.
  static absl::StatusOr<SigningKey> FromSeed(const Secret& seed);

  SigningKey(SigningKey&&) = default;
  SigningKey& operator=(SigningKey&&) = default;

  const PublicKey& public_key() const { return public_; }
  const Secret& seed() const { return seed_; }
  Signature Sign(absl::string_view message) const;

 private:
  SigningKey() = default;
  Secret seed_;
  Secret expanded_;
  PublicKey public_;
};

// A key with the one name it signs under.
class NoteSigner {
 public:
  NoteSigner(absl::string_view name, SigningKey key);
  const VKey& vkey() const { return vkey_; }
  const SigningKey& key() const { return key_; }
  // The line for `text`, which must be valid note text.
  SignatureLine SignText(absl::string_view text) const;
  // text + this one line, printed.
  std::string SignNote(absl::string_view text) const;

 private:
  SigningKey key_;
  VKey vkey_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_SIGN_H_
