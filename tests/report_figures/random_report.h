// Made-up missions: what three offices wrote in a few weeks, with all that can go wrong in it, as
// notices, and as the sheets that they contribute of them.
#ifndef LIAISON_TESTS_REPORT_FIGURES_RANDOM_REPORT_H_
#define LIAISON_TESTS_REPORT_FIGURES_RANDOM_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clients/core/report/assemble.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct RandomNotice {
  std::string office;
  uint64_t number = 0;
  Hash hash;
  LeafIndex index;
  int64_t logged_ms = 0;
  int64_t time_s = 0;  // claimed
  std::string kind;
  Json::Object form;
  std::vector<std::string> to;  // offices
  std::optional<uint32_t> ack_within_s;
};

struct RandomReport {
  ReportFrame frame;
  std::vector<RandomNotice> notices;  // log order
  std::vector<ReportSheet> sheets;    // of the offices that contribute
};

// The same of the same seed.
RandomReport MakeRandomReport(uint64_t seed);

}  // namespace liaison

#endif  // LIAISON_TESTS_REPORT_FIGURES_RANDOM_REPORT_H_
