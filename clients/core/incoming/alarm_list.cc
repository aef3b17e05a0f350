#include "clients/core/incoming/alarm_list.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "clients/core/incoming/alert_words.h"
#include "clients/core/incoming/receiver.h"
#include "proto/rules/flash_budget.h"
#include "proto/rules/receipt_target.h"

namespace liaison {

bool MayRing(Precedence precedence) { return precedence <= Precedence::kImmediate; }

AlarmList::AlarmList(std::string ns, ReaderIdentity reader, uint32_t flash_per_hour,
                     std::map<std::string, std::vector<int64_t>> within_ms)
    : ns_(std::move(ns)),
      reader_(std::move(reader)),
      flash_per_hour_(flash_per_hour),
      within_ms_(std::move(within_ms)) {}

bool AlarmList::IsOwn(const MailboxId& mailbox) const {
  return std::find(reader_.mailboxes.begin(), reader_.mailboxes.end(), mailbox) !=
         reader_.mailboxes.end();
}

bool AlarmList::HasOwn(const std::vector<MailboxId>& mailboxes) const {
  return std::any_of(mailboxes.begin(), mailboxes.end(),
                     [&](const MailboxId& mailbox) { return IsOwn(mailbox); });
}

void AlarmList::Owe(RecordKind kind, const Hash& hash, Precedence precedence, LeafIndex index,
                    std::string body) {
  owed_.insert_or_assign(
      hash, Owed{.kind = kind, .precedence = precedence, .index = index, .body = std::move(body)});
}

bool AlarmList::Rouses(const CheckedEnvelope& envelope, const LogPlace& place) {
  const EnvelopeHeader& header = envelope.header;
  if (!MayRing(header.precedence) || header.from == reader_.device) return false;
  // The hub may stream one envelope twice: what was answered stays answered.
  if (!heard_.insert(envelope.note.hash()).second) return false;
  // Flash for information counts in its office's budget, as at an open desk.
  return header.precedence != Precedence::kFlash || SpendFlash(header.as.office, place.time_ms);
}

void AlarmList::Accept(const CheckedEnvelope& envelope, absl::string_view bytes,
                       const LogPlace& place) {
  const EnvelopeHeader& header = envelope.header;
  if (!ReceivingMailbox(header, reader_).has_value() || !Rouses(envelope, place)) return;
  if (!HasOwn(header.to)) return;
  Owe(RecordKind::kEnvelope, envelope.note.hash(), header.precedence, place.index,
      std::string(bytes));
}

void AlarmList::AcceptReleased(const Hash& release_hash, const Release& release,
                               const CheckedEnvelope& envelope, absl::string_view bytes,
                               const LogPlace& place) {
  if (!HasOwn(release.mailboxes)) return;
  // What was for information until now has been heard, and asks for an answer only now.
  const bool heard = heard_.contains(envelope.note.hash());
  if (!heard_.insert(release_hash).second) return;
  if (!(heard ? MayRing(envelope.header.precedence) : Rouses(envelope, place))) return;
  Owe(RecordKind::kEnvelope, envelope.note.hash(), envelope.header.precedence, place.index,
      std::string(bytes));
}

void AlarmList::Accept(const Alert& alert, const Hash& hash, LeafIndex index) {
  if (!HasOwn(alert.mailboxes) || !heard_.insert(hash).second) return;
  const std::optional<std::string> key = NotificationKey(alert);
  if (key.has_value() && !told_.insert(*key).second) return;
  if (Direct(alert) || !MayRing(alert) || !IsForDevice(alert, reader_.device)) return;
  Owe(RecordKind::kAlert, hash, alert.precedence, index, PrintAlert(alert));
  if (key.has_value()) owed_.at(hash).about = alert.refs.front();
}

bool AlarmList::Direct(const Alert& alert) {
  if (!AsksForAnswer(alert) && !IsStandDown(alert)) return false;
  const Hash& incident = alert.refs.front();
  bool found = false;
  for (auto& [hash, owed] : owed_) {
    if (hash != incident && owed.about != incident) continue;
    found = true;
    owed.silent = IsStandDown(alert) || !IsForDevice(alert, reader_.device);
  }
  return found;
}

void AlarmList::MarkHeard(const Alert& alert) {
  std::optional<std::string> key = NotificationKey(alert);
  if (key.has_value()) told_.insert(*std::move(key));
}

void AlarmList::Silence(const Hash& owed) {
  const auto found = owed_.find(owed);
  if (found != owed_.end()) found->second.silent = true;
}

bool AlarmList::SpendFlash(const std::string& office, int64_t time_ms) {
  std::vector<int64_t>& within_ms = within_ms_[office];
  if (IsBeyondFlashBudget(flash_per_hour_, within_ms, time_ms)) return false;
  within_ms.push_back(time_ms);
  return true;
}

void AlarmList::Accept(const CheckedReceipt& checked) {
  const Receipt& receipt = checked.receipt;
  const bool answers = (IsOwn(receipt.as) && (receipt.state == ReceiptState::kAcknowledged ||
                                              receipt.state == ReceiptState::kRefused)) ||
                       receipt.state == ReceiptState::kResolved;
  const auto owed = owed_.find(receipt.target);
  if (!answers || !checked.seen_proven || receipt.on_behalf.has_value() || owed == owed_.end()) {
    return;
  }
  const absl::StatusOr<ReceiptTarget> target =
      TargetOf(ns_, owed->second.index, owed->second.kind, owed->second.body);
  if (target.ok() && CheckReceiptTarget(receipt, *target).ok()) owed_.erase(owed);
}

std::optional<Ringing> AlarmList::Rings() const {
  const auto rank = [](const auto& entry) {
    return std::tuple(entry.second.silent, entry.second.precedence, entry.second.index);
  };
  const auto most_urgent =
      std::min_element(owed_.begin(), owed_.end(),
                       [&](const auto& one, const auto& other) { return rank(one) < rank(other); });
  if (most_urgent == owed_.end() || most_urgent->second.silent) return std::nullopt;
  return Ringing{.header_hash = most_urgent->first, .precedence = most_urgent->second.precedence};
}

}  // namespace liaison
