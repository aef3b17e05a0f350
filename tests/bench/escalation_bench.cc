// ops/bench escalation: what the shipped plugin makes of many incidents that are due in one
// instant, beside RocksDB writing the same rows. README.md says how to read the table.
#include "tests/bench/escalation_bench.h"

int main(int argc, char** argv) {
  return liaison::RunPartsProgram(
      argc, argv, "escalation",
      {{"burst", liaison::MakeBurstPart}, {"lateness", liaison::MakeLatenessPart}});
}
