// What lies in the data folder after a script: the hub's own records, the plugin's state.
#ifndef LIAISON_PLUGINS_PLUGKIT_STAGE_LOG_H_
#define LIAISON_PLUGINS_PLUGKIT_STAGE_LOG_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/data_folder.h"
#include "plugins/plugkit/script.pb.h"

namespace liaison {

struct RecordsWanted {
  LeafIndex first;
  absl::Time began;  // times are given from here
  std::string ns;
  const std::map<Hash, std::string>& names;  // of envelopes
};

// Those that the hub wrote itself, in order. Errors: DataLoss, Unavailable.
absl::StatusOr<std::vector<plugkit::Record>> ReadRecords(const DataFolder& folder,
                                                         const RecordsWanted& wanted);

// SHA-256 over keys and values of the state that counts. Errors: DataLoss, Unavailable.
absl::StatusOr<Hash> DigestOfState(const DataFolder& folder, const std::string& plugin);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_STAGE_LOG_H_
