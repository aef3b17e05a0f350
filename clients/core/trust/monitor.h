// Every client is a monitor: it says which devices came and went since the user last looked, and
// raises the alarm where a certificate of the own office appears that the office did not issue.
// Source: CRYPTO 1.9 ("tur/d09 since yesterday"), attacks T-30, T-39.
#ifndef LIAISON_CLIENTS_CORE_TRUST_MONITOR_H_
#define LIAISON_CLIENTS_CORE_TRUST_MONITOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/database/database.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/hash.h"

namespace liaison {

struct DirectoryEvent {
  enum class Kind : uint8_t { kCertified, kRevoked };
  Kind kind = Kind::kCertified;
  LeafIndex index;      // of the certificate, or of its revocation
  int64_t time_ms = 0;  // hub time of that leaf
  std::string office;
  std::string subject;  // "NS/tur/d09"
  std::string holder;
  std::vector<Role> mailboxes;
  Hash certificate;
  // A renewal of the same key for no further mailbox: nobody new reads.
  bool continues = false;
  // A certificate of the own office that is not on the office's list: alarm.
  bool not_ours = false;
};

// Certifications and revocations at or after `since`, in log order. Pure.
std::vector<DirectoryEvent> EventsSince(const Directory& directory, TreeSize since);

// Remembers in the database what was shown. Thread: one at a time.
class Monitor {
 public:
  // Makes its tables. `database` outlives the monitor. Errors: those of Database.
  static absl::StatusOr<std::unique_ptr<Monitor>> Open(absl::string_view own_office,
                                                       Database& database);

  // The own office stands behind this certificate: the registrar's client issued it, or an officer
  // looked at it and confirmed.
  absl::Status Confirm(const Hash& certificate);

  // What is new under `scope` ("status", or "send " + office: devices are named at the next send to
  // that office), with `not_ours` set. Nothing is marked as shown. A scope never marked starts at
  // 0.
  absl::StatusOr<std::vector<DirectoryEvent>> News(absl::string_view scope,
                                                   const Directory& directory);
  // The user has seen everything below `size`.
  absl::Status MarkShown(absl::string_view scope, TreeSize size);
  // Certificates of the own office, not revoked, that nobody confirmed: shown until somebody acts.
  absl::StatusOr<std::vector<DirectoryEvent>> Unconfirmed(const Directory& directory);

 private:
  Monitor(absl::string_view own_office, Database& database);
  absl::StatusOr<bool> IsConfirmed(const Hash& certificate);

  const std::string own_office_;
  Database& database_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_TRUST_MONITOR_H_
