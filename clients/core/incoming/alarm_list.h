// What rings while nobody can read: the urgent notices that a locked desk owes an answer, known by
// their signed headers alone, and the hub's alerts. Holds nothing of what they say. Source: DESIGN
// section 11; CRYPTO 1.4, 1.8.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_ALARM_LIST_H_
#define LIAISON_CLIENTS_CORE_INCOMING_ALARM_LIST_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/incoming/check_record.h"
#include "clients/core/incoming/open_envelope.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/record.h"

namespace liaison {

struct Ringing {
  Hash header_hash;  // or that of an alert's text
  Precedence precedence = Precedence::kFlash;
  friend bool operator==(const Ringing&, const Ringing&) = default;
};

// Whether this precedence may wake somebody.
bool MayRing(Precedence precedence);

class AlarmList {
 public:
  // `within_ms`: each office's flash of the last hour that was within its budget.
  AlarmList(std::string ns, ReaderIdentity reader, uint32_t flash_per_hour,
            std::map<std::string, std::vector<int64_t>> within_ms);

  // A notice or an alert that was owed before: its signed header or its text, and its place.
  void Owe(RecordKind kind, const Hash& hash, Precedence precedence, LeafIndex index,
           std::string body);
  // Owed if it is addressed to this desk for action, may ring, and is within its office's budget.
  void Accept(const CheckedEnvelope& envelope, absl::string_view bytes, const LogPlace& place);
  // The same of one that a release has opened to an own mailbox, which owes the answer then.
  // `release_hash` is that of the release's text; its rung and mailboxes are checked.
  void AcceptReleased(const Hash& release_hash, const Release& release,
                      const CheckedEnvelope& envelope, absl::string_view bytes,
                      const LogPlace& place);
  // Owed if it may ring and is addressed to an own mailbox and this device. `hash` is that of its
  // text. What stands down, or calls for other devices, silences what it is about, and what calls
  // for this one lets it ring again; told twice it is heard once.
  void Accept(const Alert& alert, const Hash& hash, LeafIndex index);
  // Was heard before: not told again.
  void MarkHeard(const Alert& alert);
  // What is owed, but does not ring until the hub calls for it again.
  void Silence(const Hash& owed);
  // `acknowledged` or `refused` by an own mailbox, or `resolved`, ends it. One that does not fit
  // its target, or whose `seen` is not proven, ends nothing.
  void Accept(const CheckedReceipt& receipt);

  // The most urgent, of those the first in the log; nullopt: quiet.
  std::optional<Ringing> Rings() const;

 private:
  struct Owed {
    RecordKind kind = RecordKind::kEnvelope;
    Precedence precedence = Precedence::kFlash;
    LeafIndex index;
    std::string body;
    std::optional<Hash> about{};  // of an alert that asks for an answer: its incident
    bool silent = false;
  };
  // Whether what the alert is about is owed here.
  bool Direct(const Alert& alert);
  // Whether it may ring, and is heard for the first time, within its office's budget.
  bool Rouses(const CheckedEnvelope& envelope, const LogPlace& place);
  bool IsOwn(const MailboxId& mailbox) const;
  bool HasOwn(const std::vector<MailboxId>& mailboxes) const;
  // False: beyond the office's budget.
  bool SpendFlash(const std::string& office, int64_t time_ms);

  const std::string ns_;
  const ReaderIdentity reader_;
  const uint32_t flash_per_hour_;
  std::map<std::string, std::vector<int64_t>> within_ms_;
  std::set<Hash> heard_;
  std::set<std::string> told_;  // notification keys
  std::map<Hash, Owed> owed_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_ALARM_LIST_H_
