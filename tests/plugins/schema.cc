// Can run on only state that no version has written yet.
#include "tests/plugins/raw_link.h"

int main() {
  liaison::plugin::RawLink link;
  liaison::plugin::v1::FromPlugin message = liaison::plugin::RawLink::MakeAck(link.Receive());
  message.mutable_hello()->set_schema_min(1000);
  message.mutable_hello()->set_schema_max(1000);
  link.Send(message);
  link.FallSilent();
}
