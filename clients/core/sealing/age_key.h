// The X25519 key pair of age: what is sealed to, and what opens. Source: c2sp.org/age (X25519).
#ifndef LIAISON_CLIENTS_CORE_SEALING_AGE_KEY_H_
#define LIAISON_CLIENTS_CORE_SEALING_AGE_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"
#include "proto/text/hash.h"

namespace liaison {

struct X25519PublicTag;
using X25519Public = FixedBytes<X25519PublicTag, 32>;

// "age1..." (62 characters). A plain value: copied freely.
struct AgeRecipient {
  X25519Public key;

  // Errors: InvalidArgument RECIPIENT. Plugin names and other recipient types are refused, so what
  // this accepts is safe to hand to a stock age (CRYPTO 1.12).
  static absl::StatusOr<AgeRecipient> Parse(absl::string_view text);
  std::string ToString() const;
  friend auto operator<=>(const AgeRecipient&, const AgeRecipient&) = default;
};

// "AGE-SECRET-KEY-1..." (74 characters). Owns: the scalar, in locked memory. Movable, not copyable.
class AgeIdentity {
 public:
  static AgeIdentity Generate(Random& random);
  // One identity, without white space around it. Errors: InvalidArgument IDENTITY; the message
  // never quotes the text.
  static absl::StatusOr<AgeIdentity> Parse(absl::string_view text);

  AgeIdentity(AgeIdentity&&) = default;
  AgeIdentity& operator=(AgeIdentity&&) = default;

  const AgeRecipient& recipient() const { return recipient_; }
  const Secret& scalar() const { return scalar_; }
  Secret ToText() const;

 private:
  explicit AgeIdentity(Secret scalar);
  Secret scalar_;
  AgeRecipient recipient_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_AGE_KEY_H_
