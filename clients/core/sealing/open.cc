#include "clients/core/sealing/open.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/sealing/age_derive.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

absl::Status NoMatch(absl::string_view message) {
  return MakeError(absl::StatusCode::kNotFound, message,
                   {.reason = "NO_MATCH", .subject = "age file", .field = "stanza"});
}

absl::Status BadPayload(absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the sealed content is damaged: ", what, "; fetch it again"),
                   {.reason = "PAYLOAD", .subject = "age file", .field = "payload"});
}

// False if the tag does not verify. `out` has room for the plaintext.
bool Decrypt(const Secret& key, const std::array<uint8_t, 12>& nonce, absl::string_view sealed,
             uint8_t* out) {
  return crypto_aead_chacha20poly1305_ietf_decrypt(
             out, nullptr, nullptr, reinterpret_cast<const uint8_t*>(sealed.data()), sealed.size(),
             nullptr, 0, nonce.data(), key.data()) == 0;
}

// A body that is not exactly a wrapped 16-byte key is refused before any decryption: a longer one
// could be made to open under several keys, and would tell a sender which one we hold.
absl::Status CheckBody(const AgeStanza& stanza) {
  if (stanza.body.size() == kWrappedKeyBytes) return absl::OkStatus();
  return BadAgeHeader("body", "the body of a stanza has the wrong size");
}

bool Unwrap(const Secret& wrap_key, const AgeStanza& stanza, Secret& file_key) {
  file_key = Secret(kFileKeyBytes);
  return Decrypt(wrap_key, {}, stanza.body, file_key.data());
}

absl::StatusOr<X25519Public> ParseX25519(const AgeStanza& stanza) {
  if (stanza.arguments.size() != 1) {
    return BadAgeHeader("stanza", "an X25519 stanza has one argument");
  }
  const absl::StatusOr<std::string> share = DecodeUnpadded(stanza.arguments[0]);
  if (!share.ok() || share->size() != X25519Public::kSize) {
    return BadAgeHeader("stanza", "the share of an X25519 stanza is malformed");
  }
  RETURN_IF_ERROR(CheckBody(stanza));
  return FixedFromBytes<X25519Public>(*share);
}

// scrypt must stand alone: else who knows the passphrase and who holds a key could be given
// different files under one header.
absl::Status CheckScryptAlone(const AgeHeader& header) {
  if (header.stanzas.size() == 1) return absl::OkStatus();
  for (const AgeStanza& stanza : header.stanzas) {
    if (stanza.type == kScryptStanzaType) {
      return BadAgeHeader("stanza", "a passphrase stanza must be the only one");
    }
  }
  return absl::OkStatus();
}

struct ScryptArguments {
  std::string salt;
  int log_n = 0;
};
absl::StatusOr<ScryptArguments> ParseScrypt(const AgeStanza& stanza, int max_log_n) {
  if (stanza.arguments.size() != 2)
    return BadAgeHeader("stanza", "a scrypt stanza has two arguments");
  absl::StatusOr<std::string> salt = DecodeUnpadded(stanza.arguments[0]);
  if (!salt.ok() || salt->size() != kScryptSaltBytes) {
    return BadAgeHeader("stanza", "the salt of a scrypt stanza is malformed");
  }
  const uint64_t limit = static_cast<uint64_t>(std::min(max_log_n, kMaxScryptLogN));
  const absl::StatusOr<uint64_t> log_n = ParseDecimal(stanza.arguments[1], limit);
  if (!log_n.ok() || *log_n == 0) {
    return BadAgeHeader("stanza", "the work factor of a scrypt stanza is malformed or too high");
  }
  RETURN_IF_ERROR(CheckBody(stanza));
  return ScryptArguments{*std::move(salt), static_cast<int>(*log_n)};
}

absl::StatusOr<Secret> OpenAll(const AgeFile& file, const Secret& file_key) {
  RETURN_IF_ERROR(CheckHeaderMac(file, file_key));
  const size_t full = file.payload.size() / kSealedChunkBytes;
  const size_t rest = file.payload.size() % kSealedChunkBytes;
  if (rest != 0 ? rest < kAeadTagBytes : full == 0) return BadPayload("its end is missing");
  Secret plaintext(full * kAgeChunkBytes + (rest == 0 ? 0 : rest - kAeadTagBytes));
  size_t at = 0;
  RETURN_IF_ERROR(OpenPayload(file, file_key, [&](absl::string_view chunk) {
    if (chunk.empty()) return;
    LIAISON_CHECK(chunk.size() <= plaintext.size() - at);
    std::memcpy(plaintext.data() + at, chunk.data(), chunk.size());
    at += chunk.size();
  }));
  return plaintext;
}

}  // namespace

absl::StatusOr<OpenedFileKey> UnwrapFileKey(const AgeHeader& header,
                                            absl::Span<const AgeIdentity> identities) {
  RETURN_IF_ERROR(CheckScryptAlone(header));
  OpenedFileKey out;
  bool found = false;
  for (const AgeStanza& stanza : header.stanzas) {
    if (stanza.type != kX25519StanzaType) continue;
    // All stanzas are checked, also behind the one that opens: whether a header is malformed must
    // not depend on who reads it.
    ASSIGN_OR_RETURN(const X25519Public share, ParseX25519(stanza));
    for (size_t i = 0; i < identities.size(); ++i) {
      const AgeIdentity& identity = identities[i];
      const absl::StatusOr<Secret> wrap_key =
          X25519WrapKey(identity.scalar(), share, share, identity.recipient().key);
      if (!wrap_key.ok())
        return BadAgeHeader("stanza", "the share of an X25519 stanza is of low order");
      if (found) break;
      found = Unwrap(*wrap_key, stanza, out.file_key);
      if (found) out.identity = i;
    }
  }
  if (!found) return NoMatch("sealed, but not to a key that this device still has");
  return out;
}

