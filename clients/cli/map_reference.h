// By which map a notice's place was read: filled in when it is sent, held against the own replay
// when it is shown. Source: MAPS section 5.
#ifndef LIAISON_CLIENTS_CLI_MAP_REFERENCE_H_
#define LIAISON_CLIENTS_CLI_MAP_REFERENCE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Names the version in force here in a form that has a place and may name a map: of several maps
// the one whose zones contain the place, else the first. Where the form names a zone that this map
// has, and the place lies outside of it, it warns. Errors: those of the database and of
// ReadMapBook.
absl::Status PlaceOnMap(Context& context, Desk& desk, NoticeDraft& draft);

struct PlacedWith {
  std::string map;
  int64_t version = 0;
  bool known = false;                 // the log has a version of this digest
  std::optional<int64_t> in_force{};  // at the event's time; nullopt: none was
};
// nullopt: the form has no place, or names no map. `logged_ms`: where it names no event's time.
// Errors: those of ReadMapBook.
absl::StatusOr<std::optional<PlacedWith>> PlacedWithOf(const Json& form, const Mirror& mirror,
                                                       int64_t logged_ms);
// What a reader must be told; "": it was the right one.
std::string PlacedWithText(const Context& context, const PlacedWith& placed);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_REFERENCE_H_
