// What must hold after any run, whatever happened in it, once everybody was heard: the promises
// "nothing accepted is ever lost" and "nobody drops or reorders", looked at from all desks at once.
#ifndef LIAISON_TESTS_SIM_INVARIANTS_H_
#define LIAISON_TESTS_SIM_INVARIANTS_H_

#include "tests/sim/simulation.h"

namespace liaison {

// Each states its own failures to gtest.
//
// The log: every outbox entry is in it exactly once, nothing else but public notes is, its times
// never decrease, all mirrors have the hub's root, and `liaison-hub check` finds nothing.
void ExpectOneLog(Simulation& simulation);
// The archives: each holds the envelopes and receipts that concern its desk, each once, in log
// order, opened where the sender could seal to the device; receipts were given once each; nobody
// was shown an alarm.
void ExpectWholeArchives(Simulation& simulation);
// Serials: without a gap, per desk and year.
void ExpectGaplessSerials(Simulation& simulation);

}  // namespace liaison

#endif  // LIAISON_TESTS_SIM_INVARIANTS_H_
