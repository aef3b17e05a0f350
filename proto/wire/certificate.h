// Self-signed TLS certificates for Ed25519 keys, and the pin that the directory carries: SHA-256 of
// the SubjectPublicKeyInfo. Source: RFC 5280, RFC 8410; CRYPTO 1.12. By OpenSSL.
#ifndef LIAISON_PROTO_WIRE_CERTIFICATE_H_
#define LIAISON_PROTO_WIRE_CERTIFICATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"
#include "proto/text/hash.h"
#include "proto/wire/sign.h"

namespace liaison {

struct TlsIdentity {
  Secret key_pem;               // PKCS#8
  std::string certificate_pem;  // self-signed, common name "liaison"
  Hash spki_sha256;
};
// Deterministic in its arguments (the serial number comes from `random`). gRPC wants a host name in
// the hub's certificate: `dns_name` becomes the subject alternative name.
absl::StatusOr<TlsIdentity> MakeTlsIdentity(const SigningKey& key, absl::string_view dns_name,
                                            absl::Time not_before, absl::Time not_after,
                                            Random& random);
// Errors: InvalidArgument CERTIFICATE.
absl::StatusOr<Hash> SpkiSha256OfPem(absl::string_view certificate_pem);

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_CERTIFICATE_H_
