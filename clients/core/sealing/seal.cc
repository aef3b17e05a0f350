#include "clients/core/sealing/seal.h"

#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/padding.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

// Appends one sealed chunk (or wrapped key) to `out`.
void AppendSealed(const Secret& key, const std::array<uint8_t, 12>& nonce,
                  absl::string_view plaintext, std::string& out) {
  const size_t at = out.size();
  out.resize(at + plaintext.size() + kAeadTagBytes);
  LIAISON_CHECK(crypto_aead_chacha20poly1305_ietf_encrypt(
                    reinterpret_cast<uint8_t*>(out.data() + at), nullptr,
                    reinterpret_cast<const uint8_t*>(plaintext.data()), plaintext.size(), nullptr,
                    0, nullptr, nonce.data(), key.data()) == 0);
}

// The wrap key is used once, so its nonce is zero (c2sp.org/age).
std::string WrapWith(const Secret& wrap_key, const Secret& file_key) {
  std::string body;
  AppendSealed(wrap_key, {}, file_key.view(), body);
  return body;
}

Secret RandomSecret(size_t size, Random& random) {
  Secret secret(size);
  random.Fill(secret.data(), secret.size());
  return secret;
}

// Uniform below `bound`, without modulo bias.
size_t Below(size_t bound, Random& random) {
  const uint32_t limit = UINT32_MAX - UINT32_MAX % static_cast<uint32_t>(bound);
  for (;;) {
    uint32_t value = 0;
    random.Fill(&value, sizeof(value));
    if (value < limit) return value % bound;
  }
}

// The order of stanzas must not tell which mailbox a device stands in.
void Shuffle(std::vector<AgeRecipient>& recipients, Random& random) {
  for (size_t left = recipients.size(); left > 1; --left) {
    std::swap(recipients[left - 1], recipients[Below(left, random)]);
  }
}

absl::StatusOr<std::vector<AgeRecipient>> Unique(absl::Span<const AgeRecipient> recipients) {
  std::vector<AgeRecipient> unique(recipients.begin(), recipients.end());
  std::sort(unique.begin(), unique.end());
  unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
  if (unique.empty() || unique.size() > kMaxRecipients) {
    return Malformed("recipients", "RECIPIENTS",
                     absl::StrCat("a notice is sealed to 1-", kMaxRecipients, " devices, not to ",
                                  unique.size(), "; name other mailboxes"));
  }
  return unique;
}

}  // namespace

absl::StatusOr<AgeStanza> WrapFileKey(const Secret& file_key, const AgeRecipient& recipient,
                                      Random& random) {
  const Secret ephemeral = RandomSecret(X25519Public::kSize, random);
  const X25519Public share = X25519Base(ephemeral);
  ASSIGN_OR_RETURN(const Secret wrap_key,
                   X25519WrapKey(ephemeral, recipient.key, share, recipient.key));
  return AgeStanza{kX25519StanzaType, {EncodeUnpadded(share.view())}, WrapWith(wrap_key, file_key)};
}

