// How officers call maps and proposals: "deescalation", "deescalation@8", "v8", "v8~3f2a91c0".
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_HANDLE_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_HANDLE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/maps/map_book.h"

namespace liaison {

struct FoundMap {
  const MapRecord* record = nullptr;
  const MapEntry* entry = nullptr;
};

// Errors: NotFound NO_SUCH_MAP.
absl::StatusOr<const MapRecord*> FindMap(const MapBook& book, absl::string_view map);
// `map` chooses among several; empty: all are looked through. A map's name stands for its version
// in force, or where there is none for its newest approved one. Pointers are the book's. Errors:
// NotFound NO_SUCH_MAP, NO_SUCH_VERSION, NO_VERSION (no version of it was ever approved);
// FailedPrecondition WHICH_MAP.
absl::StatusOr<FoundMap> FindMapEntry(const MapBook& book, absl::string_view handle,
                                      absl::string_view map);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_HANDLE_H_
