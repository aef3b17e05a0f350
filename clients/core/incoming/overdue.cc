#include "clients/core/incoming/overdue.h"

#include <algorithm>

namespace liaison {
namespace {

constexpr int64_t kDeliveryBound_ms = int64_t{6} * 3600 * 1000;

bool Has(const std::vector<ArchivedReceipt>& receipts, const MailboxId& mailbox,
         bool (*fits)(ReceiptState)) {
  return std::any_of(receipts.begin(), receipts.end(), [&](const ArchivedReceipt& receipt) {
    return receipt.as == mailbox && fits(receipt.state);
  });
}

bool IsAnswer(ReceiptState state) {
  return state == ReceiptState::kAcknowledged || state == ReceiptState::kPassedOn ||
         state == ReceiptState::kResolved || state == ReceiptState::kRefused;
}
bool IsAny(ReceiptState) { return true; }

}  // namespace

std::vector<Overdue> OverdueOf(const EnvelopeHeader& header, const Hash& header_hash,
                               int64_t accepted_ms, const std::vector<ArchivedReceipt>& receipts,
                               int64_t now_ms) {
  const int64_t bound_ms =
      header.ack_within_s.has_value() ? int64_t{*header.ack_within_s} * 1000 : kDeliveryBound_ms;
  if (now_ms <= accepted_ms + bound_ms) return {};
  const bool resolved = std::any_of(
      receipts.begin(), receipts.end(),
      [](const ArchivedReceipt& receipt) { return receipt.state == ReceiptState::kResolved; });
  if (resolved) return {};
  std::vector<Overdue> overdue;
  for (const MailboxId& mailbox : header.to) {
    if (header.ack_within_s.has_value() ? Has(receipts, mailbox, IsAnswer)
                                        : Has(receipts, mailbox, IsAny)) {
      continue;
    }
    overdue.push_back({.header_hash = header_hash,
                       .mailbox = mailbox,
                       .delivered = Has(receipts, mailbox, IsAny)});
  }
  for (const MailboxId& mailbox : header.info) {
    if (Has(receipts, mailbox, IsAny)) continue;
    overdue.push_back({.header_hash = header_hash, .mailbox = mailbox, .delivered = false});
  }
  return overdue;
}

}  // namespace liaison
