// What is wrong with a note about a map, as an error for people and programs. Source: MAPS
// section 4.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_ERROR_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_ERROR_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/maps/map_book.h"

namespace liaison {

// `code` as MapSaying has it; the absl code follows from it. `subject`: the version or proposal;
// `field` what to look at now: the head's name.
absl::Status MapError(absl::string_view code, absl::string_view subject, absl::string_view field);

// The same of what the machine said; ok where the note has effect.
absl::Status StatusOf(const MapVerdict& verdict, const MapBook& book, absl::string_view subject);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_ERROR_H_
