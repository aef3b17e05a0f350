#include "clients/core/sealing/age_key.h"

#include <sodium.h>

#include <utility>

#include "clients/core/sealing/bech32.h"
#include "proto/base/check.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr char kRecipientPrefix[] = "age";
constexpr char kIdentityPrefix[] = "AGE-SECRET-KEY-";
constexpr size_t kKeyBytes = X25519Public::kSize;

}  // namespace

absl::StatusOr<AgeRecipient> AgeRecipient::Parse(absl::string_view text) {
  AgeRecipient recipient;
  const absl::Status status =
      DecodeBech32(kRecipientPrefix, text, recipient.key.bytes.data(), kKeyBytes);
  if (!status.ok()) {
    return Malformed(
        "recipient", "RECIPIENT",
        "not an age recipient (age1 and 58 characters): " + std::string(status.message()));
  }
  return recipient;
}

std::string AgeRecipient::ToString() const {
  std::string text(Bech32Size(sizeof(kRecipientPrefix) - 1, kKeyBytes), '\0');
  EncodeBech32(kRecipientPrefix, key.bytes.data(), kKeyBytes, text.data());
  return text;
}

AgeIdentity::AgeIdentity(Secret scalar) : scalar_(std::move(scalar)) {
  // Cannot fail: libsodium refuses only an all-zero result, which no clamped scalar has.
  LIAISON_CHECK(crypto_scalarmult_base(recipient_.key.bytes.data(), scalar_.data()) == 0);
}

AgeIdentity AgeIdentity::Generate(Random& random) {
  Secret scalar(kKeyBytes);
  random.Fill(scalar.data(), scalar.size());
  return AgeIdentity(std::move(scalar));
}

absl::StatusOr<AgeIdentity> AgeIdentity::Parse(absl::string_view text) {
  Secret scalar(kKeyBytes);
  const absl::Status status = DecodeBech32(kIdentityPrefix, text, scalar.data(), scalar.size());
  if (!status.ok()) {
    return Malformed("identity", "IDENTITY",
                     "not an age identity (AGE-SECRET-KEY-1 and 58 characters): " +
                         std::string(status.message()));
  }
  return AgeIdentity(std::move(scalar));
}

Secret AgeIdentity::ToText() const {
  Secret text(Bech32Size(sizeof(kIdentityPrefix) - 1, kKeyBytes));
  EncodeBech32(kIdentityPrefix, scalar_.data(), scalar_.size(),
               reinterpret_cast<char*>(text.data()));
  return text;
}

}  // namespace liaison
