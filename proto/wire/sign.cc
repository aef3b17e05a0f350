#include "proto/wire/sign.h"

#include <sodium.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {

SigningKey SigningKey::Generate(Random& random) {
  Secret seed(crypto_sign_SEEDBYTES);
  random.Fill(seed.data(), seed.size());
  absl::StatusOr<SigningKey> key = FromSeed(seed);
  LIAISON_CHECK(key.ok());
  return *std::move(key);
}

absl::StatusOr<SigningKey> SigningKey::FromSeed(const Secret& seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) {
    return Malformed("seed", "LENGTH",
                     absl::StrCat("a signing key's seed has 32 bytes, this one ", seed.size()));
  }
  SigningKey key;
  key.seed_ = seed.Clone();
  key.expanded_ = Secret(crypto_sign_SECRETKEYBYTES);
  LIAISON_CHECK(
      crypto_sign_seed_keypair(key.public_.bytes.data(), key.expanded_.data(), seed.data()) == 0);
  return key;
}

Signature SigningKey::Sign(absl::string_view message) const {
  LIAISON_CHECK(expanded_.size() == crypto_sign_SECRETKEYBYTES);  // else moved from
  Signature signature;
  LIAISON_CHECK(crypto_sign_detached(signature.bytes.data(), nullptr,
                                     reinterpret_cast<const uint8_t*>(message.data()),
                                     message.size(), expanded_.data()) == 0);
  return signature;
}

NoteSigner::NoteSigner(absl::string_view name, SigningKey key)
    : key_(std::move(key)),
      vkey_(MakeVKey(name, key_.public_key(), kTypeEd25519, SodiumCrypto())) {}

SignatureLine NoteSigner::SignText(absl::string_view text) const {
  LIAISON_CHECK(CheckNoteText(text).ok());
  SignatureLine line;
  line.name = vkey_.name;
  line.key_id = vkey_.key_id;
  line.signature = std::string(key_.Sign(text).view());
  return line;
}

std::string NoteSigner::SignNote(absl::string_view text) const {
  Note note;
  note.text = std::string(text);
  note.signatures.push_back(SignText(text));
  return PrintNote(note);
}

}  // namespace liaison
