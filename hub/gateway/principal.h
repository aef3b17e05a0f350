// Who is at the other end of a call: the certificate of the TLS connection, by its key's pin,
// looked up in the directory anew at every call, so that a revocation binds from its record on. The
// TLS library has proved that the peer holds the key; it was told to accept any certificate,
// because the directory decides, not a certificate authority (CRYPTO 1.12).
#ifndef LIAISON_HUB_GATEWAY_PRINCIPAL_H_
#define LIAISON_HUB_GATEWAY_PRINCIPAL_H_

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"
#include "hub/hub.h"
#include "proto/text/hash.h"

namespace liaison {

// Thread: any.
class PeerAuthenticator {
 public:
  // `hub` outlives the authenticator.
  explicit PeerAuthenticator(const Hub& hub) : hub_(hub) {}

  // Errors: Unauthenticated.
  absl::StatusOr<Principal> Authenticate(const grpc::CallbackServerContext& context) const;
  // The pin of a PEM certificate. Parsing costs as much as a signature check, so pins are
  // remembered, by the hash of the PEM. Errors: Unauthenticated.
  absl::StatusOr<Hash> PinOf(absl::string_view certificate_pem) const ABSL_LOCKS_EXCLUDED(mutex_);

  static constexpr size_t kPinsMax = 4096;

 private:
  const Hub& hub_;
  mutable absl::Mutex mutex_;
  // A pure function's values: forgetting them all when full is correct, and strangers who fill it
  // only cost the time that it saves.
  mutable absl::flat_hash_map<Hash, Hash> pins_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_PRINCIPAL_H_
