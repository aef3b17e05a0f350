// What `liaison-hub check` asks about plugins: that their rows agree with each other and with the
// log. Whether a state is what the plugin makes of the log only the plugin can say (`replay`).
#ifndef LIAISON_HUB_PLUGIN_HOST_CHECK_PLUGINS_H_
#define LIAISON_HUB_PLUGIN_HOST_CHECK_PLUGINS_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "hub/log/log.h"
#include "hub/store/store.h"
#include "proto/base/strong_int.h"
#include "proto/text/record.h"

namespace liaison {

// Feeds on the log's records in order.
class EffectCheck {
 public:
  // Errors: DataLoss CHECK (the same plugin says the same because of the same record twice, or
  // because of one that is not before it).
  absl::Status Add(LeafIndex index, const Release& release);
  absl::Status Add(LeafIndex index, const Alert& alert);

 private:
  absl::Status Add(LeafIndex index, const HubRecordHead& head, const std::string& text);

  std::set<std::string> said_;  // hashes
};

// Every row of the families plugin and timer. Errors: DataLoss CHECK.
absl::Status CheckPluginRows(const Store& store, TreeSize size);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_CHECK_PLUGINS_H_
