// Speaks a protocol that is not yet.
#include "tests/plugins/raw_link.h"

int main() {
  using liaison::kPluginProtocol;
  liaison::plugin::RawLink link;
  liaison::plugin::v1::FromPlugin message = liaison::plugin::RawLink::MakeAck(link.Receive());
  message.mutable_hello()->set_protocol(kPluginProtocol + 1);
  link.Send(message);
  link.FallSilent();
}
