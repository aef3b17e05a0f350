// The scripts that lie in a folder of tests/data, as tests of state libraries read them.
#ifndef LIAISON_TESTS_ESCALATION_SCENARIO_FILES_H_
#define LIAISON_TESTS_ESCALATION_SCENARIO_FILES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "plugins/plugkit/script.h"

namespace liaison {

// Of the scripts in tests/data/`folder`, "M01b"; sorted; those that begin with one of `letters`.
std::vector<std::string> ScenarioNames(absl::string_view folder, absl::string_view letters);
// With what it includes, and without what only a hub makes: the times of the records. A file that
// cannot be read is a gtest failure.
plugkit::Script ReadScenario(absl::string_view folder, const std::string& name);

}  // namespace liaison

#endif  // LIAISON_TESTS_ESCALATION_SCENARIO_FILES_H_
