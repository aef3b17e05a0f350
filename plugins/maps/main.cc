#include "plugins/maps/maps.h"

int main() {
  liaison::maps::Maps maps;
  return liaison::plugin::Run(maps, {.version = "1.0.0", .schema = 1});
}