absl::StatusOr<Secret> UnwrapFileKeyWithPassphrase(const AgeHeader& header,
                                                   const Secret& passphrase, int max_log_n) {
  RETURN_IF_ERROR(CheckScryptAlone(header));
  const AgeStanza& stanza = header.stanzas.front();
  if (stanza.type != kScryptStanzaType) return NoMatch("not a file under a passphrase");
  ASSIGN_OR_RETURN(const ScryptArguments arguments, ParseScrypt(stanza, max_log_n));
  ASSIGN_OR_RETURN(const Secret wrap_key,
                   ScryptWrapKey(passphrase, arguments.salt, arguments.log_n));
  Secret file_key;
  if (!Unwrap(wrap_key, stanza, file_key)) return NoMatch("another passphrase opens this file");
  return file_key;
}

absl::Status CheckHeaderMac(const AgeFile& file, const Secret& file_key) {
  const Hash mac = AgeHeaderMac(file_key, file.authenticated);
  if (sodium_memcmp(mac.bytes.data(), file.header.mac.bytes.data(), Hash::kSize) == 0) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kDataLoss,
                   "the header of the sealed file is forged or damaged; keep the file as evidence",
                   {.reason = "HMAC", .subject = "age file", .field = "mac"});
}

absl::Status OpenPayload(const AgeFile& file, const Secret& file_key,
                         absl::FunctionRef<void(absl::string_view)> on_chunk) {
  const Secret key = AgePayloadKey(file_key, file.nonce);
  Secret buffer(kAgeChunkBytes);
  absl::string_view rest = file.payload;
  for (uint64_t chunk = 0;; ++chunk) {
    const absl::string_view sealed = rest.substr(0, kSealedChunkBytes);
    rest.remove_prefix(sealed.size());
    const bool last = rest.empty();
    if (sealed.size() < kAeadTagBytes) return BadPayload("its end is missing");
    const size_t size = sealed.size() - kAeadTagBytes;
    if (!Decrypt(key, AgeChunkNonce(chunk, last), sealed, buffer.data())) {
      // A full chunk may be authentic in another place: then what is wrong is what follows it. It
      // is given out, because the vectors say that the authentic part of a payload is.
      if (size < kAgeChunkBytes ||
          !Decrypt(key, AgeChunkNonce(chunk, !last), sealed, buffer.data())) {
        return BadPayload("a part does not verify");
      }
      on_chunk(buffer.view());
      return BadPayload(last ? "its end is missing" : "something follows its end");
    }
    if (size == 0 && chunk > 0) return BadPayload("its last part is empty");
    on_chunk(buffer.view().substr(0, size));
    if (last) return absl::OkStatus();
  }
}

absl::StatusOr<OpenStream> OpenStream::Open(absl::string_view beginning,
                                            const AgeIdentity& identity) {
  ASSIGN_OR_RETURN(const AgeFile parsed, ParseAgeFile(beginning));
  ASSIGN_OR_RETURN(const OpenedFileKey opened, UnwrapFileKey(parsed.header, {&identity, 1}));
  RETURN_IF_ERROR(CheckHeaderMac(parsed, opened.file_key));
  return OpenStream(beginning.size() - parsed.payload.size(),
                    AgePayloadKey(opened.file_key, parsed.nonce));
}

absl::StatusOr<absl::string_view> OpenStream::Chunk(uint64_t chunk, bool last,
                                                    absl::string_view sealed) {
  if (sealed.size() < kAeadTagBytes || sealed.size() > kSealedChunkBytes ||
      !Decrypt(key_, AgeChunkNonce(chunk, last), sealed, buffer_.data())) {
    return BadPayload("a part does not verify");
  }
  return buffer_.view().substr(0, sealed.size() - kAeadTagBytes);
}

absl::StatusOr<OpenedFile> Open(absl::string_view file, absl::Span<const AgeIdentity> identities) {
  ASSIGN_OR_RETURN(const AgeFile parsed, ParseAgeFile(file));
  ASSIGN_OR_RETURN(const OpenedFileKey opened, UnwrapFileKey(parsed.header, identities));
  ASSIGN_OR_RETURN(Secret plaintext, OpenAll(parsed, opened.file_key));
  return OpenedFile{std::move(plaintext), opened.identity};
}

absl::StatusOr<OpenedNotice> OpenNotice(absl::string_view file,
                                        absl::Span<const AgeIdentity> identities) {
  ASSIGN_OR_RETURN(const OpenedFile opened, Open(file, identities));
  ASSIGN_OR_RETURN(NoticePlaintext plaintext, ParseNoticePlaintext(opened.plaintext.view()));
  return OpenedNotice{std::move(plaintext), opened.identity};
}

absl::StatusOr<Secret> OpenWithPassphrase(absl::string_view file, const Secret& passphrase,
                                          int max_log_n) {
  ASSIGN_OR_RETURN(const AgeFile parsed, ParseAgeFile(file));
  ASSIGN_OR_RETURN(const Secret file_key,
                   UnwrapFileKeyWithPassphrase(parsed.header, passphrase, max_log_n));
  return OpenAll(parsed, file_key);
}

}  // namespace liaison
