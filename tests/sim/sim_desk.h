// One simulated officer: the real Desk over a home folder of its own, a clock that may be wrong,
// and a line that may be down. Everything but the database lies in memory, with faults; the
// database is a real file, because SQLCipher wants one.
#ifndef LIAISON_TESTS_SIM_SIM_DESK_H_
#define LIAISON_TESTS_SIM_SIM_DESK_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/core/desk/desk.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/sealing/age_key.h"
#include "proto/base/clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"
#include "tests/sim/local_hub_connection.h"

namespace liaison {

// The identities behind the recipients that a TestMission publishes at its founding.
class FoundingPrekeys {
 public:
  explicit FoundingPrekeys(uint64_t seed) : random_(seed) {}
  // For TestMissionOptions::recipient. This object must not move afterwards.
  RecipientMaker Maker();
  // Of a device's full name, by serial.
  const std::map<uint64_t, AgeIdentity>& Of(absl::string_view owner) const;

 private:
  SeededRandom random_;
  std::map<std::string, std::map<uint64_t, AgeIdentity>, std::less<>> identities_;
};

// Another clock, wrong by a fixed time.
class OffsetClock final : public Clock {
 public:
  OffsetClock(Clock& base, absl::Duration offset) : base_(base), offset_(offset) {}
  absl::Time Now() const override { return base_.Now() + offset_; }
  bool WaitFor(absl::Notification& stop, absl::Duration duration) override {
    return base_.WaitFor(stop, duration);
  }

 private:
  Clock& base_;
  const absl::Duration offset_;
};

// The world of one desk. All references outlive it.
struct SimDeskWorld {
  const TestMission& mission;
  const FoundingPrekeys& prekeys;
  const FormLibrary& forms;
  Clock& clock;
  Random& random;
  LocalLine& line;
};

class SimDesk {
 public:
  // Makes the home in `folder` (a real, empty directory) as the founding left it. `device`:
  // "tur/d01".
  SimDesk(const SimDeskWorld& world, absl::string_view device, absl::string_view folder,
          absl::Duration clock_offset);
  SimDesk(const SimDesk&) = delete;
  SimDesk& operator=(const SimDesk&) = delete;

  // The program starts, or dies: nothing survives but the home folder.
  absl::Status Open();
  void Close() { desk_.reset(); }

  const std::string& device() const { return device_; }
  Desk& desk() const { return *desk_; }
  MemoryFileSystem& files() { return files_; }
  // Desk::Sync; keeps what it was told.
  absl::StatusOr<SyncReport> Sync();
  // "WITHHELD tur/d01 ...": whatever was shown to the officer as an alarm.
  const std::vector<std::string>& alarms() const { return alarms_; }

  bool online = true;

 private:
  void MakeHome();

  const SimDeskWorld world_;
  const std::string device_;
  const std::string folder_;
  OffsetClock clock_;
  MemoryFileSystem files_;
  std::unique_ptr<Desk> desk_;
  std::vector<std::string> alarms_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_SIM_SIM_DESK_H_
