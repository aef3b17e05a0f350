// Answers Hello and aborts on everything else, Ping too: no record is to blame.
#include <cstdlib>

#include "tests/plugins/raw_link.h"

int main() {
  liaison::plugin::RawLink link;
  link.Send(liaison::plugin::RawLink::MakeAck(link.Receive()));
  link.Receive();
  std::abort();
}
