// Checks an evidence pack without any hub, and says step by step what it found. A verdict rests on
// three things only: the charter's hash that the reader has pinned, the digest on paper if there is
// one, and the bytes of the pack. Source: CRYPTO 1.15.
#ifndef LIAISON_CLIENTS_CORE_EVIDENCE_VERIFY_PACK_H_
#define LIAISON_CLIENTS_CORE_EVIDENCE_VERIFY_PACK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack.h"
#include "proto/base/strong_int.h"
#include "proto/text/crypto.h"
#include "proto/text/header.h"
#include "proto/text/notice.h"

namespace liaison {

struct VerifyRequest {
  std::string ns;                     // empty: that of the charter in the pack
  std::optional<Hash> charter;        // pinned; nullopt: shown to be compared by a person
  std::optional<std::string> digest;  // of SHA256SUMS, hex, from paper
};

struct VerifyStep {
  std::string code;  // DIGEST, FILES, CHARTER, CHECKPOINT, ENTRY, TRUST, HEADER, NOTICE, BODY
  absl::Status status;
};

struct PackVerdict {
  std::vector<VerifyStep> steps;  // in order; ends at the first failure
  bool genuine = false;           // every step passed
  bool charter_pinned = false;
  std::string digest;
  Hash charter_hash;
  LeafIndex index;
  TreeSize size;
  int64_t time_ms = 0;  // hub time of the leaf
  std::optional<EnvelopeHeader> header;
  std::optional<Notice> notice;  // only if genuine
};

PackVerdict VerifyPack(const PackFiles& files, const VerifyRequest& request,
                       const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_EVIDENCE_VERIFY_PACK_H_
