#include "tests/maps/map_scripts.h"

#include "tests/escalation/scenario_files.h"

namespace liaison {
namespace {

constexpr char kFolder[] = "maps";

}  // namespace

std::vector<std::string> MapScenarioNames() { return ScenarioNames(kFolder, "MH"); }

plugkit::Script ReadMapScript(const std::string& name) { return ReadScenario(kFolder, name); }

}  // namespace liaison
