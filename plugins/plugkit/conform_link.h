// The part of `plugkit conform` that talks to the plugin without a hub: greetings, upkeep, and what
// it does when the link breaks.
#ifndef LIAISON_PLUGINS_PLUGKIT_CONFORM_LINK_H_
#define LIAISON_PLUGINS_PLUGKIT_CONFORM_LINK_H_

#include <string>

#include "absl/status/status.h"
#include "hub/plugin_host/bundle.h"
#include "hub/plugin_host/manifest.h"
#include "plugins/plugkit/check_report.h"
#include "proto/base/clock.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison {

// `hello` is what a hub said to the plugin. Errors: as Launcher::Start; what the plugin does wrong
// is in the report.
absl::Status CheckLink(const Bundle& bundle, const PluginManifest& manifest,
                       const plugin::v1::ToPlugin& hello, const Clock& clock, CheckReport& report);

// A batch that ends anywhere is never answered. Errors: as CheckLink.
absl::Status CheckTornBatch(const Bundle& bundle, const PluginManifest& manifest,
                            const plugin::v1::ToPlugin& hello, const plugin::v1::ToPlugin& batch,
                            CheckReport& report);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_CONFORM_LINK_H_
