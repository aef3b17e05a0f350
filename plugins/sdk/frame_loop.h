// The plugin's side of the contract: handshake, then one batch after the other.
#ifndef LIAISON_PLUGINS_SDK_FRAME_LOOP_H_
#define LIAISON_PLUGINS_SDK_FRAME_LOOP_H_

#include "plugins/sdk/link.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {

// Returns 0 after Drain, 1 after anything that breaks the contract, with a line to
// `stream.Complain`. Whether versions fit is left to the hub, which gets HelloAck in any case.
int Serve(Plugin& plugin, const About& about, Stream& stream);

}  // namespace liaison::plugin

#endif  // LIAISON_PLUGINS_SDK_FRAME_LOOP_H_
