#include "clients/core/maps/map_book.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "clients/core/maps/map_replay.h"
#include "clients/core/trust/state_walk.h"
#include "proto/base/status_macros.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

class BookReader final : private StateVisitor {
 public:
  BookReader(const Mirror& mirror, MapBook& book) : mirror_(mirror), book_(book) {}

  absl::Status Read(absl::string_view next) {
    RETURN_IF_ERROR(WalkState(mirror_, {.note = next, .time_ms = book_.until_ms}, *this));
    const Instant end{.index = LeafIndex(mirror_.size().value()), .time_ms = book_.until_ms};
    for (auto& [map, replay] : replays_) {
      replay->AdvanceTo(end);
      const std::optional<int64_t> due_ms = replay->NextDue_ms();
      if (due_ms.has_value() && (!book_.next_due_ms.has_value() || *due_ms < *book_.next_due_ms)) {
        book_.next_due_ms = due_ms;
      }
      if (replay->record().state.policy.has_value()) book_.maps.emplace(map, replay->record());
    }
    for (const MapAnnouncement& announcement : announcements_) {
      if (!IsOwnResult(announcement)) book_.disagreements.push_back(announcement);
    }
    return absl::OkStatus();
  }

 private:
  void OnDevice(const DeviceEvent& event) override {
    // What was due before is judged by the devices of before.
    for (auto& [map, replay] : replays_) replay->AdvanceTo(event.at);
    devices_.Apply(event);
    for (auto& [map, replay] : replays_) replay->Take(event);
  }

  void OnNote(Instant now, const Note& note) override {
    const absl::StatusOr<MapNote> map_note = ParseMapNote(mirror_.directory().ns(), note.text);
    if (!map_note.ok()) return;
    const MapHead& head = HeadOf(*map_note);
    auto found = replays_.find(head.map);
    if (found == replays_.end()) {
      found = replays_.emplace(head.map, std::make_unique<MapReplay>(head.map, devices_)).first;
    }
    found->second->Take(now, *map_note, Sha256(note.text), SignersOf(note, head.from));
  }

  void OnAlert(Instant now, const Alert& alert) override {
    std::optional<MapAnnouncement> announcement = AnnouncementOf(alert, now.index, now.time_ms);
    if (announcement.has_value()) announcements_.push_back(*std::move(announcement));
  }

  bool IsOwnResult(const MapAnnouncement& announcement) const {
    const MapRecord* const record = book_.Find(announcement.map);
    return record != nullptr &&
           std::any_of(record->sayings.begin(), record->sayings.end(),
                       [&](const MapSaying& own) { return IsSaid(announcement, own); });
  }

  const Mirror& mirror_;
  MapBook& book_;
  MapDevices devices_;
  std::map<std::string, std::unique_ptr<MapReplay>> replays_;
  std::vector<MapAnnouncement> announcements_;
};

absl::StatusOr<MapBook> ReadBook(const Mirror& mirror, int64_t until_ms, absl::string_view next) {
  MapBook book{.size = mirror.size()};
  book.until_ms = std::max(until_ms, mirror.directory().TimeAt(mirror.size()));
  RETURN_IF_ERROR(BookReader(mirror, book).Read(next));
  return book;
}

}  // namespace

const MapRecord* MapBook::Find(absl::string_view map) const {
  const auto found = maps.find(map);
  return found == maps.end() ? nullptr : &found->second;
}

absl::StatusOr<MapBook> ReadMapBook(const Mirror& mirror, int64_t until_ms) {
  return ReadBook(mirror, until_ms, "");
}

absl::StatusOr<MapVerdict> JudgeNextNote(const Mirror& mirror, int64_t now_ms,
                                         absl::string_view note) {
  ASSIGN_OR_RETURN(const MapBook book, ReadBook(mirror, now_ms, note));
  return JudgeLoggedNote(book, note);
}

absl::StatusOr<MapVerdict> JudgeLoggedNote(const MapBook& book, absl::string_view bytes) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
  const Hash hash = Sha256(note.text);
  for (const auto& [map, record] : book.maps) {
    for (const MapSaying& saying : record.sayings) {
      if (saying.kind == MapSaying::Kind::kError && saying.proposal == hash) {
        return MapVerdict{.map = map, .code = saying.reason};
      }
    }
  }
  return MapVerdict();
}

}  // namespace liaison
