#include "tests/plugins/echo.h"

int main() {
  liaison::plugin::Echo plugin("echo-b", true);
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
