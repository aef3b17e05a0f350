// The scenarios in tests/data/maps, by name: "M01b".
#ifndef LIAISON_TESTS_MAPS_MAP_SCRIPTS_H_
#define LIAISON_TESTS_MAPS_MAP_SCRIPTS_H_

#include <string>
#include <vector>

#include "plugins/plugkit/script.h"

namespace liaison {

// Sorted; those of the page begin with M, our own with H.
std::vector<std::string> MapScenarioNames();
// With what it includes, and without what only a hub makes: the times of the records. A file that
// cannot be read is a gtest failure.
plugkit::Script ReadMapScript(const std::string& name);

}  // namespace liaison

#endif  // LIAISON_TESTS_MAPS_MAP_SCRIPTS_H_
