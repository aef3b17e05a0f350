// liaison map ...: everyone holds the same map.
#include "clients/cli/map.h"

namespace liaison {

void AddMapCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("map");
  AddMapProposeVerbs(noun);
  AddMapReadVerbs(noun);
  AddMapWhereVerb(noun);
  AddMapStepVerbs(noun);
  AddMapFileVerbs(noun);
  AddMapPolicyVerbs(noun);
}

}  // namespace liaison
