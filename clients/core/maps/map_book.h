// All maps of a mission, replayed from the public leaves of the own copy of the log by the machine
// that the hub's plugin runs too. What the plugin says is only held against it. Source: MAPS
// sections 1 and 4.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_BOOK_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_BOOK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/maps/map_announcement.h"
#include "clients/core/maps/map_record.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/strong_int.h"
#include "proto/text/names.h"

namespace liaison {

struct MapBook {
  int64_t until_ms = 0;  // hub time up to which it was replayed
  TreeSize size;         // of the log that it rests on
  // When something becomes true by itself: replay again once the time is past it. nullopt: never.
  std::optional<int64_t> next_due_ms;
  std::map<std::string, MapRecord, std::less<>> maps;
  // What the hub's plugin has announced and the own replay does not give, in log order. That
  // nothing was announced is no disagreement.
  std::vector<MapAnnouncement> disagreements;

  const MapRecord* Find(absl::string_view map) const;  // nullptr: no policy names it
};

// Replays everything up to the end of `mirror`, and what is due before `until_ms` after that: a
// time beyond the newest known one asks what will be if nobody says anything more.
// Errors: those of Mirror::EntryAt; DataLoss BAD_LEAF (the mirror checked it before).
absl::StatusOr<MapBook> ReadMapBook(const Mirror& mirror, int64_t until_ms);

// What the machine says to a note that somebody signed about a map.
struct MapVerdict {
  std::string map;
  std::string code;  // why it has no effect; empty: it has
};
// If it were the next leaf of `mirror`, at `now_ms`. Errors: those of the note's grammar, of
// ReadMapBook.
absl::StatusOr<MapVerdict> JudgeNextNote(const Mirror& mirror, int64_t now_ms,
                                         absl::string_view note);
// Of one that is logged, by the book. Errors: those of the note's grammar.
absl::StatusOr<MapVerdict> JudgeLoggedNote(const MapBook& book, absl::string_view note);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_BOOK_H_
