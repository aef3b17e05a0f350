#include "clients/core/incoming/check_notice.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Wrong(absl::string_view rule, absl::string_view subject, absl::string_view field,
                   absl::string_view message) {
  return MakeError(
      absl::StatusCode::kDataLoss, message,
      {.reason = std::string(rule), .subject = std::string(subject), .field = std::string(field)});
}

absl::StatusOr<const CertFact*> SignerOf(absl::string_view name, absl::string_view office,
                                         const LogPlace& place, const Directory& directory) {
  absl::StatusOr<const CertFact*> signer = directory.SignerAt(name, place.index, place.time_ms);
  if (!signer.ok()) {
    return Wrong("SIGNER", name, "signature",
                 absl::StrCat(name, " had no valid certificate at log position ",
                              place.index.value(), ": ", signer.status().message()));
  }
  if ((*signer)->certificate.office != office) {
    return Wrong("SIGNER", name, "signature", absl::StrCat(name, " is not of office ", office));
  }
  return signer;
}

std::vector<MailboxId> EscalateSet(const EnvelopeHeader& header) {
  std::set<MailboxId> mailboxes;
  for (const EscalateLine& line : header.escalate) mailboxes.insert(line.mailbox);
  return {mailboxes.begin(), mailboxes.end()};
}

// Both are sorted, and no file stands in either twice.
bool SameAttachments(const Notice& notice, const EnvelopeHeader& header) {
  return std::equal(
      notice.attach.begin(), notice.attach.end(), header.attach.begin(), header.attach.end(),
      [](const NoticeAttachment& said, const HeaderAttachment& named) {
        return said.ciphertext_sha256 == named.sha256 && said.ciphertext_size == named.size;
      });
}

}  // namespace

absl::StatusOr<VerifiedNote> CheckSpeaker(const Note& note, absl::string_view from,
                                          const MailboxId& as, const LogPlace& place,
                                          const Directory& directory, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const CertFact* signer, SignerOf(from, as.office, place, directory));
  const std::vector<Role>& roles = signer->certificate.mailboxes;
  if (std::find(roles.begin(), roles.end(), as.role) == roles.end()) {
    return Wrong("SIGNER", from, "as", absl::StrCat(from, " may not speak as ", as.ToString()));
  }
  absl::StatusOr<VerifiedNote> verified = Verify(note, {signer->certificate.key}, crypto);
  if (verified.ok()) return verified;
  // Lines of another key than the certified one are no better than a wrong signature.
  return Wrong("SIGNATURE", from, "signature", verified.status().message());
}

absl::StatusOr<VerifiedNote> CheckNoticeSigners(const Note& note, const Notice& notice,
                                                const EnvelopeHeader& header, const LogPlace& place,
                                                const Directory& directory,
                                                const PublicCrypto& crypto) {
  std::vector<VKey> keys;
  std::set<std::string> holders;
  bool submitted_by_signer = false;
  for (const SignatureLine& line : note.signatures) {
    ASSIGN_OR_RETURN(const CertFact* signer,
                     SignerOf(line.name, header.as.office, place, directory));
    if (!holders.insert(signer->certificate.holder).second) {
      return Wrong("HOLDER", line.name, "signature", "two signatures of one holder");
    }
    submitted_by_signer |= line.name == header.from;
    keys.push_back(signer->certificate.key);
  }
  if (keys.empty() || keys.size() > 2 || note.signatures.front().name != notice.author) {
    return Wrong("SIGNERS", notice.author, "signature",
                 "a notice is signed by its author, then perhaps by a releaser");
  }
  if (!submitted_by_signer) {
    return Wrong("SIGNERS", header.from, "from", "the envelope is not from a signer of the notice");
  }
  return Verify(note, keys, crypto);
}

absl::Status CheckBinding(const Notice& notice, const EnvelopeHeader& header,
                          absl::string_view header_text, const PublicCrypto& crypto) {
  if (notice.context != crypto.Sha256(StablePartOf(header_text))) {
    return Wrong("CONTEXT", notice.author, "context", "signed for another envelope");
  }
  const auto differs = [&](absl::string_view field) {
    return Wrong("BINDING", notice.author, field, "differs from the header");
  };
  if (notice.as != header.as) return differs("as");
  if (notice.to != header.to) return differs("to");
  if (notice.info != header.info) return differs("info");
  if (notice.escalate != EscalateSet(header)) return differs("escalate");
  if (!SameAttachments(notice, header)) return differs("attach");
  return absl::OkStatus();
}

}  // namespace liaison
