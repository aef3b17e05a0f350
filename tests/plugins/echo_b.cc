#include "tests/plugins/echo.h"

int main() {
  liaison::plugin::Echo plugin("echo-a", false);
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
