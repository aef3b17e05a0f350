#include "plugins/escalation/escalation.h"

int main() {
  liaison::escalation::Escalation escalation;
  return liaison::plugin::Run(escalation, {.version = "1.0.0", .schema = 1});
}
