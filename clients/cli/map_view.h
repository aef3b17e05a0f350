// How maps, proposals and who holds them look: a line for people, an object for machines. Offices
// stand by their codes, as everywhere in what is signed.
#ifndef LIAISON_CLIENTS_CLI_MAP_VIEW_H_
#define LIAISON_CLIENTS_CLI_MAP_VIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "clients/core/maps/map_book.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct MapSession;

// What the hub says of a map and the own replay does not.
std::string AnnouncementText(const Context& context, const MapAnnouncement& announcement);
// "in force", "open": in the officer's language.
std::string PhaseText(const Context& context, MapPhase phase);

// What a device of a reader's office last said that it holds.
struct MapHolder {
  std::string party;
  std::string device;    // full name
  uint64_t version = 0;  // 0: it has said nothing
  std::string state;     // held, seen, cannot_open; empty: nothing
  int64_t time_ms = 0;
  bool behind = false;  // of the version in force
};
// Of the devices in force now, by name.
std::vector<MapHolder> HoldersOf(const MapSession& session, const MapRecord& record);
// The newest approved version whose document is on this desk; nullptr: none. Errors: those of the
// database.
absl::StatusOr<const MapEntry*> HeldHere(MapSession& session, const MapRecord& record);

absl::Status ShowMapLine(Context& context, MapSession& session, const MapRecord& record);
absl::StatusOr<Json> MapLineJson(MapSession& session, const MapRecord& record);
// Everything that was said to a proposal or version, but for its content.
void ShowEntry(Context& context, MapSession& session, const MapRecord& record,
               const MapEntry& entry);
Json::Object EntryJson(const MapRecord& record, const MapEntry& entry);
void ShowHolders(Context& context, const MapSession& session, const MapRecord& record);
Json HolderJson(const MapHolder& holder);

// `proposal step index state waiting[]`: what has become of a proposal by a step.
Json::Object StandingJson(const MapRecord& record, const MapEntry& entry);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_VIEW_H_
