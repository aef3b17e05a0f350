// The public leaves of the own copy of the log that states are made of, in order, and between them
// what became of devices: what every replay of maps and reports is fed with.
#ifndef LIAISON_CLIENTS_CORE_TRUST_STATE_WALK_H_
#define LIAISON_CLIENTS_CORE_TRUST_STATE_WALK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/trust/mirror.h"
#include "proto/rules/directory.h"
#include "proto/rules/incident.h"  // Instant
#include "proto/text/note.h"
#include "proto/text/record.h"

namespace liaison {

// A certificate's leaf, or that of its revocation.
struct DeviceEvent {
  Instant at;
  const CertFact* fact = nullptr;  // the directory's
  bool revokes = false;
};

class StateVisitor {
 public:
  StateVisitor() = default;
  StateVisitor(const StateVisitor&) = delete;
  StateVisitor& operator=(const StateVisitor&) = delete;
  virtual ~StateVisitor() = default;

  virtual void OnDevice(const DeviceEvent& event) = 0;
  virtual void OnNote(Instant now, const Note& note) = 0;  // of any kind
  virtual void OnAlert(Instant now, const Alert& alert) = 0;
};

// A signed note that is to come behind the last leaf; empty: none.
struct NextNote {
  absl::string_view note;
  int64_t time_ms = 0;
};

// Errors: those of Mirror::EntryAt; DataLoss BAD_LEAF (the mirror checked it before).
absl::Status WalkState(const Mirror& mirror, const NextNote& next, StateVisitor& visitor);

// `from` first, then who else signed.
std::vector<std::string> SignersOf(const Note& note, const std::string& from);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_TRUST_STATE_WALK_H_
