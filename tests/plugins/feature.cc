// Needs a feature that no hub offers.
#include "tests/plugins/raw_link.h"

int main() {
  liaison::plugin::RawLink link;
  liaison::plugin::v1::FromPlugin message = liaison::plugin::RawLink::MakeAck(link.Receive());
  message.mutable_hello()->add_features("no-such-feature");
  link.Send(message);
  link.FallSilent();
}
