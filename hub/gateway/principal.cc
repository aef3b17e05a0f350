#include "hub/gateway/principal.h"

#include <memory>
#include <vector>

#include "grpc/grpc_security_constants.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/certificate.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr size_t kCertificateBytesMax = 16 * 1024;

absl::Status NoCertificate() {
  return MakeError(absl::StatusCode::kUnauthenticated,
                   "this connection shows no usable certificate; connect with the device's TLS key",
                   {.reason = "TLS_CERTIFICATE", .subject = "", .field = ""});
}

}  // namespace

absl::StatusOr<Principal> PeerAuthenticator::Authenticate(
    const grpc::CallbackServerContext& context) const {
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr) return NoCertificate();
  const std::vector<grpc::string_ref> pem =
      auth->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (pem.size() != 1) return NoCertificate();
  ASSIGN_OR_RETURN(const Hash pin, PinOf({pem[0].data(), pem[0].size()}));
  return hub_.Authenticate(pin);
}

absl::StatusOr<Hash> PeerAuthenticator::PinOf(absl::string_view certificate_pem) const {
  if (certificate_pem.size() > kCertificateBytesMax) return NoCertificate();
  const Hash key = SodiumCrypto().Sha256(certificate_pem);
  {
    const absl::MutexLock lock(&mutex_);
    const auto known = pins_.find(key);
    if (known != pins_.end()) return known->second;
  }
  const absl::StatusOr<Hash> pin = SpkiSha256OfPem(certificate_pem);
  if (!pin.ok()) return NoCertificate();
  const absl::MutexLock lock(&mutex_);
  if (pins_.size() >= kPinsMax) pins_.clear();
  pins_.emplace(key, *pin);
  return *pin;
}

}  // namespace liaison
