#include "clients/core/maps/map_keeper.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/maps/map_content.h"
#include "clients/core/maps/map_papers.h"
#include "proto/base/error.h"
#include "proto/base/secret.h"
#include "proto/base/status_macros.h"
#include "proto/rules/map_machine.h"
#include "proto/text/notice.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// Whose content this desk wants: what is or may come in force.
bool IsWanted(const MapEntry& entry) {
  const MapPhase phase = entry.version.phase;
  return phase == MapPhase::kOpen || phase == MapPhase::kApproved || phase == MapPhase::kInForce;
}

// As the signed proposal names it: what the carrying notice says of it decides nothing.
NoticeAttachment AttachmentOf(const MapProposal& note) {
  return {.ciphertext_sha256 = note.blob.sha256,
          .ciphertext_size = note.blob.size,
          .plaintext_sha256 = note.content.sha256,
          .plaintext_size = note.content.size,
          .name = absl::StrCat(note.head.map, ".json")};
}

MapNews NewsOf(const MapEntry& entry, const absl::Status& status) {
  return {.map = entry.note().head.map,
          .name = entry.Name(),
          .proposal = entry.proposal(),
          .status = status};
}

}  // namespace

absl::StatusOr<std::vector<MapNews>> MapKeeper::Fetch(const MapBook& book, HubConnection& hub) {
  std::vector<MapNews> news;
  for (const auto& [map, record] : book.maps) {
    for (const MapEntry& entry : record.entries) {
      if (!IsWanted(entry)) continue;
      const bool shared = std::count_if(record.entries.begin(), record.entries.end(),
                                        [&entry](const MapEntry& other) {
                                          return other.note().content == entry.note().content;
                                        }) > 1;
      ASSIGN_OR_RETURN(std::optional<MapNews> one,
                       shared ? JudgeShared(entry) : std::optional<MapNews>());
      if (!one.has_value()) {
        ASSIGN_OR_RETURN(one, FetchOne(entry, hub));
      }
      if (one.has_value()) news.push_back(*std::move(one));
    }
  }
  return news;
}

// A document that is here for another proposal need not fit this one's header.
absl::StatusOr<std::optional<MapNews>> MapKeeper::JudgeShared(const MapEntry& entry) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   parts_.store.Bytes(entry.note().content.sha256));
  ASSIGN_OR_RETURN(const std::string bad, parts_.store.WhyBad(entry.proposal()));
  if (!bytes.has_value() || !bad.empty()) return std::nullopt;
  const absl::Status status = CheckMapContent(entry.note(), *bytes).status();
  if (!absl::IsDataLoss(status)) return std::nullopt;
  RETURN_IF_ERROR(parts_.store.MarkBad(entry.proposal(), ReasonOf(status)));
  return NewsOf(entry, status);
}

absl::StatusOr<std::optional<MapNews>> MapKeeper::FetchOne(const MapEntry& entry,
                                                           HubConnection& hub) {
  const MapProposal& note = entry.note();
  ASSIGN_OR_RETURN(const bool here, parts_.store.Has(note.content.sha256));
  ASSIGN_OR_RETURN(const std::string bad, parts_.store.WhyBad(entry.proposal()));
  if (here || !bad.empty() || note.content.size > kMaxMapBytes) return std::nullopt;
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(parts_.database));
  const absl::StatusOr<AgeIdentity> identity = keys.Find(note.blob.sha256);
  if (absl::IsNotFound(identity.status())) return std::nullopt;
  RETURN_IF_ERROR(identity.status());
  const absl::Status fetched = parts_.attachments.Download(hub, note.blob.sha256, note.blob.size,
                                                           entry.proposal(), nullptr, &*identity);
  // Without a line nothing else comes either. What the hub serves damaged, or has lost, is asked
  // for again the next time, and keeps nobody from the other maps.
  if (absl::IsUnavailable(fetched) || absl::IsDeadlineExceeded(fetched) ||
      absl::IsCancelled(fetched)) {
    return fetched;
  }
  if (!fetched.ok()) return NewsOf(entry, fetched);
  const absl::StatusOr<Secret> opened =
      parts_.attachments.OpenToMemory(AttachmentOf(note), *identity, kMaxMapBytes);
  // With a wrong key nothing is known of the content.
  if (!opened.ok() && ReasonOf(opened.status()) != "ATTACHMENT_MISMATCH") return std::nullopt;
  const absl::Status status = opened.ok() ? Adopt(entry, opened->view()) : opened.status();
  if (absl::IsDataLoss(status)) {
    RETURN_IF_ERROR(parts_.store.MarkBad(entry.proposal(), ReasonOf(status)));
  } else {
    RETURN_IF_ERROR(status);
  }
  RETURN_IF_ERROR(parts_.attachments.Forget(note.blob.sha256));
  return NewsOf(entry, status);
}

absl::Status MapKeeper::Adopt(const MapEntry& entry, absl::string_view bytes) {
  RETURN_IF_ERROR(CheckMapContent(entry.note(), bytes).status());
  return parts_.store.Add(entry.note().content.sha256, bytes);
}

absl::Status MapKeeper::QueueReceipts(const MapBook& book, const MailboxId& as) {
  for (const auto& [map, record] : book.maps) {
    if (!IsReader(*record.state.policy, as.office)) continue;
    for (const MapEntry& entry : record.entries) {
      if (!entry.IsApproved() || !IsWanted(entry)) continue;
      ASSIGN_OR_RETURN(const bool here, parts_.store.Has(entry.note().content.sha256));
      ASSIGN_OR_RETURN(const std::string bad, parts_.store.WhyBad(entry.proposal()));
      if (here && bad.empty()) RETURN_IF_ERROR(Queue(entry, as, MapHeldState::kHeld));
      if (!bad.empty()) RETURN_IF_ERROR(Queue(entry, as, MapHeldState::kCannotOpen));
    }
  }
  return absl::OkStatus();
}

absl::Status MapKeeper::QueueSeen(const MapEntry& entry, const MailboxId& as) {
  return entry.IsApproved() ? Queue(entry, as, MapHeldState::kSeen) : absl::OkStatus();
}

absl::Status MapKeeper::Queue(const MapEntry& entry, const MailboxId& as, MapHeldState state) {
  const MapProposal& proposal = entry.note();
  const MapHeld held{
      .head = NewMapHead({parts_.mirror, parts_.signer, as, parts_.random}, proposal.head.map),
      .version = proposal.version,
      .content = proposal.content.sha256,
      .state = state};
  const std::string text = PrintMapNote(held);
  return parts_.database.Transaction([&]() -> absl::Status {
    ASSIGN_OR_RETURN(const bool first,
                     parts_.store.SayOnce(proposal.head.map, proposal.version, state));
    if (!first) return absl::OkStatus();
    return parts_.carried.Add(parts_.signer.SignNote(text), Sha256(text), NowMs(parts_.clock));
  });
}

}  // namespace liaison
