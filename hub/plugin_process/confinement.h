// What stands between the launcher's fork and the plugin's first instruction.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_CONFINEMENT_H_
#define LIAISON_HUB_PLUGIN_PROCESS_CONFINEMENT_H_

#include <sys/types.h>

#include <cstdint>

namespace liaison {

// Where the launcher puts a plugin's descriptors before it enters.
inline constexpr int kLinkFd = 3;
inline constexpr int kBundleFd = 4;  // closed by exec
inline constexpr int kReportFd = 5;  // closed by exec; says which step failed

struct ConfinedSpec {
  pid_t launcher = 0;
  uint32_t slot = 0;
  uint64_t data_bytes_max = 0;
};

struct ConfinementFailure {
  const char* step = nullptr;  // nullptr: none
  int error = 0;
};

class Confinement {
 public:
  Confinement() = default;
  Confinement(const Confinement&) = delete;
  Confinement& operator=(const Confinement&) = delete;
  virtual ~Confinement() = default;

  // In the child, which is single-threaded. Allocates nothing.
  virtual ConfinementFailure Enter(const ConfinedSpec& spec) const = 0;
  // The empty path of the child's execveat: a filter may know the exec by its address.
  virtual const char* EmptyPath() const = 0;
};

// Ends this process when the launcher does, also if it did so just before. Undone by every change
// of user or capabilities, so it is called again after each.
bool DieWithLauncher(pid_t launcher);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_CONFINEMENT_H_
