#include "proto/rules/pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr char kPatternRules[] =
    R"({"count":3,"ladder":{"id":"L-PAT","version":2},"precedence":"immediate","slot":"zone",)"
    R"("window_s":86400})";

TEST(PatternPolicy, IsReadAsItIsWritten) {
  const absl::StatusOr<PatternPolicy> pattern = ParsePatternPolicy(kPatternRules);
  ASSERT_TRUE(pattern.ok()) << pattern.status();
  EXPECT_EQ(pattern->slot, "zone");
  EXPECT_EQ(pattern->count, 3u);
  EXPECT_EQ(pattern->window_ms, 86400000);
  EXPECT_EQ(pattern->precedence, Precedence::kImmediate);
  EXPECT_EQ(pattern->ladder, (PolicyRef{"L-PAT", 2}));
}

TEST(PatternPolicy, RefusesWhatCannotBeCounted) {
  struct Case {
    const char* from;
    const char* to;
    const char* rule;
  };
  for (const Case& one : std::vector<Case>{
           {R"("count":3)", R"("count":1)", "RANGE"},
           {R"("count":3)", R"("count":1001)", "RANGE"},
           {R"("zone")", R"("region")", "CHOICE"},
           {"86400", "0", "RANGE"},
           {"86400", "86401", "RANGE"},
           {R"("L-PAT")", R"("l-pat")", "POLICY"},
           {R"("version":2)", R"("version":0)", "RANGE"},
           {R"("immediate")", R"("soon")", "PRECEDENCE"},
           {R"("window_s")", R"("window_x":1,"window_s")", "ORDER"},
       }) {
    const std::string rules = absl::StrReplaceAll(kPatternRules, {{one.from, one.to}});
    EXPECT_EQ(ReasonOf(ParsePatternPolicy(rules).status()), one.rule) << rules;
  }
}

}  // namespace
}  // namespace liaison
