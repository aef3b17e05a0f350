// Speaks the protocol before the one before.
#include "tests/plugins/raw_link.h"

int main() {
  using liaison::kPluginProtocol;
  liaison::plugin::RawLink link;
  liaison::plugin::v1::FromPlugin message = liaison::plugin::RawLink::MakeAck(link.Receive());
  message.mutable_hello()->set_protocol(kPluginProtocol < 2 ? 0 : kPluginProtocol - 2);
  link.Send(message);
  link.FallSilent();
}
