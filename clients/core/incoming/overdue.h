// What the sender must hear about its own notices: nobody has fetched it, nobody has answered it.
// The hub cannot be relied on to say so; a receipt that it swallows looks like silence, and this is
// how silence is noticed. Source: CRYPTO attacks T-06, T-31; DOMAIN, precedence.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_OVERDUE_H_
#define LIAISON_CLIENTS_CORE_INCOMING_OVERDUE_H_

#include <cstdint>
#include <vector>

#include "clients/core/incoming/archive.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

struct Overdue {
  Hash header_hash;
  MailboxId mailbox;
  bool delivered = false;  // fetched, but not answered in time
  friend bool operator==(const Overdue&, const Overdue&) = default;
};

// Per addressee of one envelope accepted at `accepted_ms`: an action mailbox owes an answer within
// `ack-within`, every mailbox a `delivered` within the same time, or six hours where none is set.
// A withdrawn or resolved notice owes nothing. `now_ms` is hub time. Order: to, then info.
std::vector<Overdue> OverdueOf(const EnvelopeHeader& header, const Hash& header_hash,
                               int64_t accepted_ms, const std::vector<ArchivedReceipt>& receipts,
                               int64_t now_ms);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_OVERDUE_H_
