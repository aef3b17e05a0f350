// A script for a plugin that brings none.
#ifndef LIAISON_PLUGINS_PLUGKIT_MANIFEST_SCRIPT_H_
#define LIAISON_PLUGINS_PLUGKIT_MANIFEST_SCRIPT_H_

#include "hub/plugin_host/manifest.h"
#include "plugins/plugkit/script.pb.h"

namespace liaison {

// Something of every kind that the plugin subscribes to, so that it can be tried without a script
// of its own.
plugkit::Script ScriptFor(const PluginManifest& manifest);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_MANIFEST_SCRIPT_H_
