// The state library alone on a script: no hub, no process, no signatures, and no plugin but its
// rows and the form of its alerts.
#ifndef LIAISON_TESTS_MAPS_STATE_STAGE_H_
#define LIAISON_TESTS_MAPS_STATE_STAGE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "plugins/plugkit/map_notes.h"
#include "plugins/plugkit/script.h"
#include "proto/rules/map_machine.h"

namespace liaison {

// Thread: one.
class StateStage {
 public:
  // The clock is looked at, and the state kept in rows and read again, after every `batch` leaves.
  explicit StateStage(int batch) : batch_(batch) {}

  // A script without includes (ReadScript). Returns what is said from "+0" on in the form of
  // `plugkit run`, without the records' own times. Failures of the library are gtest failures.
  std::vector<plugkit::Record> Play(const plugkit::Script& script);

 private:
  class World;
  struct Series {
    MapState state;
    std::map<Hash, MapPhase> closed;
  };

  void Do(const plugkit::Step& step);
  void Certify(const std::string& device, Role role);
  void Revoke(const plugkit::Note& note);
  void Log(const UnsignedMapNote& note, bool refused);
  // Lets the machine of a map work; `note`: what it is told.
  template <typename Act>
  void Run(Series& series, const MapNote* note, Act act);
  void CountLeaf();
  void LookAtClock(int64_t time_ms);
  void Record(const Series& series, const MapNote* note, const std::vector<MapSaying>& said);
  Instant Now() const { return {.index = LeafIndex(index_), .time_ms = now_ms_}; }

  const int batch_;
  int leaves_ = 0;  // since the clock was looked at
  uint64_t index_ = 0;
  int64_t began_ms_ = 0;
  int64_t now_ms_ = 0;
  std::unique_ptr<MapNotes> notes_;
  std::map<std::string, MapDevice> devices_;  // by full name
  std::map<std::string, Series> series_;
  std::set<Hash> logged_;
  std::vector<plugkit::Record> records_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_MAPS_STATE_STAGE_H_
