// What a script expects beside what came out.
#ifndef LIAISON_PLUGINS_PLUGKIT_COMPARE_H_
#define LIAISON_PLUGINS_PLUGKIT_COMPARE_H_

#include <string>
#include <vector>

#include "plugins/plugkit/script.h"

namespace liaison {

// Lines "  record" that fit, "- record" that are missing and "+ record" that nobody expected.
struct Difference {
  std::vector<std::string> lines;
  bool any = false;
};
Difference Compare(const plugkit::Script& script, const std::vector<plugkit::Record>& records);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_COMPARE_H_
