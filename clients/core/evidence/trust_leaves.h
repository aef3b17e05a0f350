// Which public leaves a signature rests on: what a pack must carry so that a stranger can replay
// the directory as far as the verdict needs it. Source: CRYPTO 1.15.
#ifndef LIAISON_CLIENTS_CORE_EVIDENCE_TRUST_LEAVES_H_
#define LIAISON_CLIENTS_CORE_EVIDENCE_TRUST_LEAVES_H_

#include <set>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/incoming/check_notice.h"  // LogPlace
#include "clients/core/trust/mirror.h"
#include "proto/base/strong_int.h"

namespace liaison {

// Adds the certificate under which `name` signed at `place`, those it renewed, its issuer's, and so
// on up to a root of the charter, with the revocations of all of them. Errors: those of
// Directory::SignerAt and Mirror::EntryAt.
absl::Status CollectTrust(absl::string_view name, const LogPlace& place, const Mirror& mirror,
                          std::set<LeafIndex>& leaves);

// The same of everybody who signed the public leaf at `index`, but not of `subject`.
absl::Status CollectSigners(LeafIndex index, absl::string_view subject, const Mirror& mirror,
                            std::set<LeafIndex>& leaves);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_EVIDENCE_TRUST_LEAVES_H_
