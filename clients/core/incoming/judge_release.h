// What this desk makes of a release: the rule of proto/rules/release_check.h, with the evidence
// that lies in its archive and in its copy of the log. Asked when the release comes, and again
// whenever it is shown, since more may be known by then. Source: DESIGN section 7.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_JUDGE_RELEASE_H_
#define LIAISON_CLIENTS_CORE_INCOMING_JUDGE_RELEASE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/check_notice.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/header.h"

namespace liaison {

// `header` is that of the envelope that the release names, at `envelope`. Errors: those of the
// database; of a lie DataLoss, subject office and rung, one reason a field of RELEASE_FORGED:
//   RELEASE_ENVELOPE, RELEASE_RUNG, RELEASE_MAILBOX  it opens nothing
//   RELEASE_EARLY, RELEASE_EVIDENCE                  it opens what the sender allowed, too early
absl::StatusOr<ReleaseVerdict> JudgeRelease(const ArchivedRelease& release,
                                            const EnvelopeHeader& header, const LogPlace& envelope,
                                            Archive& archive, const Mirror& mirror);
// The first three alone. Errors: as JudgeRelease.
absl::Status JudgeRung(const Release& release, const EnvelopeHeader& header);

struct JudgedRelease {
  ArchivedRelease said;
  std::string unchecked;  // as ReleaseVerdict
  std::string lie;        // reason of JudgeRelease; empty: none
};
// Those of one notice, in log order. Errors: those of the database.
absl::StatusOr<std::vector<JudgedRelease>> JudgedReleasesOf(const ArchivedNotice& notice,
                                                            Archive& archive, const Mirror& mirror);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_JUDGE_RELEASE_H_
