// What a desk does with bags: see desk.h.
#include <utility>

#include "clients/core/desk/desk.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/bag.h"

namespace liaison {
namespace {

absl::Status BagFull() {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "more waits than one bag holds: pack for some addressees at a time",
                   {.reason = "BAG_FULL", .subject = "", .field = ""});
}

}  // namespace

absl::StatusOr<PackedBag> Desk::PackBag(absl::Span<const MailboxId> mailboxes) {
  PackedBag packed;
  ASSIGN_OR_RETURN(packed.items, outbox_->PrepareForBag(mailboxes));
  ASSIGN_OR_RETURN(packed.left_out, outbox_->LeftOutOfBag(mailboxes));
  const int64_t now_ms = NowMs(world_.clock);
  Bag bag{.ns = config_.ns,
          .from = config_.device,
          .time_s = now_ms / 1000,
          .checkpoint = mirror_->head().bytes()};
  for (const OutboxItem& item : packed.items) {
    bag.entries.push_back({.kind = item.kind, .note = item.note, .sealed = item.sealed});
    if (item.kind == RecordKind::kEnvelope) RETURN_IF_ERROR(ArchiveItem(item, now_ms));
  }
  if (bag.entries.size() > kMaxBagEntries) return BagFull();
  packed.bytes = PrintBag(bag);
  if (packed.bytes.size() > kMaxBagBytes) return BagFull();
  return packed;
}

absl::StatusOr<UnpackedBag> Desk::UnpackBag(absl::string_view bytes) {
  RETURN_IF_ERROR(outbox_->CheckSynced());
  const absl::StatusOr<Bag> bag = ParseBag(config_.ns, bytes);
  if (!bag.ok()) {
    const ErrorDetail detail = DetailOf(bag.status()).value_or(ErrorDetail());
    return MakeError(absl::StatusCode::kInvalidArgument, bag.status().message(),
                     {.reason = "BAG_DAMAGED", .subject = detail.field, .field = ""});
  }
  UnpackedBag unpacked{.from = bag->from, .time_s = bag->time_s};
  ASSIGN_OR_RETURN(unpacked.head, CheckCarriedHead(bag->checkpoint));
  const int64_t now_ms = NowMs(world_.clock);
  Receiver receiver = MakeReceiver();
  for (const BagEntry& entry : bag->entries) {
    ASSIGN_OR_RETURN(CarriedEntry carried, receiver.AcceptCarried(entry, now_ms));
    if (carried.fate != CarriedEntry::Fate::kRefused && !carried.logged &&
        carried.from != config_.device) {
      RETURN_IF_ERROR(carrier_->Add(entry, now_ms));
    }
    unpacked.entries.push_back(std::move(carried));
  }
  return unpacked;
}

absl::StatusOr<UnpackedBag::Head> Desk::CheckCarriedHead(const std::string& checkpoint) {
  const absl::StatusOr<SignedCheckpoint> head =
      OpenCheckpoint(checkpoint, mirror_->directory().charter().log);
  if (!head.ok()) return UnpackedBag::Head::kForged;
  RETURN_IF_ERROR(mirror_->CheckHead(checkpoint));
  if (head->size() <= mirror_->size()) return UnpackedBag::Head::kFits;
  RETURN_IF_ERROR(carrier_->KeepHead(checkpoint));
  return UnpackedBag::Head::kAhead;
}

// A hub that takes no more for now must not keep the desk from receiving.
absl::StatusOr<CarryReport> Desk::OfferCarried(HubConnection& hub) {
  absl::StatusOr<CarryReport> report = carrier_->Offer(hub, NowMs(world_.clock));
  if (absl::IsResourceExhausted(report.status())) return CarryReport();
  return report;
}

}  // namespace liaison
