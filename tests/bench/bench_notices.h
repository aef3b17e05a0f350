// 100,000 notices of three offices in one month, as they lie open in an archive.
#ifndef LIAISON_TESTS_BENCH_BENCH_NOTICES_H_
#define LIAISON_TESTS_BENCH_BENCH_NOTICES_H_

#include <map>
#include <string>
#include <vector>

#include "clients/core/report/assemble.h"
#include "clients/core/report/extract.h"

namespace liaison {

struct BenchNotice {
  Notice notice;
  Hash hash;
  EnvelopeHeader header;
  Hash header_hash;
  LeafIndex index;
  int64_t logged_ms = 0;
};

struct BenchMission {
  ReportFrame frame;
  std::vector<BenchNotice> notices;           // log order
  std::map<std::string, ReportSheet> sheets;  // by office, without rows
};
// Of a hundred notices: 70 violations that name a zone, a province and a map, 10 returns of posts,
// 10 of checkpoints, 10 of passages. Each owes two acknowledgements, which come; a third is passed
// on. 5 in a hundred correct one before, 1 cancels one; of 10 each says that it is an event of
// another office, which says the same; on 10 another office has a position.
BenchMission MakeBenchMission();
ReportFrame MakeBenchFrame();

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_BENCH_NOTICES_H_
