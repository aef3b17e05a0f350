// What a desk does with maps: see desk.h.
#include <utility>
#include <variant>

#include "clients/core/desk/desk.h"
#include "clients/core/maps/map_error.h"
#include "proto/base/status_macros.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"

namespace liaison {

absl::Status Desk::UploadMap(HubConnection& hub, absl::string_view note) {
  const absl::StatusOr<Note> parsed = ParseNote(note, kMaxPublicNoteBytes);
  if (!parsed.ok()) return absl::OkStatus();  // for the hub to refuse
  const absl::StatusOr<MapNote> map_note = ParseMapNote(config_.ns, parsed->text);
  if (!map_note.ok()) return absl::OkStatus();
  const auto* proposal = std::get_if<MapProposal>(&*map_note);
  if (proposal == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool here, attachments_->Has(proposal->blob.sha256));
  // Of another desk's proposal the hub has it already.
  if (!here) return absl::OkStatus();
  return attachments_->Upload(hub, proposal->blob.sha256, nullptr);
}

absl::Status Desk::JudgeMapNote(absl::string_view note) const {
  ASSIGN_OR_RETURN(const MapBook book, ReadMapBook(*mirror_, hub_time_ms()));
  ASSIGN_OR_RETURN(const MapVerdict verdict, JudgeLoggedNote(book, note));
  return StatusOf(verdict, book, verdict.map);
}

bool Desk::MayMapsHaveChanged() const {
  return mirror_->StateLeaves().size() != map_leaves_ ||
         (map_due_ms_.has_value() && *map_due_ms_ < hub_time_ms());
}

absl::StatusOr<std::vector<MapNews>> Desk::KeepMaps(const DeskListener& listener) {
  std::vector<MapNews> news;
  const size_t leaves = mirror_->StateLeaves().size();
  if (leaves == 0) return news;
  ASSIGN_OR_RETURN(const MapBook book, ReadMapBook(*mirror_, hub_time_ms()));
  if (!book.maps.empty()) {
    ASSIGN_OR_RETURN(HubConnection * line, hub());
    ASSIGN_OR_RETURN(news, keeper_->Fetch(book, *line));
    const std::vector<MailboxId> own = reader().mailboxes;
    if (!own.empty()) RETURN_IF_ERROR(keeper_->QueueReceipts(book, own.front()));
  }
  map_leaves_ = leaves;
  map_due_ms_ = book.next_due_ms;
  if (listener.on_maps) listener.on_maps(book, news);
  return news;
}

}  // namespace liaison
