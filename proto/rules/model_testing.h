// What tests of a machine against its naive double share.
#ifndef LIAISON_PROTO_RULES_MODEL_TESTING_H_
#define LIAISON_PROTO_RULES_MODEL_TESTING_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/incident.h"  // Instant

namespace liaison {

// With the three lines before it; "" if there is none.
inline std::string FirstDifference(const std::vector<std::string>& said,
                                   const std::vector<std::string>& expected) {
  size_t i = 0;
  while (i < said.size() && i < expected.size() && said[i] == expected[i]) ++i;
  if (i == said.size() && i == expected.size()) return "";
  std::string text;
  for (size_t line = i < 3 ? 0 : i - 3; line < i; ++line) {
    absl::StrAppend(&text, said[line], "\n");
  }
  return absl::StrCat(text, "said ", i < said.size() ? said[i] : "no more", ", expected ",
                      i < expected.size() ? expected[i] : "no more");
}

// One machine that is looked at only when something comes in, one that is also looked at now and
// then, and one whose every due is met: all three must say the same.
template <typename Run>
struct Lookers {
  Run seldom;
  Run often;
  Run on_time;

  template <typename Leaf>
  void Take(const Leaf& leaf, bool look) {
    seldom.Take(leaf);
    if (look) often.AdvanceTo({leaf.at.index, leaf.at.time_ms});
    often.Take(leaf);
    for (auto due_ms = on_time.NextDue_ms(); due_ms.has_value() && *due_ms + 1 < leaf.at.time_ms;
         due_ms = on_time.NextDue_ms()) {
      on_time.AdvanceTo({leaf.at.index, *due_ms + 1});
    }
    on_time.Take(leaf);
  }
  void AdvanceTo(Instant now) {
    for (Run* run : {&seldom, &often, &on_time}) run->AdvanceTo(now);
  }
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_MODEL_TESTING_H_
