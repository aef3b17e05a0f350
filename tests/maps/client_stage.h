// A desk's own replay on a script: the leaves that its people bring lie in a scripted hub's log,
// are fetched into a mirror, which checks them, and are replayed from there.
#ifndef LIAISON_TESTS_MAPS_CLIENT_STAGE_H_
#define LIAISON_TESTS_MAPS_CLIENT_STAGE_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "clients/core/maps/map_book.h"
#include "clients/core/trust/hub_testing.h"
#include "clients/core/trust/mirror.h"
#include "plugins/plugkit/map_notes.h"
#include "plugins/plugkit/script.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {

// Thread: one.
class ClientStage {
 public:
  explicit ClientStage(const plugkit::Script& script);

  // Logs what the script's people say; what its hub refuses is not logged. Failures are gtest
  // failures.
  void Play(const plugkit::Script& script);
  // What the hub's plugin says in public, logged now. `record` as `plugkit run` has it.
  void Announce(const plugkit::Record& record);

  void PassTo(int64_t time_ms) { hub_.now_ms = std::max(hub_.now_ms, time_ms); }
  // Brings the mirror up to the log and replays it, up to the time that the script has reached.
  MapBook Replay();
  Mirror& mirror() { return *mirror_; }
  int64_t began_ms() const { return began_ms_; }
  int64_t now_ms() const { return hub_.now_ms; }

 private:
  void Do(const plugkit::Step& step);
  void Log(const UnsignedMapNote& note);
  void Revoke(const plugkit::Note& note);

  const int64_t began_ms_;
  SeededRandom random_{7};
  TestMission mission_;
  ScriptedHub hub_;
  MemoryFileSystem files_;
  std::unique_ptr<Mirror> mirror_;
  MapNotes notes_;
  std::set<Hash> logged_;
  int alerts_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_MAPS_CLIENT_STAGE_H_