SealStream::SealStream(const Secret& file_key, absl::Span<const AgeStanza> stanzas, Random& random)
    : head_(PrintAgeStanzas(stanzas)) {
  absl::StrAppend(&head_, PrintAgeMac(AgeHeaderMac(file_key, head_)));
  const std::array<uint8_t, kAgeNonceBytes> nonce = random.Bytes<kAgeNonceBytes>();
  const absl::string_view nonce_view(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  absl::StrAppend(&head_, nonce_view);
  key_ = AgePayloadKey(file_key, nonce_view);
}

absl::StatusOr<SealStream> SealStream::Open(const AgeRecipient& recipient, Random& random) {
  const Secret file_key = RandomSecret(kFileKeyBytes, random);
  ASSIGN_OR_RETURN(const AgeStanza stanza, WrapFileKey(file_key, recipient, random));
  return SealStream(file_key, {stanza}, random);
}

std::string SealStream::Chunk(absl::string_view plaintext, bool last) {
  LIAISON_CHECK(plaintext.size() == kAgeChunkBytes || (last && plaintext.size() < kAgeChunkBytes));
  std::string sealed;
  AppendSealed(key_, AgeChunkNonce(chunk_++, last), plaintext, sealed);
  return sealed;
}

std::string FinishAgeFile(const Secret& file_key, absl::Span<const AgeStanza> stanzas,
                          absl::string_view plaintext, Random& random) {
  SealStream stream(file_key, stanzas, random);
  std::string out = stream.head();
  out.reserve(out.size() + plaintext.size() +
              (plaintext.size() / kAgeChunkBytes + 1) * kAeadTagBytes);
  for (;;) {
    const bool last = plaintext.size() <= kAgeChunkBytes;
    const absl::string_view part = plaintext.substr(0, kAgeChunkBytes);
    absl::StrAppend(&out, stream.Chunk(part, last));
    if (last) return out;
    plaintext.remove_prefix(part.size());
  }
}

absl::StatusOr<std::string> Seal(absl::string_view plaintext,
                                 absl::Span<const AgeRecipient> recipients, Random& random) {
  ASSIGN_OR_RETURN(std::vector<AgeRecipient> order, Unique(recipients));
  Shuffle(order, random);
  const Secret file_key = RandomSecret(kFileKeyBytes, random);
  std::vector<AgeStanza> stanzas;
  for (const AgeRecipient& recipient : order) {
    ASSIGN_OR_RETURN(AgeStanza stanza, WrapFileKey(file_key, recipient, random));
    stanzas.push_back(std::move(stanza));
  }
  return FinishAgeFile(file_key, stanzas, plaintext, random);
}

absl::StatusOr<std::string> SealNotice(absl::string_view note,
                                       absl::Span<const AttachmentKey> attachment_keys,
                                       absl::Span<const AgeRecipient> recipients, Random& random) {
  if (note.empty() || note.size() > kMaxNoticeBytes) {
    return Malformed("note", "SIZE", absl::StrCat("a notice has 1-", kMaxNoticeBytes, " bytes"));
  }
  if (absl::StrContains(note, '\0')) {
    return Malformed("note", "CONTROL", "a notice cannot contain a zero byte");
  }
  if (attachment_keys.size() > kMaxAttachmentKeys) {
    return Malformed("attach-key", "COUNT",
                     absl::StrCat("a notice has at most ", kMaxAttachmentKeys, " attachments"));
  }
  ASSIGN_OR_RETURN(const std::vector<AgeRecipient> unique, Unique(recipients));
  const uint64_t size =
      PaddedPlaintextSize(UnpaddedSize(note, attachment_keys.size()), unique.size());
  const Secret plaintext = PrintNoticePlaintext(note, attachment_keys, size);
  return Seal(plaintext.view(), unique, random);
}

absl::StatusOr<std::string> SealWithPassphrase(absl::string_view plaintext,
                                               const Secret& passphrase, int log_n,
                                               Random& random) {
  if (log_n < 1 || log_n > kMaxScryptLogN) {
    return Malformed("log_n", "LOG_N", absl::StrCat("scrypt's work is 1-", kMaxScryptLogN));
  }
  if (passphrase.empty()) {
    return Malformed("passphrase", "PASSPHRASE", "a passphrase cannot be empty; choose six words");
  }
  const std::array<uint8_t, kScryptSaltBytes> salt = random.Bytes<kScryptSaltBytes>();
  const absl::string_view salt_view(reinterpret_cast<const char*>(salt.data()), salt.size());
  ASSIGN_OR_RETURN(const Secret wrap_key, ScryptWrapKey(passphrase, salt_view, log_n));
  const Secret file_key = RandomSecret(kFileKeyBytes, random);
  const AgeStanza stanza{kScryptStanzaType,
                         {EncodeUnpadded(salt_view), absl::StrCat(log_n)},
                         WrapWith(wrap_key, file_key)};
  return FinishAgeFile(file_key, {stanza}, plaintext, random);
}

}  // namespace liaison
