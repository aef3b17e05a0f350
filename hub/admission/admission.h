// The hub's ingress: everything about a submission that can be judged without its place in the log,
// in the order of CRYPTO 1.14: limits, grammar, certificate, signature, body. What is checked here
// against a moving state (certificate, known bodies) the sequencer checks again.
#ifndef LIAISON_HUB_ADMISSION_ADMISSION_H_
#define LIAISON_HUB_ADMISSION_ADMISSION_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/admission/quota.h"
#include "hub/blobs/blob_store.h"
#include "hub/directory/view.h"
#include "hub/hub_types.h"
#include "hub/log/log.h"
#include "hub/sequencer/admitted.h"
#include "hub/sequencer/refusal.h"
#include "hub/sequencer/sequencer.h"
#include "hub/store/index.h"
#include "proto/base/clock.h"

namespace liaison {

// All references outlive the admission.
struct AdmissionParts {
  const Log& log;
  const Index& index;
  const PublishedView& view;
  const RefusalSigner& refusals;
  const Clock& clock;
  Sequencer& sequencer;
  BlobStore& blobs;
};

// Thread: any.
class Admission {
 public:
  Admission(const HubOptions& options, AdmissionParts parts);

  // Refuses, answers what is logged already, or queues. Calls `done` exactly once, here or later.
  void Submit(const Principal& principal, Submission submission, std::function<void(Outcome)> done);

 private:
  // Limits and form; then the text's hash is known.
  absl::StatusOr<Note> ParseForm(const Principal& principal, const Submission& submission) const;
  // The answer to bytes that were logged before.
  absl::StatusOr<std::optional<Accepted>> FindLogged(const HubView& view, const Hash& hash,
                                                     const std::string& note) const;
  absl::StatusOr<AdmittedEnvelope> CheckEnvelope(const HubView& view, const Note& note,
                                                 const std::string& sealed) const;
  // Of what was checked otherwise. Errors: as HoldAttachments.
  absl::Status HoldBlobs(Admitted& admitted) const;
  absl::StatusOr<AdmittedReceipt> CheckReceipt(const HubView& view, const Note& note) const;
  absl::StatusOr<AdmittedOfficeAct> CheckOfficeAct(const HubView& view, const Note& note) const;
  absl::StatusOr<Delegation> FindDelegation(const Hash& hash) const;
  absl::StatusOr<AdmittedNote> CheckPublicNote(const HubView& view, Note note) const;
  // The certificate of `from`, after its signature on `note` was verified.
  absl::StatusOr<const CertFact*> CheckSigned(const HubView& view, const std::string& from,
                                              const MailboxId& as, const Note& note) const;
  absl::StatusOr<std::optional<ReceiptTarget>> FindTarget(const Hash& hash) const;

  const HubOptions options_;
  const AdmissionParts parts_;
  Quota quota_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_ADMISSION_ADMISSION_H_
